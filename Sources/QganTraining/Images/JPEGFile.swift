import CJPEG

/// JPEG files, baseline and progressive, gray and colour, read as 8-bit gray or RGB to libjpeg's exact values.
///
/// What is missing or damaged is an error, never filled in. The orientation that a camera notes in EXIF is ignored, and so
/// are colour profiles. CMYK and arithmetic coding are refused.
public enum JPEGFile {
  /// Size and colour of the image; sizes that the file cannot fill are `badData`.
  public static func header(_ source: ByteSource) throws(TrainingError) -> ImageHeader {
    try header(source, layout(source))
  }

  /// Reads an image; `badData` if it is damaged or truncated, `notEnoughMemory` if it would not fit.
  public static func read(_ source: ByteSource) throws(TrainingError) -> Image {
    var layout = try layout(source)
    let header = try header(source, layout)
    // The file, the pixels twice, and what decoding needs beside them.
    let pixelCount = header.width * header.height * header.channels
    let workspace = Int(clamping: layout.workspace)
    try AvailableMemory.check(source.size + 2 * pixelCount + workspace, for: source.path)
    let bytes = try source.readAll()
    var pixels = [UInt8](repeating: 0, count: pixelCount)
    var message = [CChar](repeating: 0, count: 256)
    let result = qgan_jpeg_read_pixels(bytes, bytes.count, &layout, &pixels, &message, message.count)
    guard result == QGAN_JPEG_READ else { throw failure(source, message) }
    guard
      let image = Image(
        width: header.width, height: header.height, channels: header.channels, pixels: pixels)
    else { throw source.badData("the JPEG file has an unexpected layout") }
    return image
  }

  /// What the markers before the pixels say. They are at the beginning unless metadata fill it.
  private static func layout(_ source: ByteSource) throws(TrainingError) -> qgan_jpeg_layout {
    var layout = qgan_jpeg_layout()
    var message = [CChar](repeating: 0, count: 256)
    for count in [1 << 16, source.size] {
      let bytes = try source.read(at: 0, count: min(count, source.size))
      let result = qgan_jpeg_read_layout(bytes, bytes.count, &layout, &message, message.count)
      if result == QGAN_JPEG_READ { return layout }
      if result != QGAN_JPEG_TRUNCATED || bytes.count == source.size { break }
    }
    throw failure(source, message)
  }

  private static func header(
    _ source: ByteSource, _ layout: qgan_jpeg_layout
  ) throws(TrainingError) -> ImageHeader {
    let (width, height) = (Int(layout.width), Int(layout.height))
    let limit = ImageFile.dimensionLimit
    guard (1...limit).contains(width), (1...limit).contains(height) else {
      throw source.badData("the image would be \(width) by \(height) pixels; at most \(limit) are read")
    }
    // Every block of 8 by 8 pixels of the finest component takes at least a bit.
    guard width * height / 512 <= source.size else {
      throw source.badData(
        "the image would be \(width) by \(height) pixels, more than \(ByteCount(source.size)) can hold")
    }
    return ImageHeader(width: width, height: height, channels: layout.channels == 1 ? 1 : 3)
  }

  private static func failure(_ source: ByteSource, _ message: [CChar]) -> TrainingError {
    let text = String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return source.badData("the JPEG file cannot be read: \(text)")
  }
}
