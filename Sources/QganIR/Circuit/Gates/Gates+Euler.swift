/// Single-qubit gates with several angles; they differ from one another by global phases, which controls show.
extension Gates {
  static let builtinU = GateDefinition(
    "U",
    "OpenQASM 3's builtin: exp(i theta/2) p(phi) ry(theta) p(lambda), whose first column starts with 1+exp(i theta).",
    angles: ["theta", "phi", "lambda"], qubitCount: 1,
    form: .composed([
      .init(gate: "p", angles: [GateDefinition.Part.angle(2)], qubits: [0]),
      .init(gate: "ry", angles: [GateDefinition.Part.angle(0)], qubits: [0]),
      .init(gate: "p", angles: [GateDefinition.Part.angle(1)], qubits: [0]),
      .init(gate: "gphase", angles: [GateDefinition.Part.angle(0, times: 0.5)], qubits: []),
    ]))

  static let u3 = GateDefinition(
    "u3", "rz(phi) ry(theta) rz(lambda), as stdgates.inc has it.", angles: ["theta", "phi", "lambda"],
    qubitCount: 1,
    form: .composed([
      .init(gate: "rz", angles: [GateDefinition.Part.angle(2)], qubits: [0]),
      .init(gate: "ry", angles: [GateDefinition.Part.angle(0)], qubits: [0]),
      .init(gate: "rz", angles: [GateDefinition.Part.angle(1)], qubits: [0]),
    ]))

  static let u2 = GateDefinition(
    "u2", "rz(phi) ry(pi/2) rz(lambda), as stdgates.inc has it.", angles: ["phi", "lambda"], qubitCount: 1,
    form: .composed([
      .init(gate: "rz", angles: [GateDefinition.Part.angle(1)], qubits: [0]),
      .init(gate: "ry", angles: [Angle(constant: .pi / 2)], qubits: [0]),
      .init(gate: "rz", angles: [GateDefinition.Part.angle(0)], qubits: [0]),
    ]))

  static let u = GateDefinition(
    "u", "p(phi) ry(theta) p(lambda), whose first entry is cos(theta/2): qelib1.inc's u as Qiskit reads it.",
    angles: ["theta", "phi", "lambda"], qubitCount: 1,
    form: .composed([
      .init(gate: "p", angles: [GateDefinition.Part.angle(2)], qubits: [0]),
      .init(gate: "ry", angles: [GateDefinition.Part.angle(0)], qubits: [0]),
      .init(gate: "p", angles: [GateDefinition.Part.angle(1)], qubits: [0]),
    ]))

  static let u0 = GateDefinition(
    "u0", "qelib1.inc's idle gate: the identity, whatever its duration.", angles: ["gamma"], qubitCount: 1,
    form: .composed([]))

  static let rot = GateDefinition(
    "rot", "rz(omega) ry(theta) rz(phi), phi first: PennyLane's Rot.", angles: ["phi", "theta", "omega"],
    qubitCount: 1,
    form: .composed([
      .init(gate: "rz", angles: [GateDefinition.Part.angle(0)], qubits: [0]),
      .init(gate: "ry", angles: [GateDefinition.Part.angle(1)], qubits: [0]),
      .init(gate: "rz", angles: [GateDefinition.Part.angle(2)], qubits: [0]),
    ]))
}
