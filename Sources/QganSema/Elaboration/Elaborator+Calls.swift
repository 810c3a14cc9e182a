import QganIR
import QganSyntax

extension Elaborator {
  /// `value |> layer`
  func pipe(
    _ value: Value, valueRange: SourceRange, into layer: Expression, _ frame: Frame, wanted: Wanted,
    at range: SourceRange
  ) throws -> Value {
    let datum = Datum(value: value, range: valueRange)
    if case .call(let callee, let arguments) = layer.kind {
      return try callExpression(callee, arguments, piped: datum, frame, wanted: wanted, at: layer.range)
    }
    return try callExpression(layer, [], piped: datum, frame, wanted: wanted, at: layer.range)
  }

  /// `callee(arguments)`, with what is piped into it.
  func callExpression(
    _ callee: Expression, _ arguments: [Argument], piped: Datum?, _ frame: Frame, wanted: Wanted,
    at range: SourceRange
  ) throws -> Value {
    if case .name(let name) = callee.kind, name.parts.count == 1, frame.entry(name.text) == nil,
      frame.scope.values[name.text] == nil
    {
      switch name.text {
      case "int", "float": return try conversion(name.text, arguments, frame, at: range)
      case "parallel", "load", "cut", "freeze":
        let layer = try layerFunction(name.text, arguments, frame, at: range)
        guard let piped else { return .layer(layer) }
        return try call(layer, data: [piped], frame, at: range)
      default: break
      }
    }
    let layer: Layer
    switch try layerValue(callee, frame) {
    case .layer(let l): layer = l
    case .poison: return .poison
    case let other:
      throw Diagnosed(.notCallable("a value of type \(other.typeDescription)", at: callee.range))
    }
    let (bound, data) = try bind(layer, arguments, piped: piped, frame, at: range)
    let given = (piped.map { [$0] } ?? []) + data
    let needed = inputCount(bound)
    if given.count > needed.upperBound {
      throw tooManyData(bound, arguments, data, extra: given[needed.upperBound], limit: needed.upperBound)
    }
    if given.count < needed.lowerBound
      || (piped == nil && given.isEmpty && (wanted == .layer || needed.lowerBound > 0))
    {
      return .layer(withData(bound, data))
    }
    return try call(bound, data: given, frame, at: range)
  }

  private func tooManyData(
    _ layer: Layer, _ arguments: [Argument], _ data: [Datum], extra: Datum, limit: Int
  ) -> Diagnosed {
    var withDefault: [String] = []
    switch layer {
    case .builtin(let call):
      withDefault = call.definition.parameters.filter { $0.defaultValue != nil || $0.isOptional }.map(\.name)
    case .circuit(let declaration, _): withDefault = constsWithDefault(declaration.parameters)
    case .model(let declaration, _): withDefault = constsWithDefault(declaration.parameters)
    default: break
    }
    let labels = arguments.compactMap { $0.label?.text }
    // What is known while compiling was meant to be an argument.
    let constant = ([extra] + data).first { if case .tensor = $0.value { false } else { true } }
    if let constant, let open = withDefault.first(where: { !labels.contains($0) }) {
      return Diagnosed(.labelMissing(open, of: layer.writtenName, at: constant.range))
    }
    let what = limit == 0 ? "no data" : "\(limit) input\(limit == 1 ? "" : "s")"
    return Diagnosed(.tooManyArguments(of: layer.writtenName, expected: what, at: extra.range))
  }

  private func constsWithDefault(_ parameters: [ParameterSyntax]) -> [String] {
    parameters.compactMap { if case .const(.some) = $0.kind { $0.name.text } else { nil } }
  }

  private func layerValue(_ callee: Expression, _ frame: Frame) throws -> Value {
    switch callee.kind {
    case .name(let name): try self.name(name, frame)
    case .index(let base, let items): try index(base, items, frame, at: callee.range)
    case .call(let inner, let arguments):
      try callExpression(inner, arguments, piped: nil, frame, wanted: .layer, at: callee.range)
    case .parenthesized(let inner): try layerValue(inner, frame)
    default: throw Diagnosed(.notCallable("this expression", at: callee.range))
    }
  }

  /// `int(x)` towards zero, or `float(x)`.
  private func conversion(_ name: String, _ arguments: [Argument], _ frame: Frame, at range: SourceRange)
    throws -> Value
  {
    guard arguments.count == 1, let argument = arguments.first, argument.label == nil else {
      throw Diagnosed(.tooManyArguments(of: name, expected: "one value", at: range))
    }
    let value = try evaluate(argument.value, frame)
    switch (name, value) {
    case (_, .poison): return .poison
    case ("int", .integer), ("float", .real): return value
    case ("int", .real(let v)):
      guard let result = Int(exactly: v.rounded(.towardZero)) else { throw Diagnosed(.overflow(at: range)) }
      return .integer(result)
    case ("int", .boolean(let v)): return .integer(v ? 1 : 0)
    case ("float", .integer(let v)): return .real(Double(v))
    case ("float", .array(var a)) where a.scalar != .bool:
      a.scalar = .float
      return .array(a)
    case ("float", .tensor): return value
    case ("int", .tensor): throw Diagnosed(.notConst("what `int` converts", at: argument.range))
    default:
      throw Diagnosed(
        .typeMismatch(
          "what `\(name)` converts", expected: "a number", actual: value.typeDescription, at: argument.range))
    }
  }

  /// How many data a layer takes.
  func inputCount(_ layer: Layer) -> ClosedRange<Int> {
    switch layer {
    case .builtin(let call):
      let count = call.definition.inputs.count
      let rest = max(0, count - call.data.count)
      return rest...(call.definition.takesManyInputs ? Int.max : rest)
    case .circuit(let d, let call):
      let rest = max(0, inputs(of: d.parameters).count - call.data.count)
      return rest...rest
    case .model(let d, let call):
      let rest = max(0, inputs(of: d.parameters).count - call.data.count)
      return rest...rest
    case .parallel(_, let inner), .load(let inner, _), .cut(let inner, _, _), .freeze(let inner):
      return inputCount(inner)
    case .instance(let instance): return inputCount(instance.layer)
    }
  }

  func inputs(of parameters: [ParameterSyntax]) -> [ParameterSyntax] {
    parameters.filter { if case .input = $0.kind { true } else { false } }
  }

  /// Whether a layer can be called as it stands: no data and no const argument is missing.
  func lacksNothing(_ layer: Layer) -> Bool {
    guard inputCount(layer).lowerBound == 0 else { return false }
    switch layer {
    case .builtin(let call):
      return call.isBound || call.definition.parameters.allSatisfy { $0.defaultValue != nil || $0.isOptional }
    case .circuit(let d, let call): return call.isBound || requiredConsts(d.parameters).isEmpty
    case .model(let d, let call): return call.isBound || requiredConsts(d.parameters).isEmpty
    case .parallel(_, let inner), .load(let inner, _), .cut(let inner, _, _), .freeze(let inner):
      return lacksNothing(inner)
    case .instance(let instance): return lacksNothing(instance.layer)
    }
  }

  func requiredConsts(_ parameters: [ParameterSyntax]) -> [ParameterSyntax] {
    parameters.filter { if case .const(default: nil) = $0.kind { true } else { false } }
  }

  private func withData(_ layer: Layer, _ data: [Datum]) -> Layer {
    switch layer {
    case .builtin(var call):
      call.data += data
      return .builtin(call)
    case .circuit(let d, var call):
      call.data += data
      return .circuit(d, call)
    case .model(let d, var call):
      call.data += data
      return .model(d, call)
    default: return layer
    }
  }

  /// Gives a layer its const arguments; what is left of the positional ones is data.
  func bind(
    _ layer: Layer, _ arguments: [Argument], piped: Datum?, _ frame: Frame, at range: SourceRange
  ) throws -> (Layer, [Datum]) {
    switch layer {
    case .builtin(let call) where !call.isBound: return try bindBuiltin(call, arguments, frame, at: range)
    case .circuit(let d, let call) where !call.isBound:
      let (bound, data) = try bindDeclared(call, d.parameters, arguments, frame, at: range)
      return (.circuit(d, bound), data)
    case .model(let d, let call) where !call.isBound:
      let (bound, data) = try bindDeclared(call, d.parameters, arguments, frame, at: range)
      return (.model(d, bound), data)
    default:
      if let labelled = arguments.first(where: { $0.label != nil }), let label = labelled.label {
        throw Diagnosed(.unknownLabel(label, of: layer.writtenName, known: []))
      }
      let data = try arguments.map { Datum(value: try evaluate($0.value, frame), range: $0.range) }
      return (layer, data)
    }
  }

  private func bindDeclared(
    _ call: DeclaredCall, _ parameters: [ParameterSyntax], _ arguments: [Argument], _ frame: Frame,
    at range: SourceRange
  ) throws -> (DeclaredCall, [Datum]) {
    var result = call
    result.isBound = true
    result.range = range
    let name = call.writtenName
    let consts = parameters.filter { if case .const = $0.kind { true } else { false } }
    var given: [String: Argument] = [:]
    for argument in arguments {
      guard let label = argument.label else { continue }
      guard consts.contains(where: { $0.name.text == label.text }) else {
        throw Diagnosed(.unknownLabel(label, of: name, known: consts.map(\.name.text)))
      }
      guard given[label.text] == nil else { throw Diagnosed(.repeatedLabel(label)) }
      given[label.text] = argument
    }
    var positional = arguments.filter { $0.label == nil }[...]
    let binding = Frame(kind: .constant, name: name, scope: call.scope, builder: nil)
    for parameter in consts {
      guard case .const(let defaultValue) = parameter.kind else { continue }
      let key = parameter.name.text
      let value: Value
      if let argument = given[key] ?? (defaultValue == nil ? positional.popFirst() : nil) {
        let wanted: Wanted = parameter.type.scalar == .layer ? .layer : .value
        let raw = try evaluate(argument.value, frame, wanted: wanted)
        if case .tensor = raw { throw Diagnosed(.notConst("`\(key)` of `\(name)`", at: argument.range)) }
        value = try converted(
          raw, to: parameter.type, binding, what: "`\(key)` of `\(name)`", at: argument.value.range,
          notes: [.init("it is declared here", at: parameter.range)])
      } else if let defaultValue {
        value = try converted(
          evaluate(defaultValue, binding, wanted: parameter.type.scalar == .layer ? .layer : .value),
          to: parameter.type, binding, what: "`\(key)`", at: defaultValue.range)
      } else {
        throw Diagnosed(.missingArgument(key, of: name, at: range, declared: parameter.range))
      }
      result.consts[key] = value
      binding.declare(key, .init(value: value, kind: .constant, range: parameter.range))
    }
    guard result.nesting <= Elaborator.layerNestingLimit else { throw Diagnosed(.layersTooDeep(at: range)) }
    let data = try positional.map { Datum(value: try evaluate($0.value, frame), range: $0.range) }
    return (result, data)
  }

  /// Calls a layer with all its data, as the next anonymous use in `frame` or as the instance that it is.
  func call(_ layer: Layer, data: [Datum], _ frame: Frame, at range: SourceRange) throws -> Value {
    if data.contains(where: { if case .poison = $0.value { true } else { false } }) { return .poison }
    for datum in data {
      if case .layer = datum.value { throw Diagnosed(.layerNotCalled(at: datum.range)) }
    }
    var layer = layer
    switch layer {
    case .builtin(let call) where !call.isBound: layer = try bind(layer, [], piped: nil, frame, at: range).0
    case .circuit(_, let call) where !call.isBound:
      layer = try bind(layer, [], piped: nil, frame, at: range).0
    case .model(_, let call) where !call.isBound: layer = try bind(layer, [], piped: nil, frame, at: range).0
    default: break
    }
    if case .builtin(let builtin) = layer, let folded = try fold(builtin, data + builtin.data, at: range) {
      return folded
    }
    let builder = try requireBuilder(frame, at: range)
    let path: [String]
    if case .instance(let instance) = layer {
      path = instance.path
    } else {
      path = builder.path + [frame.nextUse(of: layer.writtenName)]
    }
    let value = try builder.at(path) { try apply(layer, data, builder, at: range) }
    let text = path.joined(separator: ".")
    usedPaths.append(text)
    if cuts.contains(text) { throw CutReached(path: text, value: value) }
    return value
  }
}
