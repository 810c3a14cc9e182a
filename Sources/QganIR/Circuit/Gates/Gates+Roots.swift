/// The Hadamard gate and roots of the Pauli gates.
extension Gates {
  static let h = GateDefinition(
    "h", "Hadamard: swaps the X and the Z axis.", elsewhere: ["Hadamard"], qubitCount: 1,
    form: .fixed(
      ComplexMatrix(
        rows: [[1, 1], [1, -1]].map { $0.map { Complex($0 * 0.5.squareRoot()) } })),
    inverse: "h")

  static let s = GateDefinition(
    "s", "The square root of Z: diag(1, i).", qubitCount: 1, form: .fixed(.diagonal([1, .i])),
    inverse: "sdg")

  static let sdg = GateDefinition(
    "sdg", "The inverse of s: diag(1, -i).", elsewhere: ["si"], qubitCount: 1,
    form: .fixed(.diagonal([1, -.i])),
    inverse: "s")

  static let t = GateDefinition(
    "t", "The square root of s: diag(1, exp(i pi/4)).", qubitCount: 1,
    form: .fixed(.diagonal([1, eighthRoot])), inverse: "tdg")

  static let tdg = GateDefinition(
    "tdg", "The inverse of t: diag(1, exp(-i pi/4)).", elsewhere: ["ti"], qubitCount: 1,
    form: .fixed(.diagonal([1, eighthRoot.conjugate])), inverse: "t")

  static let sx = GateDefinition(
    "sx", "The square root of X: [[1+i, 1-i], [1-i, 1+i]] / 2.", elsewhere: ["v"], qubitCount: 1,
    form: .fixed(rootOfX), inverse: "sxdg")

  static let sxdg = GateDefinition(
    "sxdg", "The inverse of sx.", elsewhere: ["vi"], qubitCount: 1, form: .fixed(rootOfX.adjoint),
    inverse: "sx")

  private static let eighthRoot = Complex(0.5.squareRoot(), 0.5.squareRoot())

  private static let rootOfX = ComplexMatrix(
    rows: [
      [Complex(0.5, 0.5), Complex(0.5, -0.5)],
      [Complex(0.5, -0.5), Complex(0.5, 0.5)],
    ])
}
