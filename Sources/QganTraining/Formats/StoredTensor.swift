/// A tensor as files hold it: number format, shape, and row-major little-endian bytes.
public struct StoredTensor: Hashable, Sendable {
  /// Format of each number.
  public let type: ScalarType
  /// Sizes of the axes; a single number has none.
  public let shape: [Int]
  /// `shape`'s product times the format's size, in bytes.
  public let bytes: [UInt8]

  /// A tensor of bytes that were checked against type and shape.
  init(type: ScalarType, shape: [Int], checkedBytes bytes: [UInt8]) {
    self.type = type
    self.shape = shape
    self.bytes = bytes
  }

  /// A tensor of bytes; `nil` if they do not fill `shape` exactly.
  public init?(type: ScalarType, shape: [Int], bytes: [UInt8]) {
    guard checkedProduct(shape + [type.byteCount]) == bytes.count else { return nil }
    self.init(type: type, shape: shape, checkedBytes: bytes)
  }

  /// A single-precision tensor; its shape is `[values.count]` unless given, and must fit.
  public init(_ values: [Float], shape: [Int]? = nil) {
    self.init(.float32, shape, count: values.count, words: values.lazy.map(\.bitPattern))
  }

  /// A double-precision tensor.
  public init(_ values: [Double], shape: [Int]? = nil) {
    self.init(.float64, shape, count: values.count, words: values.lazy.map(\.bitPattern))
  }

  /// A tensor of integers, such as counters of random streams.
  public init(_ values: [Int], shape: [Int]? = nil) {
    self.init(.int64, shape, count: values.count, words: values.lazy.map { UInt64(bitPattern: Int64($0)) })
  }

  private init<Word: FixedWidthInteger>(
    _ type: ScalarType, _ shape: [Int]?, count: Int, words: some Sequence<Word>
  ) {
    let shape = shape ?? [count]
    precondition(checkedProduct(shape) == count, "the shape does not hold the values")
    let width = MemoryLayout<Word>.size
    let bytes = [UInt8](unsafeUninitializedCapacity: count * width) { buffer, initialized in
      let raw = UnsafeMutableRawBufferPointer(buffer)
      for word in words {
        raw.storeBytes(of: word.littleEndian, toByteOffset: initialized, as: Word.self)
        initialized += width
      }
    }
    self.init(type: type, shape: shape, checkedBytes: bytes)
  }

  /// The values in single precision, row-major.
  public var floats: [Float] { type.floats(bytes) }

  /// The values in double precision, row-major.
  public var doubles: [Double] { type.doubles(bytes) }

  /// The values as integers; `nil` if one is not whole or too large.
  public var integers: [Int]? {
    var result: [Int] = []
    if type == .int64 {
      return bytes.withUnsafeBytes { raw in
        (0..<raw.count / 8).map {
          Int(Int64(littleEndian: raw.loadUnaligned(fromByteOffset: $0 * 8, as: Int64.self)))
        }
      }
    }
    for value in doubles {
      guard let integer = Int(exactly: value) else { return nil }
      result.append(integer)
    }
    return result
  }
}
