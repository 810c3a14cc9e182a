import Foundation
import QganIR

/// Fixed gates on one qubit.
extension EulerDecomposition {
  /// What counts as zero in a fixed gate's matrix.
  static let tolerance = 1e-12

  /// A constant matrix on bits, the most significant first, where the checks hold; false if it has no such form.
  mutating func addFixed(_ matrix: ComplexMatrix, _ bits: [Int], where checks: [ParityCheck]) -> Bool {
    switch bits.count {
    case 0: addPhase(Angle(constant: matrix[0, 0].argument), where: checks)
    case 1:
      guard matrix.isUnitary() else { return false }
      addSingle(matrix, bits[0], where: checks)
    default: return addMonomial(matrix, bits, where: checks)
    }
    return true
  }

  private mutating func addSingle(_ matrix: ComplexMatrix, _ bit: Int, where checks: [ParityCheck]) {
    let (a, b, c, d) = (matrix[0, 0], matrix[0, 1], matrix[1, 0], matrix[1, 1])
    if b.magnitude <= Self.tolerance, c.magnitude <= Self.tolerance {
      addDiagonal(a, d, bit, where: checks)
    } else if a.magnitude <= Self.tolerance, d.magnitude <= Self.tolerance {
      addFlip(of: bit, where: checks)
      addDiagonal(b, c, bit, where: checks)
    } else if checks.isEmpty {
      addEuler(matrix, bit)
    } else {
      addDiagonalised(matrix, bit, where: checks)
    }
  }

  /// diag(low, high) of phases.
  private mutating func addDiagonal(_ low: Complex, _ high: Complex, _ bit: Int, where checks: [ParityCheck])
  {
    addPhase(Angle(constant: low.argument), where: checks)
    addPhase(Angle(constant: (high * low.conjugate).argument), where: checks + [check(bit)])
  }

  /// A matrix without zeros as phase, rotation, phase.
  private mutating func addEuler(_ matrix: ComplexMatrix, _ bit: Int) {
    let real = Complex.phase(-matrix[0, 0].argument) * matrix
    if real.isReal() {
      // A reflection is Z, then a rotation; a rotation needs no phase.
      let determinant = real.re[0] * real.re[3] - real.re[1] * real.re[2]
      if determinant < 0 { addPhase(Angle(constant: .pi), where: [check(bit)]) }
      append(.rotation(bit: bit, Angle(constant: atan2(real.re[2], real.re[0]))))
      return
    }
    let h = atan2(matrix[1, 0].magnitude, matrix[0, 0].magnitude)
    addPhase(
      Angle(constant: (-(matrix[0, 1] * matrix[0, 0].conjugate)).argument), where: [check(bit)])
    append(.rotation(bit: bit, Angle(constant: h)))
    addPhase(Angle(constant: (matrix[1, 0] * matrix[0, 0].conjugate).argument), where: [check(bit)])
  }

  /// exp(i phase) exp(-i h n) with n on the Bloch sphere, by the basis in which n is Z; real where n is in the plane of X
  /// and Z, or is Y.
  private mutating func addDiagonalised(_ matrix: ComplexMatrix, _ bit: Int, where checks: [ParityCheck]) {
    let determinant = matrix[0, 0] * matrix[1, 1] - matrix[0, 1] * matrix[1, 0]
    let phase = determinant.argument / 2
    let special = Complex.phase(-phase) * matrix
    let x = -(special[0, 1] + special[1, 0]).im / 2
    let y = (special[1, 0] - special[0, 1]).re / 2
    let z = (special[1, 1] - special[0, 0]).im / 2
    let h = atan2((x * x + y * y + z * z).squareRoot(), (special[0, 0] + special[1, 1]).re / 2)
    if abs(x) <= Self.tolerance, abs(z) <= Self.tolerance {
      addPhase(Angle(constant: phase), where: checks)
      addTurn(Angle(constant: y < 0 ? -h : h), bit: bit, where: checks)
      return
    }
    let isPlanar = abs(y) <= Self.tolerance
    let polar = isPlanar ? atan2(x, z) : atan2((x * x + y * y).squareRoot(), z)
    let azimuth = isPlanar ? 0 : atan2(y, x)
    addPhase(Angle(constant: -azimuth), where: [check(bit)])
    append(.rotation(bit: bit, Angle(constant: -polar / 2)))
    addPhase(Angle(constant: phase - h), where: checks)
    addPhase(Angle(constant: 2 * h), where: checks + [check(bit)])
    append(.rotation(bit: bit, Angle(constant: polar / 2)))
    addPhase(Angle(constant: azimuth), where: [check(bit)])
  }
}
