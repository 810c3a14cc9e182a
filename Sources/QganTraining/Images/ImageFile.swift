/// What an image file says of its image before the pixels.
public struct ImageHeader: Hashable, Sendable {
  /// Pixels across.
  public var width: Int
  /// Pixels down.
  public var height: Int
  /// 1 for gray, 3 for colour.
  public var channels: Int
}

/// Image files of every kind that is read: PNG and JPEG, told apart by what they hold, not by their names.
public enum ImageFile {
  /// The most pixels that an image may have across or down.
  public static let dimensionLimit = 1 << 15

  /// How names of image files end, in lower case.
  static let extensions = [".png", ".jpg", ".jpeg"]

  private enum Kind { case png, jpeg }

  /// Size and colour of the image; `badData` if it is of no known kind or not sound.
  public static func header(_ source: ByteSource) throws(TrainingError) -> ImageHeader {
    switch try kind(source) {
    case .png: try PNGFile.header(source)
    case .jpeg: try JPEGFile.header(source)
    }
  }

  /// Reads the image at `path`; `badData` if it is damaged or truncated, `notEnoughMemory` if it would not fit.
  public static func read(path: String) throws(TrainingError) -> Image {
    let source = try ByteSource(path: path)
    switch try kind(source) {
    case .png: return try PNGFile.read(source)
    case .jpeg: return try JPEGFile.read(source)
    }
  }

  private static func kind(_ source: ByteSource) throws(TrainingError) -> Kind {
    let start = try source.read(at: 0, count: min(4, source.size))
    if start == [0x89, 0x50, 0x4E, 0x47] { return .png }
    if start.starts(with: [0xFF, 0xD8, 0xFF]) { return .jpeg }
    throw source.badData("this is neither a PNG nor a JPEG file")
  }
}
