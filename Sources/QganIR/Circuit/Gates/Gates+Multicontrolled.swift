/// Gates under two to four controls, which come first.
extension Gates {
  static let ccx = GateDefinition(
    "ccx", "x under two controls: Toffoli.", elsewhere: ["Toffoli", "CCNOT"], qubitCount: 3,
    form: .controlled(gate: "x", count: 2))

  static let ccz = GateDefinition(
    "ccz", "z under two controls; symmetric.", qubitCount: 3,
    form: .controlled(gate: "z", count: 2))

  static let c3x = GateDefinition(
    "c3x", "x under three controls.", qubitCount: 4,
    form: .controlled(gate: "x", count: 3))

  static let c4x = GateDefinition(
    "c4x", "x under four controls.", qubitCount: 5,
    form: .controlled(gate: "x", count: 4))

  static let c3sqrtx = GateDefinition(
    "c3sqrtx", "sx under three controls.", qubitCount: 4,
    form: .controlled(gate: "sx", count: 3),
    aliases: ["c3sx"])

  static let rccx = GateDefinition(
    "rccx", "ccx up to relative phases, from three cx (Maslov, Phys. Rev. A 93, 022311).", qubitCount: 3,
    form: .composed([
      .init(gate: "h", qubits: [2]),
      .init(gate: "t", qubits: [2]),
      .init(gate: "cx", qubits: [1, 2]),
      .init(gate: "tdg", qubits: [2]),
      .init(gate: "cx", qubits: [0, 2]),
      .init(gate: "t", qubits: [2]),
      .init(gate: "cx", qubits: [1, 2]),
      .init(gate: "tdg", qubits: [2]),
      .init(gate: "h", qubits: [2]),
    ]))

  static let rc3x = GateDefinition(
    "rc3x", "c3x up to relative phases, from six cx (Maslov, Phys. Rev. A 93, 022311).", qubitCount: 4,
    form: .composed([
      .init(gate: "h", qubits: [3]),
      .init(gate: "t", qubits: [3]),
      .init(gate: "cx", qubits: [2, 3]),
      .init(gate: "tdg", qubits: [3]),
      .init(gate: "h", qubits: [3]),
      .init(gate: "cx", qubits: [0, 3]),
      .init(gate: "t", qubits: [3]),
      .init(gate: "cx", qubits: [1, 3]),
      .init(gate: "tdg", qubits: [3]),
      .init(gate: "cx", qubits: [0, 3]),
      .init(gate: "t", qubits: [3]),
      .init(gate: "cx", qubits: [1, 3]),
      .init(gate: "tdg", qubits: [3]),
      .init(gate: "h", qubits: [3]),
      .init(gate: "t", qubits: [3]),
      .init(gate: "cx", qubits: [2, 3]),
      .init(gate: "tdg", qubits: [3]),
      .init(gate: "h", qubits: [3]),
    ]))
}
