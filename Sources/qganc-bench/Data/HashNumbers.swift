/// Numbers from an integer hash, which are the same in every language.
enum HashNumbers {
  /// `count` numbers of a stream, uniform in [0, 1).
  static func unit(_ stream: Int, _ count: Int) -> [Double] {
    let mask: UInt64 = 0xFFFF_FFFF
    let start = UInt64(stream) &* 40503 &+ 12345
    return (0..<count).map { index in
      var h = (UInt64(index) &* 2_654_435_761 &+ start) & mask
      h ^= h >> 16
      h = (h &* 2_246_822_519) & mask
      h ^= h >> 13
      h = (h &* 3_266_489_917) & mask
      h ^= h >> 16
      return Double(h) / 4_294_967_296
    }
  }

  /// `count` numbers of a stream, uniform within `width`, rounded to single precision.
  static func within(_ width: Double, _ stream: Int, _ count: Int) -> [Float] {
    unit(stream, count).map { Float(width * (2 * $0 - 1)) }
  }
}
