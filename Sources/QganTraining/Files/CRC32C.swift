/// The CRC-32C (Castagnoli) checksum, as TensorBoard's record files use it.
enum CRC32C {
  private static let table: [UInt32] = (0..<256).map { start in
    var value = UInt32(start)
    for _ in 0..<8 { value = value & 1 == 1 ? (value >> 1) ^ 0x82F6_3B78 : value >> 1 }
    return value
  }

  /// The checksum of `bytes`.
  static func checksum(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~0 as UInt32) { sum, byte in (sum >> 8) ^ table[Int((sum ^ UInt32(byte)) & 255)] }
  }

  /// The checksum rotated and offset, so that a record may itself hold checksums.
  static func maskedChecksum(_ bytes: [UInt8]) -> UInt32 {
    let sum = checksum(bytes)
    return ((sum >> 15) | (sum << 17)) &+ 0xA282_EAD8
  }
}
