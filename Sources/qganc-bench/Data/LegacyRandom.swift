import Foundation

/// The generator of numpy's `RandomState`: MT19937 with its legacy distributions, to the bit.
///
/// Matsumoto and Nishimura, ACM TOMACS 8 (1998); numbers of 53 bits as in their `genrand_res53`.
struct LegacyRandom {
  private static let size = 624
  private static let shift = 397

  private var state: [UInt32]
  private var position = LegacyRandom.size
  /// The second normal number of a pair, until it is asked for.
  private var spare: Double?

  /// As `RandomState(seed)`.
  init(seed: UInt32) {
    state = [seed]
    state.reserveCapacity(LegacyRandom.size)
    for index in 1..<LegacyRandom.size {
      let last = state[index - 1]
      state.append(1_812_433_253 &* (last ^ last >> 30) &+ UInt32(index))
    }
  }

  private mutating func refill() {
    let size = LegacyRandom.size
    for index in 0..<size {
      let joined = state[index] & 0x8000_0000 | state[(index + 1) % size] & 0x7fff_ffff
      let twist: UInt32 = joined & 1 == 1 ? 0x9908_b0df : 0
      state[index] = state[(index + LegacyRandom.shift) % size] ^ joined >> 1 ^ twist
    }
    position = 0
  }

  /// The next 32 bits.
  mutating func next() -> UInt32 {
    if position == LegacyRandom.size { refill() }
    var word = state[position]
    position += 1
    word ^= word >> 11
    word ^= word << 7 & 0x9d2c_5680
    word ^= word << 15 & 0xefc6_0000
    return word ^ word >> 18
  }

  /// Uniform in [0, 1), as `random_sample()`.
  mutating func fraction() -> Double {
    let (high, low) = (next() >> 5, next() >> 6)
    return (Double(high) * 67_108_864 + Double(low)) / 9_007_199_254_740_992
  }

  /// As `uniform(low, high)`.
  mutating func uniform(_ low: Double, _ high: Double) -> Double { low + (high - low) * fraction() }

  /// As `standard_normal()`: Marsaglia's polar method, which makes two at a time.
  mutating func normal() -> Double {
    if let spare {
      self.spare = nil
      return spare
    }
    while true {
      let x = 2 * fraction() - 1
      let y = 2 * fraction() - 1
      let square = x * x + y * y
      guard square < 1, square != 0 else { continue }
      let factor = sqrt(-2 * log(square) / square)
      spare = factor * x
      return factor * y
    }
  }
}
