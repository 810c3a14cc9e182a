import CQganKernels

/// An addressable stream of random numbers: a value depends on the seed, the stream's name, the step and the index
/// only, so that a resumed run continues exactly where it stopped.
///
/// Philox4x32-10 (Salmon et al., SC 2011); the layout of counters is described in `tensor.h`. The key is the
/// SplitMix64 finaliser of the seed, combined with the FNV-1a hash of the name and finalised again.
public struct RandomStream: Sendable, Hashable {
  /// The Philox key.
  public let key: UInt64

  /// The stream `name` of `seed`.
  public init(seed: UInt64, name: String) {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    key = RandomStream.mix(RandomStream.mix(seed) ^ hash)
  }

  /// The finaliser of SplitMix64 (Steele et al., OOPSLA 2014).
  private static func mix(_ value: UInt64) -> UInt64 {
    var z = value &+ 0x9e37_79b9_7f4a_7c15
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// 64 random bits.
  public func bits(at index: Int, step: Int = 0) -> UInt64 {
    let block = UInt64(bitPattern: Int64(index)) / 2
    let step = UInt64(bitPattern: Int64(step))
    let counter = [block, step].flatMap {
      [UInt32(truncatingIfNeeded: $0), UInt32(truncatingIfNeeded: $0 >> 32)]
    }
    let keys = [UInt32(truncatingIfNeeded: key), UInt32(truncatingIfNeeded: key >> 32)]
    var out = [UInt32](repeating: 0, count: 4)
    qgan_philox4x32_10(counter, keys, &out)
    let half = index & 1 == 0 ? 0 : 2
    return UInt64(out[half]) << 32 | UInt64(out[half + 1])
  }

  /// A real in [0, 1).
  public func uniform(at index: Int, step: Int = 0) -> Double {
    Double(bits(at: index, step: step) >> 11) * 0x1p-53
  }

  /// A standard normal real.
  public func normal(at index: Int, step: Int = 0) -> Double {
    var values = [0.0, 0.0]
    values.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      let low = Int64(index & ~1)
      qgan_random_normal(QGAN_F64, key, UInt64(bitPattern: Int64(step)), base - Int(low), low, low + 2)
    }
    return values[index & 1]
  }

  /// An integer in `0..<bound` (Lemire's multiplication; the bias is below `bound / 2 ** 64`).
  public func integer(below bound: Int, at index: Int, step: Int = 0) -> Int {
    Int(bits(at: index, step: step).multipliedFullWidth(by: UInt64(Swift.max(bound, 1))).high)
  }

  /// A random order of `0..<count` (Fisher and Yates).
  public func permutation(of count: Int, step: Int = 0) -> [Int] {
    var result = Array(0..<Swift.max(count, 0))
    for i in stride(from: result.count - 1, to: 0, by: -1) {
      result.swapAt(i, integer(below: i + 1, at: i, step: step))
    }
    return result
  }

  /// `count` reals in [0, 1), those at indices `0..<count`.
  public func uniforms<Scalar: RuntimeScalar>(
    count: Int, step: Int = 0, as: Scalar.Type = Scalar.self
  ) -> [Scalar] {
    var result = [Scalar](repeating: 0, count: count)
    result.withUnsafeMutableBufferPointer {
      guard let base = $0.baseAddress else { return }
      qgan_random_uniform(Scalar.elementType, key, UInt64(bitPattern: Int64(step)), base, 0, Int64(count))
    }
    return result
  }

  /// `count` standard normal reals, those at indices `0..<count`.
  public func normals<Scalar: RuntimeScalar>(
    count: Int, step: Int = 0, as: Scalar.Type = Scalar.self
  ) -> [Scalar] {
    var result = [Scalar](repeating: 0, count: count)
    result.withUnsafeMutableBufferPointer {
      guard let base = $0.baseAddress else { return }
      qgan_random_normal(Scalar.elementType, key, UInt64(bitPattern: Int64(step)), base, 0, Int64(count))
    }
    return result
  }
}
