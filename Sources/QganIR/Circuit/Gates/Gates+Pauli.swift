/// The identity and the Pauli gates.
extension Gates {
  static let id = GateDefinition(
    "id", "The identity.", elsewhere: ["Identity", "I"], qubitCount: 1, form: .fixed(.identity(2)),
    inverse: "id")

  static let x = GateDefinition(
    "x", "Pauli X, the bit flip.", elsewhere: ["PauliX", "NOT"], qubitCount: 1, form: .fixed(Pauli.x.matrix),
    inverse: "x")

  static let y = GateDefinition(
    "y", "Pauli Y, the bit and phase flip.", elsewhere: ["PauliY"], qubitCount: 1,
    form: .fixed(Pauli.y.matrix), inverse: "y")

  static let z = GateDefinition(
    "z", "Pauli Z, the phase flip.", elsewhere: ["PauliZ"], qubitCount: 1, form: .fixed(Pauli.z.matrix),
    inverse: "z")
}
