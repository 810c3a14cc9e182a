/// Gates that exchange two qubits.
extension Gates {
  static let swap = GateDefinition(
    "swap", "Exchanges two qubits.", qubitCount: 2,
    form: .fixed(
      ComplexMatrix(rows: [[1, 0, 0, 0], [0, 0, 1, 0], [0, 1, 0, 0], [0, 0, 0, 1]])),
    inverse: "swap")

  static let iswap = GateDefinition(
    "iswap", "Exchanges two qubits, with a factor i on |01> and |10>.", qubitCount: 2,
    form: .composed([
      .init(gate: "s", qubits: [0]),
      .init(gate: "s", qubits: [1]),
      .init(gate: "cz", qubits: [0, 1]),
      .init(gate: "swap", qubits: [0, 1]),
    ]))

  static let cswap = GateDefinition(
    "cswap", "swap under a control: Fredkin.", elsewhere: ["Fredkin"], qubitCount: 3,
    form: .controlled(gate: "swap", count: 1))
}
