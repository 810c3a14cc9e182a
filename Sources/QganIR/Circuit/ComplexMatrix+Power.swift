import Foundation

extension ComplexMatrix {
  /// The matrix to a natural power, by squaring.
  public func power(_ exponent: UInt) -> ComplexMatrix {
    var (result, factor, rest) = (ComplexMatrix.identity(size), self, exponent)
    while rest > 0 {
      if rest & 1 == 1 { result = result * factor }
      rest >>= 1
      if rest > 0 { factor = factor * factor }
    }
    return result
  }

  /// A real power of a unitary matrix, eigenvalue phases taken in (-pi, pi]; `nil` if the matrix is not unitary.
  public func unitaryPower(_ exponent: Double) -> ComplexMatrix? {
    guard isUnitary(), let (vectors, phases) = unitaryEigensystem() else { return nil }
    let powers = ComplexMatrix.diagonal(phases.map { .phase(exponent * $0) })
    return vectors * powers * vectors.adjoint
  }

  /// Eigenvectors in columns and phases of the eigenvalues in (-pi, pi] of a unitary matrix.
  ///
  /// The Hermitian and the anti-Hermitian part commute, so the eigenvectors of cos(t) A + sin(t) B serve both, unless
  /// different eigenvalues fall together at this t: then another t is tried.
  func unitaryEigensystem() -> (vectors: ComplexMatrix, phases: [Double])? {
    let hermitian = Complex(0.5) * (self + adjoint)
    let antihermitian = Complex(0, -0.5) * (self + Complex(-1) * adjoint)
    for t in [0.3, 1.1, 1.9, 2.6, 0.7] {
      let vectors = (Complex(cos(t)) * hermitian + Complex(sin(t)) * antihermitian)
        .hermitianEigenvectors()
      let rotated = vectors.adjoint * self * vectors
      guard rotated.isDiagonal(tolerance: 1e-10) else { continue }
      let phases = (0..<size).map { k in
        let phase = rotated[k, k].argument
        return phase < 1e-10 - .pi ? phase + 2 * .pi : phase
      }
      return (vectors, phases)
    }
    return nil
  }

  /// Eigenvectors of a Hermitian matrix in columns, by cyclic Jacobi rotations.
  private func hermitianEigenvectors() -> ComplexMatrix {
    var (a, vectors) = (self, ComplexMatrix.identity(size))
    for _ in 0..<60 where !a.isDiagonal(tolerance: 1e-16) {
      for p in 0..<size {
        for q in (p + 1)..<Swift.max(size, p + 1) {
          let pivot = a[p, q]
          guard pivot.magnitude > 1e-18 else { continue }
          let angle = 0.5 * atan2(2 * pivot.magnitude, a[q, q].re - a[p, p].re)
          let phase = Complex.phase(-pivot.argument)
          var rotation = ComplexMatrix.identity(size)
          rotation[p, p] = Complex(cos(angle))
          rotation[p, q] = Complex(sin(angle))
          rotation[q, p] = -sin(angle) * phase
          rotation[q, q] = cos(angle) * phase
          a = rotation.adjoint * a * rotation
          vectors = vectors * rotation
        }
      }
    }
    return vectors
  }
}
