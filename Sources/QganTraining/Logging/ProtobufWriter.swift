/// The few field encodings of Protocol Buffers that event files need.
struct ProtobufWriter {
  /// The message so far.
  private(set) var bytes: [UInt8] = []

  /// A field of type int32 or int64.
  mutating func integer(_ field: Int, _ value: Int) {
    variable(UInt64(field) << 3)
    variable(UInt64(bitPattern: Int64(value)))
  }

  /// A field of type double.
  mutating func double(_ field: Int, _ value: Double) {
    variable(UInt64(field) << 3 | 1)
    bytes += Self.littleEndian(value.bitPattern)
  }

  /// A field of type float.
  mutating func float(_ field: Int, _ value: Float) {
    variable(UInt64(field) << 3 | 5)
    bytes += Self.littleEndian(value.bitPattern)
  }

  /// A field of type string.
  mutating func string(_ field: Int, _ value: String) { bytes(field, Array(value.utf8)) }

  /// A field of type bytes, or a message inside this one.
  mutating func bytes(_ field: Int, _ value: [UInt8]) {
    variable(UInt64(field) << 3 | 2)
    variable(UInt64(value.count))
    bytes += value
  }

  private mutating func variable(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  /// The bytes of a word, lowest first.
  static func littleEndian(_ word: some FixedWidthInteger & UnsignedInteger) -> [UInt8] {
    stride(from: 0, to: word.bitWidth, by: 8).map { UInt8(truncatingIfNeeded: word >> $0) }
  }
}
