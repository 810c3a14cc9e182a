import CPNG

/// PNG files of any kind, read as 8-bit gray or RGB; transparency is laid over white, gamma is not applied.
public enum PNGFile {
  /// Size and colour of the image, from the first 33 bytes; sizes that the file cannot fill are `badData`.
  public static func header(_ source: ByteSource) throws(TrainingError) -> ImageHeader {
    let start = try source.read(at: 0, count: min(33, source.size))
    guard start.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) else {
      throw source.badData("this is not a PNG file")
    }
    guard start.count == 33 else { throw source.badData("the PNG header is truncated") }
    guard start[8..<16].elementsEqual([0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]) else {
      throw source.badData("the PNG file does not start with its header chunk")
    }
    let width = start[16..<20].reduce(0) { $0 << 8 | Int($1) }
    let height = start[20..<24].reduce(0) { $0 << 8 | Int($1) }
    let limit = ImageFile.dimensionLimit
    guard (1...limit).contains(width), (1...limit).contains(height) else {
      throw source.badData(
        "the image would be \(width) by \(height) pixels; at most \(limit) are read")
    }
    // Samples a pixel by colour type: gray, RGB, palette, gray and alpha, RGBA.
    guard let samples = [0: 1, 2: 3, 3: 1, 4: 2, 6: 4][Int(start[25])] else {
      throw source.badData("PNG colour type \(start[25]) is unknown")
    }
    let bits = width * height * samples * Int(start[24])
    guard bits / 8 / InflateStream.largestExpansion <= source.size else {
      throw source.badData(
        "the image would be \(width) by \(height) pixels, more than \(ByteCount(source.size)) can hold")
    }
    return ImageHeader(width: width, height: height, channels: samples > 2 || start[25] == 3 ? 3 : 1)
  }

  /// Reads the image at `path`.
  public static func read(path: String) throws(TrainingError) -> Image { try read(ByteSource(path: path)) }

  /// Reads an image; `badData` if it is damaged or truncated, `notEnoughMemory` if it would not fit.
  public static func read(_ source: ByteSource) throws(TrainingError) -> Image {
    let header = try header(source)
    // The decoded image has up to four bytes a pixel, and its file is read whole.
    try AvailableMemory.check(source.size + 8 * header.width * header.height, for: source.path)
    let bytes = try source.readAll()
    var layout = qgan_png_layout()
    var message = [CChar](repeating: 0, count: 128)
    let limit = UInt32(ImageFile.dimensionLimit)
    guard qgan_png_read_layout(bytes, bytes.count, limit, &layout, &message, message.count) == 0 else {
      throw failure(source, message)
    }
    guard Int(layout.width) == header.width, Int(layout.height) == header.height,
      (1...4).contains(layout.channels)
    else { throw source.badData("the PNG header is not sound") }
    var pixels = [UInt8](repeating: 0, count: header.width * header.height * Int(layout.channels))
    guard
      qgan_png_read_pixels(bytes, bytes.count, limit, &layout, &pixels, &message, message.count) == 0
    else { throw failure(source, message) }
    let channels = Int(layout.channels)
    if channels == 2 || channels == 4 { pixels = overWhite(pixels, channels: channels) }
    guard
      let image = Image(
        width: header.width, height: header.height, channels: (channels - 1) | 1, pixels: pixels)
    else { throw source.badData("the PNG file has an unexpected layout") }
    return image
  }

  /// The PNG file of an image.
  public static func encode(_ image: Image) throws(TrainingError) -> [UInt8] {
    var layout = qgan_png_layout(
      width: UInt32(clamping: image.width), height: UInt32(clamping: image.height),
      channels: UInt32(image.channels))
    var result: UnsafeMutablePointer<UInt8>?
    var count = 0
    var message = [CChar](repeating: 0, count: 128)
    guard
      qgan_png_write(image.pixels, &layout, &result, &count, &message, message.count) == 0, let result
    else { throw .unfit("cannot write a PNG of \(image.width) by \(image.height) pixels: \(text(message))") }
    defer { qgan_png_free(result) }
    return Array(UnsafeBufferPointer(start: result, count: count))
  }

  private static func failure(_ source: ByteSource, _ message: [CChar]) -> TrainingError {
    source.badData("the PNG file is damaged: \(text(message))")
  }

  private static func text(_ message: [CChar]) -> String {
    String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Drops the last channel of each pixel, which tells how much of the pixel covers white.
  private static func overWhite(_ pixels: [UInt8], channels: Int) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(pixels.count / channels * (channels - 1))
    for pixel in stride(from: 0, to: pixels.count, by: channels) {
      let alpha = Int(pixels[pixel + channels - 1])
      for channel in pixel..<pixel + channels - 1 {
        result.append(UInt8((Int(pixels[channel]) * alpha + 255 * (255 - alpha) + 127) / 255))
      }
    }
    return result
  }
}
