import QganIR
import QganSyntax

/// Gates and subroutines that files declare: their bodies are expanded where they are applied.
extension Elaborator {
  func expandGate(
    _ gate: GateDeclaration, _ scope: FileScope, _ angles: [(value: Value, element: Int)], _ targets: [Int],
    _ circuit: CircuitContext, at range: SourceRange
  ) throws -> [GateApplication] {
    let frame = Frame(
      kind: .gate, name: gate.name.text, scope: scope, builder: circuit.builder, circuit: circuit)
    for (name, angle) in zip(gate.angles, angles) {
      let value: Value
      if case .tensor(let t) = angle.value {
        value = .tensor(try scalarElement(t, angle.element, circuit.builder))
      } else {
        value = angle.value.asArray.map { .real($0.elements[angle.element]) } ?? .poison
      }
      frame.declare(name.text, .init(value: value, kind: .parameter, range: name.range))
    }
    for (name, qubit) in zip(gate.qubits, targets) {
      frame.registers[name.text] = ([qubit], true, name.range)
    }
    let operations = try entering(gate.name.text, at: range) {
      try circuit.collecting { try execute(gate.body.statements, frame) }
    }
    return applications(operations)
  }

  private func scalarElement(_ t: Tensor, _ element: Int, _ builder: ModelBuilder) throws -> Tensor {
    if t.shape.isEmpty { return t }
    let lead = t.isBatched ? 1 : 0
    let value = try builder.graph.slice(
      t.value, starts: [Int](repeating: 0, count: lead) + [element],
      steps: [Int](repeating: 1, count: lead + 1),
      shape: [Int](repeating: builder.batch, count: lead) + [1])
    return try builder.reshape(builder.tensor(value, isBatched: t.isBatched), to: [])
  }

  private func applications(_ operations: [CircuitOperation]) -> [GateApplication] {
    operations.compactMap { if case .apply(let application) = $0 { application } else { nil } }
  }

  func applySubroutine(
    _ declaration: CircuitDeclaration, _ scope: FileScope, _ call: GateCall,
    _ transformations: [Transformation],
    _ controlCounts: [Int], _ circuit: CircuitContext, _ frame: Frame
  ) throws {
    guard case .subroutine(let registers) = declaration.form else { return }
    let name = declaration.name.text
    let inner = Frame(kind: .subroutine, name: name, scope: scope, builder: frame.builder, circuit: circuit)
    try bindSubroutine(declaration, call, inner, frame)
    let operands = try call.operands.map { try qubits($0, frame) }
    let controlTotal = controlCounts.reduce(0, +)
    var controls: [Int] = []
    var rest = Array(zip(operands, call.operands))[...]
    while controls.count < controlTotal, let (operand, _) = rest.popFirst() { controls += operand.qubits }
    guard controls.count == controlTotal, rest.count == registers.count else {
      throw Diagnosed(
        .operandCount(name, expected: registers.count + controlTotal, actual: operands.count, at: call.range))
    }
    for (register, (operand, syntax)) in zip(registers, rest) {
      try bindRegister(register, operand, syntax, inner)
    }
    try requireDistinct(controls + rest.flatMap(\.0.qubits), circuit, at: call.range)
    let operations = try entering(name, at: call.range) {
      try circuit.collecting { try execute(declaration.body.statements, inner) }
    }
    if transformations.isEmpty {
      for operation in operations { circuit.append(operation) }
    } else {
      for application in try transform(applications(operations), transformations, controls, at: call) {
        circuit.append(.apply(application))
      }
    }
  }

  private func bindRegister(
    _ register: RegisterSyntax, _ operand: (qubits: [Int], isSingle: Bool), _ syntax: Operand, _ frame: Frame
  ) throws {
    switch register.size {
    case nil:
      guard operand.qubits.count == 1 else {
        throw Diagnosed(
          .registerLengths(
            "\(operand.qubits.count) qubits", "a single qubit", at: syntax.range, other: register.range))
      }
    case .size(let e):
      let size = try self.size(e, frame)
      guard size == operand.qubits.count else {
        throw Diagnosed(
          .registerLengths(
            "\(operand.qubits.count) qubits", "\(size) qubits", at: syntax.range, other: register.range))
      }
    case .binding(let name):
      if case .integer(let known)? = frame.entry(name.text)?.value, known != operand.qubits.count {
        throw Diagnosed(
          .registerLengths(
            "\(operand.qubits.count) qubits", "\(known) (`\(name.text)`)", at: syntax.range, other: name.range
          ))
      }
      frame.declare(
        name.text, .init(value: .integer(operand.qubits.count), kind: .constant, range: name.range))
    }
    frame.registers[register.name.text] = (operand.qubits, register.size == nil, register.name.range)
  }

  /// The consts and angles of a subroutine: positional ones in order, consts with a default by label.
  private func bindSubroutine(
    _ declaration: CircuitDeclaration, _ call: GateCall, _ inner: Frame, _ frame: Frame
  ) throws {
    let name = declaration.name.text
    var labelled: [String: Argument] = [:]
    for argument in call.arguments ?? [] {
      guard let label = argument.label else { continue }
      guard declaration.parameters.contains(where: { $0.name.text == label.text }) else {
        throw Diagnosed(.unknownLabel(label, of: name, known: declaration.parameters.map(\.name.text)))
      }
      guard labelled[label.text] == nil else { throw Diagnosed(.repeatedLabel(label)) }
      labelled[label.text] = argument
    }
    var positional = (call.arguments ?? []).filter { $0.label == nil }[...]
    for parameter in declaration.parameters {
      var defaultValue: Expression?
      var isConst = false
      if case .const(let value) = parameter.kind { (isConst, defaultValue) = (true, value) }
      let argument = labelled[parameter.name.text] ?? (defaultValue == nil ? positional.popFirst() : nil)
      guard let expression = argument?.value ?? defaultValue else {
        throw Diagnosed(
          .missingArgument(parameter.name.text, of: name, at: call.range, declared: parameter.range))
      }
      let value = try evaluate(expression, argument == nil ? inner : frame)
      if case .poison = value { throw AlreadyDiagnosed() }
      if isConst {
        if case .tensor = value {
          throw Diagnosed(.notConst("`\(parameter.name.text)`", at: expression.range))
        }
        let converted = try self.converted(
          value, to: parameter.type, inner, what: "`\(parameter.name.text)` of `\(name)`",
          at: expression.range)
        inner.declare(parameter.name.text, .init(value: converted, kind: .constant, range: parameter.range))
        continue
      }
      guard value.shape != nil, value.asArray?.scalar != .bool else {
        throw Diagnosed(
          .typeMismatch(
            "`\(parameter.name.text)` of `\(name)`", expected: "a number", actual: value.typeDescription,
            at: expression.range))
      }
      guard let shape = value.shape, try match(parameter.type, shape, inner) != nil else {
        throw Diagnosed(
          .shapeMismatch(
            "`\(name)` needs \(try describeDeclared(parameter.type, inner)) for `\(parameter.name.text)`, and this is \(value.typeDescription)",
            at: expression.range,
            notes: [.init("`\(parameter.name.text)` is declared here", at: parameter.range)]))
      }
      inner.declare(parameter.name.text, .init(value: value, kind: .parameter, range: parameter.range))
    }
    if let extra = positional.first {
      throw Diagnosed(
        .tooManyArguments(of: name, expected: "\(declaration.parameters.count)", at: extra.range))
    }
  }
}
