/// Many samples side by side in one image, for people to look at.
public struct SampleGrid: Hashable, Sendable {
  /// Samples down.
  public var rows: Int
  /// Samples across.
  public var columns: Int
  /// Pixels between samples and around them.
  public var gap: Int
  /// The side, in pixels, that small samples are enlarged to, by whole factors.
  public var visibleSize: Int

  /// A grid of `rows` by `columns` samples.
  public init(rows: Int, columns: Int, gap: Int = 2, visibleSize: Int = 56) {
    self.rows = rows
    self.columns = columns
    self.gap = gap
    self.visibleSize = visibleSize
  }

  /// Draws `samples`, `[n, c, h, w]` with c 1 or 3, `[n, h, w]`, or `[n, m]` as one row of m pixels (a square, if m
  /// is one); `range` goes to black and white, what lies outside is cut, and NaN is drawn as black.
  ///
  /// Places without a sample stay white; samples beyond the grid are left out.
  public func draw(
    _ samples: [Float], shape: [Int], range: ClosedRange<Float> = 0...1
  ) throws(TrainingError) -> Image {
    guard let layout = Self.layout(ofSample: shape) else {
      throw .unfit("samples of shape \(shape) cannot be drawn: they are not images of one or three channels")
    }
    let (channels, height, width) = layout
    guard let size = checkedProduct([channels, height, width]), size > 0, samples.count % size == 0 else {
      throw .unfit("\(samples.count) numbers are no samples of shape \(shape)")
    }
    let factor = max(1, visibleSize / max(1, max(height, width)))
    let limit = ImageFile.dimensionLimit
    guard rows > 0, columns > 0, gap >= 0, rows <= limit, columns <= limit, gap <= limit, height <= limit,
      width <= limit
    else { throw .unfit("a grid of \(rows) by \(columns) samples of shape \(shape) cannot be drawn") }
    let pitch = (height: height * factor + gap, width: width * factor + gap)
    let total = (height: rows * pitch.height + gap, width: columns * pitch.width + gap)
    guard total.height <= limit, total.width <= limit else {
      throw .unfit("a grid of \(total.height) by \(total.width) pixels is too large; at most \(limit) each")
    }
    try AvailableMemory.check(total.height * total.width * channels, for: "a sample grid")
    var pixels = [UInt8](repeating: 255, count: total.height * total.width * channels)
    let span = range.upperBound - range.lowerBound
    for sample in 0..<min(rows * columns, samples.count / size) {
      let top = gap + sample / columns * pitch.height
      let left = gap + sample % columns * pitch.width
      for channel in 0..<channels {
        for y in 0..<height * factor {
          let row = sample * size + (channel * height + y / factor) * width
          let start = (top + y) * total.width + left
          for x in 0..<width * factor {
            let level = (samples[row + x / factor] - range.lowerBound) / span
            pixels[(start + x) * channels + channel] = Self.level(level)
          }
        }
      }
    }
    guard let image = Image(width: total.width, height: total.height, channels: channels, pixels: pixels)
    else {
      throw .unfit("a grid of \(rows) by \(columns) samples of shape \(shape) cannot be drawn")
    }
    return image
  }

  private static func level(_ value: Float) -> UInt8 {
    value > 0 ? UInt8((min(value, 1) * 255).rounded()) : 0
  }

  /// Channels, height and width of samples of `shape`; `nil` if they are no images.
  static func layout(ofSample shape: [Int]) -> (Int, Int, Int)? {
    switch shape.count {
    case 0: return (1, 1, 1)
    case 1:
      let side = Int(Double(max(0, shape[0])).squareRoot())
      return side * side == shape[0] ? (1, side, side) : (1, 1, shape[0])
    case 2: return (1, shape[0], shape[1])
    case 3 where shape[0] == 1 || shape[0] == 3: return (shape[0], shape[1], shape[2])
    default: return nil
    }
  }
}
