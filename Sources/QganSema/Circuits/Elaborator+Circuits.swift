import QganIR
import QganSyntax

extension Elaborator {
  /// The most qubits that a circuit may declare; memory ends long before.
  static let qubitLimit = 1024

  /// Expands a circuit layer's body at the builder's current path.
  func runCircuit(
    _ declaration: CircuitDeclaration, _ call: DeclaredCall, _ data: [Datum], _ builder: ModelBuilder,
    at range: SourceRange
  ) throws -> Value {
    guard case .layer(let resultType) = declaration.form else { throw AlreadyDiagnosed() }
    let name = declaration.name.text
    let context = CircuitContext(name: name, builder: builder)
    let frame = Frame(kind: .circuit, name: name, scope: call.scope, builder: builder, circuit: context)
    return try entering(name, at: range) {
      try bindParameters(declaration.parameters, call, data, frame, callee: name)
      for parameter in declaration.parameters {
        if case .tensor(let t)? = frame.entry(parameter.name.text)?.value {
          context.names[t.value] = parameter.name.text
        }
      }
      if builder.trace != nil { context.stopAtNames() }
      try execute(declaration.body.statements, frame)
      if context.firstReadout == nil, !context.isDamaged, frame.returned != nil {
        if case .poison? = frame.returned { return .poison }
        throw Diagnosed(.noReadout(name, at: frame.returnRange ?? declaration.name.range))
      }
      return try finish(frame, declared: resultType, returnRange: declaration.body.range)
    }
  }

  /// `qubit[n] q;`
  func declareRegister(_ register: RegisterSyntax, _ frame: Frame) throws {
    guard let circuit = frame.circuit, frame.kind == .circuit else {
      throw Diagnosed(
        .misplaced(
          "a register", in: frame.kind.rawValue, at: register.range,
          hint: "registers are declared in circuits with `->`"))
    }
    let name = register.name.text
    if let first = frame.registers[name] {
      throw Diagnosed(.duplicate(name, at: register.name.range, first: first.range))
    }
    var names = [name]
    if let size = register.size {
      guard case .size(let e) = size else {
        throw Diagnosed(
          Diagnostic(
            "QG212", "a register of a circuit needs a size; `const` sizes are for subroutines",
            at: register.range))
      }
      let count = try self.size(e, frame)
      guard count >= 1, circuit.qubitNames.count + count <= Elaborator.qubitLimit else {
        throw Diagnosed(
          .typeMismatch(
            "the size of a register", expected: "from 1 to \(Elaborator.qubitLimit)", actual: "\(count)",
            at: e.range))
      }
      names = (0..<count).map { "\(name)[\($0)]" }
    }
    frame.registers[name] = (circuit.addQubits(names), register.size == nil, register.name.range)
  }

  /// The qubits that an operand names, and whether it is a single one.
  func qubits(_ operand: Operand, _ frame: Frame) throws -> (qubits: [Int], isSingle: Bool) {
    guard let register = frame.registers[operand.name.text] else {
      if frame.entry(operand.name.text) != nil {
        throw Diagnosed(
          .typeMismatch(
            "`\(operand.name.text)`", expected: "a register", actual: "a value", at: operand.name.range))
      }
      throw Diagnosed(
        .unknownName(
          operand.name.text, kind: "register", at: operand.name.range, known: Array(frame.registers.keys)))
    }
    if register.qubits.isEmpty { throw AlreadyDiagnosed() }
    if operand.items.isEmpty { return (register.qubits, register.isSingle) }
    guard !register.isSingle else {
      throw Diagnosed(
        Diagnostic(
          "QG228", "`\(operand.name.text)` is a single qubit and cannot be indexed", at: operand.range))
    }
    let selections = try self.selections(
      operand.items, shape: [register.qubits.count], frame, at: operand.range)
    let picked = flatIndices(selections, shape: [register.qubits.count]).map { register.qubits[$0] }
    if case .element? = selections.first { return (picked, true) }
    return (picked, false)
  }

  func requireUnread(_ frame: Frame, at range: SourceRange) throws -> CircuitContext {
    guard let circuit = frame.circuit else {
      throw Diagnosed(
        .misplaced(
          "a gate", in: frame.kind.rawValue, at: range, hint: "gates stand in circuits, subroutines and gates"
        ))
    }
    guard circuit.firstReadout == nil else {
      throw Diagnosed(.gateAfterReadout(at: range, readout: circuit.firstReadout))
    }
    return circuit
  }

  /// `amplitudes(x) q;`
  func applyAmplitudes(_ call: GateCall, _ frame: Frame) throws {
    let circuit = try requireUnread(frame, at: call.range)
    guard call.modifiers.isEmpty else {
      throw Diagnosed(
        .badModifier(
          "`amplitudes` takes no modifier: it prepares qubits that are untouched", at: call.modifiers[0].range
        ))
    }
    guard let argument = call.arguments?.first, call.arguments?.count == 1, argument.label == nil else {
      throw Diagnosed(
        .angleCount(Gates.amplitudes, expected: 1, actual: call.arguments?.count ?? 0, at: call.range))
    }
    let qubits = try call.operands.flatMap { try self.qubits($0, frame).qubits }
    try requireDistinct(qubits, circuit, at: call.range)
    if let used = qubits.first(where: { circuit.touched.contains($0) }) {
      throw Diagnosed(.touchedRegister(circuit.qubitNames[used], at: call.range))
    }
    let builder = try requireBuilder(frame, at: argument.range)
    var x = try tensor(evaluate(argument.value, frame), builder, at: argument.range)
    if x.shape.isEmpty { x = try builder.reshape(x, to: [1]) }
    guard x.shape.count == 1 else {
      throw Diagnosed(
        .shapeMismatch(
          "amplitudes are one list, and this is \(describeShape(x.shape))", at: argument.range, notes: []))
    }
    guard qubits.count < 31, x.count <= 1 << qubits.count, x.count > 0 else {
      throw Diagnosed(.amplitudeCount(x.count, qubits: qubits.count, at: argument.range))
    }
    let norm = try builder.map(
      "power", builder.sum(builder.combine("mul", x, x), axes: [0]), ["exponent": .float(-0.5)])
    let unit = try builder.combine("mul", x, norm)
    let lead = unit.isBatched ? 1 : 0
    let padded = try builder.graph.pad(
      unit.value, starts: [Int](repeating: 0, count: lead + 1), steps: [Int](repeating: 1, count: lead + 1),
      shape: (unit.isBatched ? [builder.batch] : []) + [1 << qubits.count])
    if builder.trace != nil, let name = circuit.names[x.value] { circuit.names[padded] = name }
    try circuit.prepare(builder.tensor(padded, isBatched: unit.isBatched), on: qubits)
  }

  func requireDistinct(_ qubits: [Int], _ circuit: CircuitContext, at range: SourceRange) throws {
    var seen: Set<Int> = []
    for qubit in qubits where !seen.insert(qubit).inserted {
      throw Diagnosed(.qubitTwice(circuit.qubitNames[qubit], at: range))
    }
  }
}
