import Foundation
import QganIR

extension Circuit {
  /// Random values for every operand, row-major: weights and data uniform over [0, 2 pi), or over `ranges` by operand;
  /// what is prepared as amplitudes is a random unit vector.
  func randomPoint(
    _ random: inout SeededGenerator, ranges: [Int: ClosedRange<Double>] = [:]
  ) -> [[Double]] {
    operands.indices.map { index in
      let count = operands[index].count
      guard preparations.contains(where: { $0.operand == index }) else {
        let range = ranges[index] ?? 0...(2 * .pi)
        return (0..<count).map { _ in Double.random(in: range, using: &random) }
      }
      let draws = (0..<count).map { _ in random.normal() }
      let norm = draws.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return draws.map { $0 / max(norm, .leastNormalMagnitude) }
    }
  }
}

extension SeededGenerator {
  /// A standard normal draw, by the method of Box and Muller.
  mutating func normal() -> Double {
    (-2 * log(Double.random(in: Double.ulpOfOne..<1, using: &self))).squareRoot()
      * cos(2 * .pi * Double.random(in: 0..<1, using: &self))
  }
}
