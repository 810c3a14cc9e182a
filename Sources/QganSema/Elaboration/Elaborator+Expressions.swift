import QganIR
import QganSyntax

extension Elaborator {
  /// What the place of an expression asks for.
  enum Wanted {
    /// A value: what lacks nothing is called.
    case value
    /// A layer: what lacks nothing stays one.
    case layer
  }

  /// The constants of the language.
  public static let numbers: [String: Double] = [
    "pi": Double.pi, "tau": 2 * Double.pi, "euler": 2.718281828459045,
  ]

  /// Names of the language that a later version gives a meaning, and what to do meanwhile.
  static let plannedNames = ["unpca": "reduce the data before, and read them as .npy"]

  /// Names of functions that take a layer and give a layer.
  public static let layerFunctions = ["parallel", "load", "cut", "freeze"]

  /// The value of `expression` in `frame`.
  func evaluate(_ expression: Expression, _ frame: Frame, wanted: Wanted = .value) throws -> Value {
    // What is seldom needed stands in functions of its own: this one is as deep in the stack as expressions are nested.
    guard depth < Elaborator.depthLimit else { throw tooDeep(expression) }
    depth += 1
    defer { depth -= 1 }
    let value = try evaluateUncalled(expression, frame, wanted: wanted)
    guard wanted == .value, case .layer = value else { return noted(value, expression) }
    return try calledIfComplete(value, frame, expression)
  }

  private func tooDeep(_ expression: Expression) -> Diagnosed {
    Diagnosed(.tooDeep(Elaborator.depthLimit, at: expression.range))
  }

  /// A layer that lacks nothing, called, since a value is wanted.
  private func calledIfComplete(_ value: Value, _ frame: Frame, _ expression: Expression) throws -> Value {
    guard case .layer(let layer) = value, lacksNothing(layer) else { return noted(value, expression) }
    return noted(try call(layer, data: [], frame, at: expression.range), expression)
  }

  private func noted(_ value: Value, _ expression: Expression) -> Value {
    notes?.note(value, at: expression.range)
    return value
  }

  private func evaluateUncalled(_ expression: Expression, _ frame: Frame, wanted: Wanted) throws -> Value {
    switch expression.kind {
    case .integer(let v): return .integer(v)
    case .float(let v): return .real(v)
    case .string(let v): return .string(v)
    case .boolean(let v): return .boolean(v)
    case .error: throw AlreadyDiagnosed()
    case .parenthesized(let inner): return try evaluateUncalled(inner, frame, wanted: wanted)
    case .list(let items): return try list(items, frame, at: expression.range)
    case .range(let first, let step, let last):
      let elements = try rangeElements(first, step, last, frame)
      return .array(ArrayValue(scalar: .int, shape: [elements.count], elements: elements.map(Double.init)))
    case .name(let name): return try self.name(name, frame)
    case .call(let callee, let arguments):
      return try callExpression(callee, arguments, piped: nil, frame, wanted: wanted, at: expression.range)
    case .index(let base, let items): return try index(base, items, frame, at: expression.range)
    case .unary(let op, let operand):
      return try unary(op, evaluate(operand, frame), frame, at: expression.range)
    case .binary(let op, let left, let right, let operatorRange):
      return try binaryExpression(op, left, right, frame, operatorRange, at: expression.range)
    case .pipe(let value, let layer):
      let piped = try evaluate(value, frame)
      if case .poison = piped { return .poison }
      return try pipe(
        piped, valueRange: value.range, into: layer, frame, wanted: wanted, at: expression.range)
    }
  }

  /// What a dotted name stands for.
  ///
  /// Constants lead from one to the next through here: what is not on that way stands in functions of its own, so that
  /// little of the stack is used.
  func name(_ name: QualifiedName, _ frame: Frame) throws -> Value {
    if name.parts.count == 1, let entry = frame.entry(name.text) { return entry.value }
    let isRegister = name.parts.count == 1 && frame.registers[name.text] != nil
    guard !isRegister, let found = frame.scope.value(name) else { return try builtinValue(name, frame) }
    if case .constant(let declaration) = found.symbol {
      return try constant(declaration, in: found.scope, usedAt: name.range)
    }
    return try declaredValue(found, name)
  }

  private func declaredValue(_ found: FileScope.Found<FileScope.ValueSymbol>, _ name: QualifiedName) throws
    -> Value
  {
    switch found.symbol {
    case .constant(let declaration): try constant(declaration, in: found.scope, usedAt: name.range)
    case .circuit(let declaration):
      .layer(.circuit(declaration, declaredCall(name.text, found.scope, name.range)))
    case .model(let declaration):
      .layer(.model(declaration, declaredCall(name.text, found.scope, name.range)))
    case .dataset(let declaration): .dataset(declaration, found.scope)
    case .train(let declaration): .train(declaration)
    case .variant, .sweep: throw Diagnosed(.notCallable("a variant or sweep", at: name.range))
    }
  }

  /// A number or layer that is no declaration, or what is wrong with the name.
  private func builtinValue(_ name: QualifiedName, _ frame: Frame) throws -> Value {
    let text = name.text
    if name.parts.count == 1 {
      if frame.registers[text] != nil {
        throw Diagnosed(
          Diagnostic(
            "QG211", "`\(text)` is a register, not a value", at: name.range,
            notes: [.init("read it with `expval(Z) \(text)`, `probs \(text)` or `sample \(text)`")]))
      }
      if let number = Elaborator.numbers[text] { return .real(number) }
      if let definition = catalog.layers[text] {
        try requireAvailable("`\(text)`", definition.availability, at: name.range)
        return .layer(
          .builtin(
            BuiltinLayer(
              definition: definition, arguments: Arguments(values: [:]), layers: [:], data: [],
              writtenName: text,
              argumentRanges: [:], range: name.range)))
      }
    }
    if let planned = Elaborator.plannedNames[text] {
      throw Diagnosed(.notAvailable("`\(text)`", planned, at: name.range))
    }
    throw Diagnosed(.unknownValue(name, in: frame.scope, locals: frame.names, catalog))
  }

  func requireAvailable(_ what: String, _ availability: Availability, at range: SourceRange) throws {
    if case .planned(let explanation) = availability {
      throw Diagnosed(.notAvailable(what, explanation, at: range))
    }
  }

  private func declaredCall(
    _ text: String, _ scope: FileScope, _ range: SourceRange
  ) -> DeclaredCall {
    let last = text.split(separator: ".").last.map(String.init) ?? text
    return DeclaredCall(scope: scope, consts: [:], data: [], writtenName: last, range: range)
  }

  /// The ints of `first:step:last`, both ends included; empty if it starts past its end.
  func rangeElements(
    _ first: Expression, _ step: Expression?, _ last: Expression, _ frame: Frame
  ) throws -> [Int] {
    let a = try integer(first, frame, what: "the start of a range")
    let b = try integer(last, frame, what: "the end of a range")
    let s = try step.map { try integer($0, frame, what: "the step of a range") } ?? 1
    guard s != 0 else {
      throw Diagnosed(
        .typeMismatch("the step of a range", expected: "other than 0", actual: "0", at: (step ?? first).range)
      )
    }
    let range = first.range.union(last.range)
    if s > 0 ? a > b : a < b { return [] }
    let (span, overflow) = b.subtractingReportingOverflow(a)
    guard !overflow, span.magnitude / s.magnitude < UInt(expansionLimit) else {
      throw Diagnosed(.tooLarge(expansionLimit, at: range))
    }
    try requireExact([Double(a), Double(b)], at: range)
    let elements = Array(stride(from: a, through: b, by: s))
    try charge(elements: elements.count, at: range)
    return elements
  }

  private func list(_ items: [Expression], _ frame: Frame, at range: SourceRange) throws -> Value {
    let values = try items.map { try evaluate($0, frame) }
    if values.contains(where: { if case .poison = $0 { true } else { false } }) { return .poison }
    if let strings = allStrings(values), !values.isEmpty { return .strings(strings) }
    if values.contains(where: { if case .tensor = $0 { true } else { false } }) {
      return try tensorList(values, items, frame, at: range)
    }
    guard let first = values.first else {
      return .array(ArrayValue(scalar: .float, shape: [0], elements: []))
    }
    guard let firstArray = first.asArray else {
      throw Diagnosed(
        .typeMismatch(
          "an element of a list", expected: "a number, bool or string", actual: first.typeDescription,
          at: items[0].range))
    }
    var scalar = firstArray.scalar
    var elements: [Double] = []
    for (value, item) in zip(values, items) {
      guard let array = value.asArray, array.shape == firstArray.shape else {
        throw Diagnosed(
          .shapeMismatch(
            "the elements of a list must have one shape, and this is \(value.typeDescription)",
            at: item.range,
            notes: [.init("the first is \(first.typeDescription)", at: items[0].range)]))
      }
      guard (array.scalar == .bool) == (scalar == .bool) else {
        throw Diagnosed(
          .typeMismatch(
            "an element of this list", expected: first.typeDescription, actual: value.typeDescription,
            at: item.range))
      }
      if array.scalar == .float { scalar = .float }
      elements += array.elements
    }
    if scalar == .int { try requireExact(elements, at: range) }
    guard elements.count <= Elaborator.arrayLimit else {
      throw Diagnosed(.arrayTooLarge([values.count] + firstArray.shape, at: range))
    }
    try charge(elements: elements.count, at: range)
    return .array(ArrayValue(scalar: scalar, shape: [values.count] + firstArray.shape, elements: elements))
  }

  private func allStrings(_ values: [Value]) -> [String]? {
    var strings: [String] = []
    for value in values {
      guard case .string(let s) = value else { return nil }
      strings.append(s)
    }
    return strings
  }

  /// A list with data in it: its elements stacked on a new first axis.
  private func tensorList(_ values: [Value], _ items: [Expression], _ frame: Frame, at range: SourceRange)
    throws -> Value
  {
    let builder = try requireBuilder(frame, at: range)
    var parts: [Tensor] = []
    for (value, item) in zip(values, items) {
      let part = try tensor(value, builder, at: item.range)
      if let first = parts.first, first.shape != part.shape {
        throw Diagnosed(
          .shapeMismatch(
            "the elements of a list must have one shape, and this is \(value.typeDescription)",
            at: item.range,
            notes: [.init("the first is \(values[0].typeDescription)", at: items[0].range)]))
      }
      parts.append(part)
    }
    return .tensor(try stack(parts, builder))
  }

  /// Tensors of one shape, stacked on a new first axis.
  func stack(_ parts: [Tensor], _ builder: ModelBuilder) throws -> Tensor {
    let isBatched = parts.contains { $0.isBatched }
    let rows = try parts.map { part -> ValueID in
      let row = try builder.reshape(isBatched ? builder.batched(part) : part, to: [1] + part.shape)
      return row.value
    }
    let value = try builder.graph.concat(rows, axis: isBatched ? 1 : 0)
    return builder.tensor(value, isBatched: isBatched)
  }

  func requireBuilder(_ frame: Frame, at range: SourceRange) throws -> ModelBuilder {
    guard let builder = frame.builder else { throw Diagnosed(.notConst("this", at: range)) }
    builder.graph.location = Location(file: range.file, start: range.start, end: range.end)
    return builder
  }

  /// `value` as a tensor of the graph.
  func tensor(_ value: Value, _ builder: ModelBuilder, at range: SourceRange) throws -> Tensor {
    switch value {
    case .tensor(let t): return t
    case .poison: throw AlreadyDiagnosed()
    case .layer: throw Diagnosed(.layerNotCalled(at: range))
    default:
      guard let array = value.asArray, array.scalar != .bool else {
        throw Diagnosed(
          .typeMismatch("this", expected: "a number or data", actual: value.typeDescription, at: range))
      }
      guard array.elements.allSatisfy(\.isFinite) else {
        throw Diagnosed(.notFinite("this constant", at: range))
      }
      return try builder.constant(array.elements, shape: array.shape)
    }
  }
}
