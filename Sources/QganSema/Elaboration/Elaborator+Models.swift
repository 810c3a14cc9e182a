import QganIR
import QganSyntax

extension Elaborator {
  /// Expands a model's body at the builder's current path.
  func runModel(
    _ declaration: ModelDeclaration, _ call: DeclaredCall, _ data: [Datum], _ builder: ModelBuilder,
    at range: SourceRange
  ) throws -> Value {
    let frame = Frame(kind: .model, name: declaration.name.text, scope: call.scope, builder: builder)
    return try entering(declaration.name.text, at: range) {
      try bindParameters(declaration.parameters, call, data, frame, callee: declaration.name.text)
      try execute(declaration.body.statements, frame)
      return try finish(frame, declared: declaration.result, returnRange: declaration.body.range)
    }
  }

  /// Runs `body` as a call that messages mention.
  func entering<R>(_ name: String, at range: SourceRange, _ body: () throws -> R) throws -> R {
    guard calls.count < Elaborator.callDepthLimit else {
      throw Diagnosed(
        Diagnostic("QG203", "calls are nested more than \(Elaborator.callDepthLimit) deep", at: range))
    }
    calls.append((name, range))
    do {
      let result = try body()
      calls.removeLast()
      return result
    } catch let reached as CutReached {
      calls.removeLast()
      throw reached
    } catch {
      // Reported here, while the calls that led to it are known.
      report(error, at: range)
      calls.removeLast()
      throw AlreadyDiagnosed()
    }
  }

  /// Declares consts, inputs and weights of a circuit or model in its frame.
  func bindParameters(
    _ parameters: [ParameterSyntax], _ call: DeclaredCall, _ data: [Datum], _ frame: Frame, callee: String
  ) throws {
    var rest = data[...]
    for parameter in parameters {
      switch parameter.kind {
      case .const:
        let value = call.consts[parameter.name.text] ?? .poison
        frame.declare(parameter.name.text, .init(value: value, kind: .constant, range: parameter.name.range))
      case .input:
        guard let datum = rest.popFirst() else { throw AlreadyDiagnosed() }
        let tensor = try accept(datum, as: parameter, frame, callee: callee)
        frame.declare(
          parameter.name.text, .init(value: .tensor(tensor), kind: .parameter, range: parameter.name.range))
      case .param: try declareWeight(parameter, frame)
      case .plain:
        frame.declare(
          parameter.name.text, .init(value: .poison, kind: .parameter, range: parameter.name.range))
      }
    }
  }

  /// Data as the declared type of an input, whose `const n` sizes are bound on the way.
  private func accept(_ datum: Datum, as parameter: ParameterSyntax, _ frame: Frame, callee: String) throws
    -> Tensor
  {
    let builder = try requireBuilder(frame, at: datum.range)
    guard parameter.type.scalar == .float || parameter.type.scalar == .angle else {
      throw Diagnosed(
        .typeMismatch(
          "an `input`", expected: "a float or an angle", actual: parameter.type.scalar.rawValue,
          at: parameter.type.range))
    }
    let tensor = try tensor(datum.value, builder, at: datum.range)
    guard let shape = try match(parameter.type, tensor.shape, frame) else {
      let wanted = try describeDeclared(parameter.type, frame)
      throw Diagnosed(
        .shapeMismatch(
          "`\(callee)` needs \(wanted) for `\(parameter.name.text)`, and this is \(describeShape(tensor.shape))",
          at: datum.range, notes: [.init("`\(parameter.name.text)` is declared here", at: parameter.range)]))
    }
    return try builder.reshape(tensor, to: shape)
  }

  /// Binds the sizes of `type` to `shape`; the shape to use, or `nil` where they disagree. A scalar and one element
  /// stand for each other.
  func match(_ type: TypeSyntax, _ shape: [Int], _ frame: Frame) throws -> [Int]? {
    var shape = shape
    if type.dimensions.isEmpty, shape == [1] { shape = [] }
    if type.dimensions.count == 1, shape.isEmpty { shape = [1] }
    guard type.dimensions.count == shape.count else { return nil }
    for (dimension, size) in zip(type.dimensions, shape) {
      switch dimension {
      case .binding(let name):
        if case .integer(let known)? = frame.entry(name.text)?.value {
          if known != size { return nil }
        } else {
          frame.declare(name.text, .init(value: .integer(size), kind: .constant, range: name.range))
        }
      case .size(let e):
        if try self.size(e, frame) != size { return nil }
      }
    }
    return shape
  }

  func describeDeclared(_ type: TypeSyntax, _ frame: Frame) throws -> String {
    let sizes = try type.dimensions.map { dimension -> String in
      switch dimension {
      case .binding(let name):
        if case .integer(let n)? = frame.entry(name.text)?.value { return "\(n)" }
        return "const \(name.text)"
      case .size(let e): return "\(try size(e, frame))"
      }
    }
    return sizes.isEmpty ? type.scalar.rawValue : "\(type.scalar.rawValue)[\(sizes.joined(separator: ", "))]"
  }

  /// The returned value, checked against the declared result type.
  func finish(_ frame: Frame, declared: TypeSyntax?, returnRange: SourceRange) throws -> Value {
    guard let value = frame.returned else {
      throw Diagnosed(
        .missingReturn(
          in: "`\(frame.name)`",
          at: SourceRange(
            file: returnRange.file, start: max(returnRange.start, returnRange.end - 1), end: returnRange.end))
      )
    }
    if case .poison = value { return .poison }
    let builder = try requireBuilder(frame, at: returnRange)
    let tensor = try tensor(value, builder, at: returnRange)
    guard let declared else { return .tensor(tensor) }
    guard let shape = try match(declared, tensor.shape, frame) else {
      throw Diagnosed(
        .shapeMismatch(
          "`\(frame.name)` declares \(try describeDeclared(declared, frame)) and returns \(describeShape(tensor.shape))",
          at: frame.returnRange ?? returnRange,
          notes: [.init("the result is declared here", at: declared.range)]))
    }
    return .tensor(try builder.reshape(tensor, to: shape))
  }
}
