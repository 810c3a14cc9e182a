/// What is done to samples before a builtin feature extractor sees them: black..white becomes 0..255, rounded to 8 bits
/// as saving a PNG would do, then channels and size are adapted, then `(v - offset) / divisor`.
public struct SamplePreparation: Hashable, Sendable {
  /// How images are resampled.
  public enum Filter: String, Hashable, Sendable {
    /// As TensorFlow 1 without aligned corners: source position = index * scale, no antialiasing.
    case bilinearTensorFlow1 = "bilinear (TensorFlow 1)"
    /// Pillow's bicubic (a = -0.5), which widens when shrinking, on real numbers, cut to 0..255.
    case bicubic
    /// Pillow's bilinear, which widens when shrinking, on real numbers.
    case bilinear
  }

  /// 1 (gray) or 3.
  public var channels: Int
  /// Height and width to resample to; `nil` keeps the samples' own.
  public var size: Int?
  public var filter: Filter
  /// Whether the network itself resamples, so that it takes samples at their own size.
  public var isInNetwork: Bool
  public var offset: Double
  public var divisor: Double

  public init(
    channels: Int, size: Int?, filter: Filter, isInNetwork: Bool = false, offset: Double, divisor: Double
  ) {
    self.channels = channels
    self.size = size
    self.filter = filter
    self.isInNetwork = isInNetwork
    self.offset = offset
    self.divisor = divisor
  }

  /// Channels, height and width of samples that are pictures, `[height, width]` or `[1 or 3, height, width]`.
  public static func layout(of shape: [Int]) -> (channels: Int, height: Int, width: Int)? {
    switch shape.count {
    case 2: (1, shape[0], shape[1])
    case 3 where shape[0] == 1 || shape[0] == 3: (shape[0], shape[1], shape[2])
    default: nil
    }
  }

  /// The shape that the extractor sees of samples of `shape`; `nil` if those are no pictures.
  public func shape(of shape: [Int]) -> [Int]? {
    let size = isInNetwork ? nil : self.size
    return Self.layout(of: shape).map { [channels, size ?? $0.height, size ?? $0.width] }
  }

  /// How samples of `shape` are resampled, for people and records: `none`, `bicubic to 96x96`.
  public func resizing(of shape: [Int]) -> String {
    guard let size, let layout = Self.layout(of: shape), layout.height != size || layout.width != size else {
      return "none"
    }
    return "\(filter.rawValue) to \(size)x\(size)"
  }
}
