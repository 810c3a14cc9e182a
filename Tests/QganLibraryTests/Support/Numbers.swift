import QganIR
import QganPasses

/// A small generator of numbers that are the same in every run.
struct Numbers {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

  /// The next number, uniform in `range`.
  mutating func next(in range: ClosedRange<Double> = -1...1) -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    let fraction = Double((state ^ (state >> 29)) >> 11) / Double(1 << 53)
    return range.lowerBound + (range.upperBound - range.lowerBound) * fraction
  }

  /// A tensor of such numbers.
  mutating func tensor(_ shape: [Int], in range: ClosedRange<Double> = -1...1) -> ReferenceTensor {
    var tensor = ReferenceTensor(shape, full: 0)
    for i in tensor.values.indices { tensor.values[i] = next(in: range) }
    return tensor
  }
}

/// The largest difference of two lists in units of 1 + magnitude; infinite if their lengths differ or one is NaN.
func distance(_ a: [Double], _ b: [Double]) -> Double {
  guard a.count == b.count else { return .infinity }
  return zip(a, b).reduce(0) { worst, pair in
    let difference = abs(pair.0 - pair.1) / (1 + max(abs(pair.0), abs(pair.1)))
    return difference.isNaN ? .infinity : max(worst, difference)
  }
}
