/// Phases, and rotations exp(-i theta/2 P) round products of Paulis.
extension Gates {
  static let p = GateDefinition(
    "p", "The phase gate diag(1, exp(i lambda)).", elsewhere: ["PhaseShift"], angles: ["lambda"],
    qubitCount: 1, form: .phase,
    aliases: ["phase", "u1"])

  static let gphase = GateDefinition(
    "gphase", "The global phase exp(i gamma), on no qubit; under a control it is a phase gate.",
    elsewhere: ["GlobalPhase"],
    angles: ["gamma"], qubitCount: 0, form: .globalPhase)

  static let rx = GateDefinition(
    "rx", "exp(-i theta/2 X): rotation round the X axis.", angles: ["theta"], qubitCount: 1,
    form: .rotation([.x]))

  static let ry = GateDefinition(
    "ry", "exp(-i theta/2 Y): rotation round the Y axis; real.", angles: ["theta"], qubitCount: 1,
    form: .rotation([.y]))

  static let rz = GateDefinition(
    "rz", "exp(-i theta/2 Z) = diag(exp(-i theta/2), exp(i theta/2)).", angles: ["theta"], qubitCount: 1,
    form: .rotation([.z]))

  static let rxx = GateDefinition(
    "rxx", "exp(-i theta/2 XX).", elsewhere: ["IsingXX"], angles: ["theta"], qubitCount: 2,
    form: .rotation([.x, .x]))

  static let ryy = GateDefinition(
    "ryy", "exp(-i theta/2 YY).", elsewhere: ["IsingYY"], angles: ["theta"], qubitCount: 2,
    form: .rotation([.y, .y]))

  static let rzz = GateDefinition(
    "rzz", "exp(-i theta/2 ZZ); diagonal.", elsewhere: ["IsingZZ"], angles: ["theta"], qubitCount: 2,
    form: .rotation([.z, .z]))

  static let rzx = GateDefinition(
    "rzx", "exp(-i theta/2 ZX), Z on the first qubit (cross resonance).", angles: ["theta"], qubitCount: 2,
    form: .rotation([.z, .x]))
}
