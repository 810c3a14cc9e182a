/// A NumPy array file (.npy, versions 1 to 3) of plain numbers.
public struct NpyFile: Sendable {
  /// Format of each number.
  public let type: ScalarType
  /// Sizes of the axes.
  public let shape: [Int]
  private let isBigEndian: Bool
  /// Whether the first axis changes fastest in the file; what is read is row-major all the same.
  let isFortranOrder: Bool
  private let source: ByteSource
  private let dataOffset: Int

  /// Reads and checks the header of the file at `path`.
  public init(path: String) throws(TrainingError) { try self.init(ByteSource(path: path)) }

  /// Reads and checks the header; the array must fill the rest of the file exactly.
  public init(_ source: ByteSource) throws(TrainingError) {
    self.source = source
    let start = try source.read(at: 0, count: min(12, source.size))
    guard start.starts(with: [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59]), start.count >= 10 else {
      throw source.badData("this is not a .npy file")
    }
    guard (1...3).contains(start[6]), start[7] == 0 else {
      throw source.badData(".npy version \(start[6]).\(start[7]) is unknown")
    }
    let lengthBytes = start[6] == 1 ? 2 : 4
    guard start.count >= 8 + lengthBytes else { throw source.badData("the .npy header is truncated") }
    let length = start[8..<8 + lengthBytes].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard length <= SafetensorsFile.headerLimit else {
      throw source.badData("the .npy header would be \(length) bytes long; at most 16 MB are read")
    }
    dataOffset = 8 + lengthBytes + length
    guard dataOffset <= source.size else { throw source.badData("the .npy header is truncated") }
    let header: NpyHeader
    do {
      header = try NpyHeader(parsing: source.read(at: 8 + lengthBytes, count: length))
    } catch let error as NpyHeader.Failure {
      throw source.badData(error.reason)
    } catch let error as TrainingError {
      throw error
    } catch {
      throw source.badData("the .npy header is not sound")
    }
    guard let size = checkedProduct(header.shape + [header.type.byteCount]) else {
      throw source.badData("the shape \(header.shape) in the .npy header overflows")
    }
    let there = source.size - dataOffset
    guard size <= there else {
      throw source.badData(
        "the file is truncated: shape \(header.shape) needs \(size) bytes, and \(there) are there")
    }
    guard size == there else {
      throw source.badData("\(there - size) bytes follow the array of shape \(header.shape)")
    }
    type = header.type
    shape = header.shape
    isBigEndian = header.isBigEndian
    isFortranOrder = header.isFortranOrder && header.shape.filter { $0 != 1 }.count > 1
  }

  /// All values, row-major.
  public func floats() throws(TrainingError) -> [Float] {
    rowMajor(
      type.floats(try source.read(at: dataOffset, count: source.size - dataOffset), bigEndian: isBigEndian))
  }

  /// All values in double precision, row-major.
  public func doubles() throws(TrainingError) -> [Double] {
    rowMajor(
      type.doubles(try source.read(at: dataOffset, count: source.size - dataOffset), bigEndian: isBigEndian))
  }

  /// The samples in `range` of the first axis, row-major.
  public func floats(in range: Range<Int>) throws(TrainingError) -> [Float] {
    guard let count = shape.first, range.lowerBound >= 0, range.upperBound <= count else {
      throw .unfit("samples \(range) are not among those of \(source.path)")
    }
    let stride = checkedProduct(shape.dropFirst()) ?? 0
    if isFortranOrder { return Array(try floats()[range.lowerBound * stride..<range.upperBound * stride]) }
    let bytes = try source.read(
      at: dataOffset + range.lowerBound * stride * type.byteCount,
      count: range.count * stride * type.byteCount)
    return type.floats(bytes, bigEndian: isBigEndian)
  }

  /// Reorders values whose first axis changes fastest.
  private func rowMajor<T>(_ values: [T]) -> [T] {
    guard isFortranOrder else { return values }
    var strides: [Int] = []
    var stride = 1
    for size in shape {
      strides.append(stride)
      stride *= size
    }
    var index = [Int](repeating: 0, count: shape.count)
    var position = 0
    return (0..<values.count).map { _ in
      let value = values[position]
      for axis in shape.indices.reversed() {
        index[axis] += 1
        position += strides[axis]
        if index[axis] < shape[axis] { break }
        position -= strides[axis] * shape[axis]
        index[axis] = 0
      }
      return value
    }
  }

  /// A .npy file, version 1, of single-precision values in row-major order.
  public static func encode(_ tensor: StoredTensor) -> [UInt8] {
    let sizes = tensor.shape.map { "\($0)" }.joined(separator: ", ")
    let shape = tensor.shape.count == 1 ? "(\(sizes),)" : "(\(sizes))"
    var header =
      "{'descr': '\(NpyHeader.code(of: tensor.type))', 'fortran_order': False, 'shape': \(shape), }"
    // NumPy aligns the data to 64 bytes and ends the header with a line break.
    header += String(repeating: " ", count: 63 - (10 + header.utf8.count) % 64) + "\n"
    let length = header.utf8.count
    var bytes: [UInt8] = [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0, UInt8(length & 255), UInt8(length >> 8)]
    bytes += header.utf8
    return bytes + tensor.bytes
  }
}
