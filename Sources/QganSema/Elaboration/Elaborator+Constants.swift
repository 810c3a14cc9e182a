import QganIR
import QganSyntax

extension Elaborator {
  /// The value of a const or config of a file.
  func constant(_ declaration: ConstantDeclaration, in scope: FileScope, usedAt range: SourceRange) throws
    -> Value
  {
    let key = ConstantKey(file: scope.file, name: declaration.name.text)
    if let known = constants[key] { return known }
    if let start = evaluating.firstIndex(of: key) {
      throw Diagnosed(.cycle(evaluating[start...].map(\.name) + [key.name], at: range))
    }
    evaluating.append(key)
    defer { evaluating.removeLast() }
    let savedCalls = calls
    calls = []
    defer { calls = savedCalls }
    let value: Value
    do {
      value = try constantValue(declaration, in: scope)
    } catch {
      report(error, at: declaration.value.range)
      value = .poison
    }
    constants[key] = value
    return value
  }

  private func constantValue(_ declaration: ConstantDeclaration, in scope: FileScope) throws -> Value {
    var expression = declaration.value
    var expressionScope = scope
    var notes: [Diagnostic.Note] = []
    if declaration.isConfig, let override = overrides.config(declaration.name.text, in: scope, of: program) {
      expression = override.value
      expressionScope = override.scope
      notes = [.init("it replaces the initialiser here", at: declaration.name.range)]
    }
    let frame = Frame(kind: .constant, name: declaration.name.text, scope: expressionScope, builder: nil)
    let wanted: Wanted = declaration.type.scalar == .layer ? .layer : .value
    let value = try evaluate(expression, frame, wanted: wanted)
    let typeFrame = Frame(kind: .constant, name: declaration.name.text, scope: scope, builder: nil)
    return try converted(
      value, to: declaration.type, typeFrame, what: "`\(declaration.name.text)`", at: expression.range,
      notes: notes,
      name: declaration.name.text)
  }

  /// `value` as the declared const type, or an error.
  func converted(
    _ value: Value, to type: TypeSyntax, _ frame: Frame, what: String, at range: SourceRange,
    notes: [Diagnostic.Note] = [], name: String? = nil
  ) throws -> Value {
    if case .poison = value { return value }
    func mismatch(_ expected: String) -> Diagnosed {
      Diagnosed(
        .typeMismatch(what, expected: expected, actual: value.typeDescription, at: range, notes: notes))
    }
    if !type.dimensions.isEmpty {
      guard type.scalar != .string, type.scalar != .layer else {
        throw mismatch("a single \(type.scalar.rawValue)")
      }
      let shape = try type.dimensions.map { dimension -> Int in
        switch dimension {
        case .size(let e): try size(e, frame)
        case .binding(let n):
          throw Diagnosed(
            .typeMismatch(what, expected: "of a known shape", actual: "`const \(n.text)`", at: n.range))
        }
      }
      guard var array = value.asArray, array.shape == shape else {
        throw mismatch(describeShape(shape, scalar: type.scalar.rawValue))
      }
      switch (type.scalar, array.scalar) {
      case (.int, .int), (.bool, .bool), (.float, .float), (.angle, .float): break
      case (.float, .int), (.angle, .int): array.scalar = .float
      default: throw mismatch(describeShape(shape, scalar: type.scalar.rawValue))
      }
      return .array(array)
    }
    switch (type.scalar, value) {
    case (.int, .integer), (.bool, .boolean), (.string, .string), (.float, .real), (.angle, .real):
      return value
    case (.float, .integer(let v)), (.angle, .integer(let v)): return .real(Double(v))
    case (.float, .array(let a)), (.angle, .array(let a)):
      guard a.shape == [1], a.scalar != .bool else { throw mismatch(type.scalar.rawValue) }
      return .real(a.elements[0])
    case (.layer, .layer(let layer)): return .layer(name.map { layer.named($0) } ?? layer)
    case (.layer, _): throw Diagnosed(.valueNotLayer(value.typeDescription, at: range))
    case (.int, .real): throw mismatch("int (write `int(...)` to cut off the fraction)")
    default: throw mismatch(type.scalar.rawValue)
    }
  }

  /// A const size: an int of at least 0.
  func size(_ expression: Expression, _ frame: Frame) throws -> Int {
    let value = try integer(expression, frame, what: "a size")
    guard value >= 0 else {
      throw Diagnosed(
        .typeMismatch("a size", expected: "at least 0", actual: "\(value)", at: expression.range))
    }
    return value
  }

  /// Tensors have elements, and no more than memory could ever hold.
  func requireTensor(_ shape: [Int], what: String, at range: SourceRange) throws {
    guard let count = TensorType.checkedCount(shape), count > 0 else {
      throw Diagnosed(
        .typeMismatch(
          what, expected: "a tensor with 1 to 2^40 elements", actual: "one of shape \(shape)", at: range))
    }
  }

  /// A const int.
  func integer(_ expression: Expression, _ frame: Frame, what: String) throws -> Int {
    switch try evaluate(expression, frame) {
    case .integer(let v): return v
    case .poison: throw AlreadyDiagnosed()
    case .tensor: throw Diagnosed(.notConst(what, at: expression.range))
    case let other:
      throw Diagnosed(
        .typeMismatch(what, expected: "an int", actual: other.typeDescription, at: expression.range))
    }
  }

  /// A const condition.
  func condition(_ expression: Expression, _ frame: Frame) throws -> Bool {
    switch try evaluate(expression, frame) {
    case .boolean(let v): return v
    case .poison: throw AlreadyDiagnosed()
    case .tensor: throw Diagnosed(.notConst("a condition", at: expression.range))
    case let other:
      throw Diagnosed(
        .typeMismatch("a condition", expected: "a bool", actual: other.typeDescription, at: expression.range))
    }
  }
}
