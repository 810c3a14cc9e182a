/// Gates under one control, which is the first qubit.
extension Gates {
  static let cx = GateDefinition(
    "cx", "x under a control: CNOT.", elsewhere: ["CNOT"], qubitCount: 2,
    form: .controlled(gate: "x", count: 1),
    aliases: ["CX"])

  static let cy = GateDefinition(
    "cy", "y under a control.", qubitCount: 2,
    form: .controlled(gate: "y", count: 1))

  static let cz = GateDefinition(
    "cz", "z under a control; symmetric.", qubitCount: 2,
    form: .controlled(gate: "z", count: 1))

  static let ch = GateDefinition(
    "ch", "h under a control.", qubitCount: 2,
    form: .controlled(gate: "h", count: 1))

  static let csx = GateDefinition(
    "csx", "sx under a control.", qubitCount: 2,
    form: .controlled(gate: "sx", count: 1))

  static let cp = GateDefinition(
    "cp", "p under a control: diag(1, 1, 1, exp(i lambda)); symmetric.",
    elsewhere: ["ControlledPhaseShift", "CPhaseShift"], angles: ["lambda"], qubitCount: 2,
    form: .controlled(gate: "p", count: 1),
    aliases: ["cphase", "cu1"])

  static let crx = GateDefinition(
    "crx", "rx under a control.", angles: ["theta"], qubitCount: 2,
    form: .controlled(gate: "rx", count: 1))

  static let cry = GateDefinition(
    "cry", "ry under a control.", angles: ["theta"], qubitCount: 2,
    form: .controlled(gate: "ry", count: 1))

  static let crz = GateDefinition(
    "crz", "rz under a control.", angles: ["theta"], qubitCount: 2,
    form: .controlled(gate: "rz", count: 1))

  static let cu = GateDefinition(
    "cu", "exp(i gamma) u(theta, phi, lambda) under a control.",
    angles: ["theta", "phi", "lambda", "gamma"], qubitCount: 2,
    form: .composed([
      .init(gate: "p", angles: [GateDefinition.Part.angle(3)], qubits: [0]),
      .init(gate: "cp", angles: [GateDefinition.Part.angle(2)], qubits: [0, 1]),
      .init(gate: "cry", angles: [GateDefinition.Part.angle(0)], qubits: [0, 1]),
      .init(gate: "cp", angles: [GateDefinition.Part.angle(1)], qubits: [0, 1]),
    ]))

  static let cu3 = GateDefinition(
    "cu3", "qelib1.inc's controlled u3, in which u3 has the phase of u(theta, phi, lambda).",
    angles: ["theta", "phi", "lambda"], qubitCount: 2,
    form: .composed([
      .init(gate: "cp", angles: [GateDefinition.Part.angle(2)], qubits: [0, 1]),
      .init(gate: "cry", angles: [GateDefinition.Part.angle(0)], qubits: [0, 1]),
      .init(gate: "cp", angles: [GateDefinition.Part.angle(1)], qubits: [0, 1]),
    ]))
}
