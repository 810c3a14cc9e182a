/// An IDX file, MNIST's format (big-endian header and data), plain or compressed with gzip.
public struct IDXFile: Sendable {
  /// Format of each number.
  public let type: ScalarType
  /// Sizes of the axes; the first counts samples.
  public let shape: [Int]
  private let data: ByteSource
  private let dataOffset: Int

  /// Reads and checks the header of the file at `path`.
  public init(path: String) throws(TrainingError) { try self.init(ByteSource(path: path)) }

  /// Reads and checks the header; compressed data are inflated when they are asked for, to no more than the
  /// header promises.
  public init(_ source: ByteSource) throws(TrainingError) {
    let start = try source.read(at: 0, count: min(4, source.size))
    let isCompressed = start.starts(with: [0x1F, 0x8B])
    let magic = isCompressed ? try InflateStream(source, .gzip).read(upTo: 4) : start
    guard magic.count == 4 else { throw source.badData("this is not an IDX file: it is too short") }
    guard magic[0] == 0, magic[1] == 0 else {
      throw source.badData("this is not an IDX file: wrong magic number")
    }
    guard let type = Self.types[magic[2]] else {
      throw source.badData("IDX type code \(magic[2]) is unknown")
    }
    let rank = Int(magic[3])
    guard (1...16).contains(rank) else { throw source.badData("an IDX file cannot have \(rank) axes") }
    let length = 4 + 4 * rank
    let header =
      isCompressed
      ? try InflateStream(source, .gzip).read(upTo: length)
      : try source.read(at: 0, count: min(length, source.size))
    guard header.count == length else { throw source.badData("the IDX header is truncated") }
    let shape = (1...rank).map { axis in header[4 * axis..<4 * axis + 4].reduce(0) { $0 << 8 | Int($1) } }
    guard let size = checkedProduct(shape + [type.byteCount]), size < Int.max - length else {
      throw source.badData("the sizes \(shape) in the IDX header overflow")
    }
    if isCompressed {
      guard size / InflateStream.largestExpansion <= source.size else {
        throw source.badData(
          "the sizes \(shape) in the IDX header are more than \(ByteCount(source.size)) can decompress to")
      }
      data = ByteSource(inflating: source, .gzip, size: length + size, crc32: nil)
    } else {
      guard length + size <= source.size else {
        throw source.badData(
          "the file is truncated: sizes \(shape) need \(size) bytes, and \(source.size - length) are there")
      }
      guard length + size == source.size else {
        throw source.badData("\(source.size - length - size) bytes follow the data of sizes \(shape)")
      }
      data = source
    }
    self.type = type
    self.shape = shape
    dataOffset = length
  }

  /// The samples in `range` of the first axis, row-major.
  public func floats(in range: Range<Int>) throws(TrainingError) -> [Float] {
    type.floats(try bytes(in: range), bigEndian: true)
  }

  /// The samples as whole numbers, such as labels; `badData` if one is not.
  public func integers() throws(TrainingError) -> [Int] {
    var values: [Int] = []
    for value in type.doubles(try bytes(in: 0..<shape[0]), bigEndian: true) {
      guard let integer = Int(exactly: value) else { throw data.badData("\(value) is not a whole number") }
      values.append(integer)
    }
    return values
  }

  private func bytes(in range: Range<Int>) throws(TrainingError) -> [UInt8] {
    guard range.lowerBound >= 0, range.upperBound <= shape[0] else {
      throw .unfit("samples \(range) are not among the \(shape[0]) of \(data.path)")
    }
    // The product was checked with the whole first axis, which is no smaller than the range.
    let stride = (checkedProduct(shape.dropFirst()) ?? 0) * type.byteCount
    return try data.read(at: dataOffset + range.lowerBound * stride, count: range.count * stride)
  }

  private static let types: [UInt8: ScalarType] = [
    0x08: .uint8, 0x09: .int8, 0x0B: .int16, 0x0C: .int32, 0x0D: .float32, 0x0E: .float64,
  ]
}
