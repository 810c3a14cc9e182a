import Foundation

/// A single-qubit gate under controls on all other qubits, as one factor of a matrix.
struct TwoLevelFactor {
  /// Bit that the gate acts on; 0 is the least significant of the matrix's index.
  var bit: Int
  /// The state of the other bits on which it acts, with 0 at `bit`.
  var others: Int
  var matrix: ComplexMatrix
}

extension ComplexMatrix {
  /// Factors of a unitary matrix of size 2^n in the order in which they act: first one that is diagonal, the others in
  /// SU(2).
  ///
  /// Givens elimination along a Gray code (Nielsen and Chuang, section 4.5.1), so that each factor mixes two basis
  /// states that differ in one bit.
  func twoLevelFactors() -> [TwoLevelFactor] {
    guard size > 1 else { return [] }
    let gray = (0..<size).map { $0 ^ ($0 >> 1) }
    var rest = self
    var factors: [TwoLevelFactor] = []
    func factor(_ first: Int, _ second: Int, _ matrix: ComplexMatrix) -> TwoLevelFactor {
      let flip = first > second
      let entries = [[matrix[0, 0], matrix[0, 1]], [matrix[1, 0], matrix[1, 1]]]
      return TwoLevelFactor(
        bit: (first ^ second).trailingZeroBitCount, others: first & second,
        matrix: flip ? ComplexMatrix(rows: entries.reversed().map { $0.reversed() }) : matrix)
    }
    for column in 0..<(size - 1) {
      for k in stride(from: size - 1, to: column, by: -1) {
        let (upper, lower) = (gray[k - 1], gray[k])
        let (a, b) = (rest[upper, gray[column]], rest[lower, gray[column]])
        let norm = (a.squaredNorm + b.squaredNorm).squareRoot()
        guard b.magnitude > 1e-15 || k == column + 1, norm > 1e-15 else { continue }
        let scale = 1 / norm
        let rotation = ComplexMatrix(rows: [
          [scale * a.conjugate, scale * b.conjugate], [-scale * b, scale * a],
        ])
        for c in 0..<size {
          let (x, y) = (rest[upper, c], rest[lower, c])
          rest[upper, c] = rotation[0, 0] * x + rotation[0, 1] * y
          rest[lower, c] = rotation[1, 0] * x + rotation[1, 1] * y
        }
        factors.append(factor(upper, lower, rotation.adjoint))
      }
    }
    let last = gray[size - 1]
    factors.append(factor(gray[size - 2], last, .diagonal([1, .phase(rest[last, last].argument)])))
    return factors.reversed().filter { $0.matrix.distance(to: .identity(2)) > 1e-15 }
  }

  /// Angles with rz(first) then ry(second) then rz(third), for a matrix in SU(2).
  func eulerAngles() -> (first: Double, second: Double, third: Double) {
    let theta = 2 * atan2(self[1, 0].magnitude, self[0, 0].magnitude)
    // The entries' arguments are (third + first)/2 of [1, 1] and (third - first)/2 of [1, 0].
    let sum = self[1, 1].magnitude > 1e-15 ? 2 * self[1, 1].argument : 0
    let difference = self[1, 0].magnitude > 1e-15 ? 2 * self[1, 0].argument : 0
    return ((sum - difference) / 2, theta, (sum + difference) / 2)
  }
}
