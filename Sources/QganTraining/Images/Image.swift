/// An image of 8-bit samples, gray or RGB, rows from the top, channels of a pixel side by side.
public struct Image: Hashable, Sendable {
  /// Pixels across.
  public let width: Int
  /// Pixels down.
  public let height: Int
  /// 1 (gray) or 3 (RGB).
  public let channels: Int
  /// `height * width * channels` samples, 0 black and 255 white.
  public var pixels: [UInt8]

  /// An image; `nil` if the sizes do not fit the pixels, are zero, or channels are neither 1 nor 3.
  public init?(width: Int, height: Int, channels: Int, pixels: [UInt8]) {
    guard width > 0, height > 0, channels == 1 || channels == 3,
      checkedProduct([width, height, channels]) == pixels.count
    else { return nil }
    self.width = width
    self.height = height
    self.channels = channels
    self.pixels = pixels
  }

  /// The samples as 0 to 255, channel by channel (`[channels, height, width]`); gray is repeated if `channels` is 3.
  public func planes(channels wanted: Int) -> [Float] {
    var planes: [Float] = []
    planes.reserveCapacity(wanted * width * height)
    for channel in 0..<wanted {
      let source = channels == 1 ? 0 : channel
      for pixel in 0..<width * height { planes.append(Float(pixels[pixel * channels + source])) }
    }
    return planes
  }
}
