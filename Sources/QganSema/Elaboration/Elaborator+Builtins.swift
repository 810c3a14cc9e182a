import QganIR
import QganSyntax

extension Elaborator {
  /// Gives a builtin its const arguments.
  func bindBuiltin(
    _ call: BuiltinLayer, _ arguments: [Argument], _ frame: Frame, at range: SourceRange
  ) throws -> (Layer, [Datum]) {
    var result = call
    result.isBound = true
    result.range = range
    let bound = try bindParameters(
      call.definition.parameters, of: call.definition.name, arguments, frame, at: range)
    result.arguments = bound.arguments
    result.layers = bound.layers
    result.argumentRanges = bound.ranges
    guard result.nesting <= Elaborator.layerNestingLimit else { throw Diagnosed(.layersTooDeep(at: range)) }
    let data = try bound.rest.map { Datum(value: try evaluate($0.value, frame), range: $0.range) }
    return (.builtin(result), data)
  }

  /// The const arguments of any builtin, and the positional arguments that are left.
  func bindParameters(
    _ parameters: [ParameterSpec], of name: String, _ arguments: [Argument], _ frame: Frame,
    at range: SourceRange
  ) throws -> (arguments: Arguments, layers: [String: Layer], ranges: [String: SourceRange], rest: [Argument])
  {
    var values: [String: ConstValue] = [:]
    var layers: [String: Layer] = [:]
    var ranges: [String: SourceRange] = [:]
    var given: [String: Argument] = [:]
    for argument in arguments {
      guard let label = argument.label else { continue }
      guard parameters.contains(where: { $0.name == label.text }) else {
        throw Diagnosed(.unknownLabel(label, of: name, known: parameters.map(\.name)))
      }
      guard given[label.text] == nil else { throw Diagnosed(.repeatedLabel(label)) }
      given[label.text] = argument
    }
    var positional = arguments.filter { $0.label == nil }[...]
    for parameter in parameters {
      if parameter.isVariadic, given[parameter.name] == nil {
        let items = try positional.map {
          try integer($0.value, frame, what: "`\(parameter.name)` of `\(name)`")
        }
        if let first = positional.first, let last = positional.last {
          ranges[parameter.name] = first.range.union(last.range)
        }
        positional = []
        values[parameter.name] = .array(shape: [items.count], elements: items.map(Double.init))
        continue
      }
      let isPositional = parameter.defaultValue == nil && !parameter.isOptional
      guard let argument = given[parameter.name] ?? (isPositional ? positional.popFirst() : nil) else {
        if let value = parameter.defaultValue {
          values[parameter.name] = value
        } else if !parameter.isOptional {
          throw Diagnosed(.missingArgument(parameter.name, of: name, at: range, declared: nil))
        }
        continue
      }
      ranges[parameter.name] = argument.value.range
      let wantsLayer = accepts(parameter.type, .layer)
      let value = try evaluate(argument.value, frame, wanted: wantsLayer ? .layer : .value)
      if case .poison = value { throw AlreadyDiagnosed() }
      if wantsLayer, case .layer(let layer) = value {
        layers[parameter.name] = layer
        continue
      }
      if case .tensor = value {
        throw Diagnosed(.notConst("`\(parameter.name)` of `\(name)`", at: argument.range))
      }
      guard let const = constValue(value, parameter.type) else {
        throw Diagnosed(
          .typeMismatch(
            "`\(parameter.name)` of `\(name)`", expected: describe(parameter.type),
            actual: describeConst(value),
            at: argument.value.range, notes: [.init(parameter.summary)]))
      }
      values[parameter.name] = const
    }
    return (Arguments(values: values), layers, ranges, Array(positional))
  }

  private func describeConst(_ value: Value) -> String {
    if case .string(let s) = value { return "\"\(s)\"" }
    return value.typeDescription
  }

  private func accepts(_ type: ConstType, _ wanted: ConstType) -> Bool {
    if case .oneOf(let types) = type { return types.contains { accepts($0, wanted) } }
    return type == wanted
  }

  /// `value` as a builtin's argument of `type`, or `nil`.
  func constValue(_ value: Value, _ type: ConstType) -> ConstValue? {
    switch (type, value) {
    case (.oneOf(let types), _): return types.lazy.compactMap { self.constValue(value, $0) }.first
    case (.integer, .integer(let v)): return .integer(v)
    case (.real, .integer(let v)): return .real(Double(v))
    case (.real, .real(let v)): return v.isFinite ? .real(v) : nil
    case (.boolean, .boolean(let v)): return .boolean(v)
    case (.string, .string(let v)): return .string(v)
    case (.choice(let options), .string(let v)): return options.contains(v) ? .string(v) : nil
    case (.strings, .strings(let v)): return .strings(v)
    case (.strings, .string(let v)): return .strings([v])
    case (.strings, .array(let a)): return a.elements.isEmpty ? .strings([]) : nil
    case (.integers, .integer(let v)): return .integer(v)
    case (.integers(let count), .array(let a)):
      let isRight = (a.scalar == .int || a.elements.isEmpty) && (count == nil || a.elements.count == count)
      return isRight ? .array(shape: a.shape, elements: a.elements) : nil
    case (.reals, .integer(let v)): return .real(Double(v))
    case (.reals, .real(let v)): return .real(v)
    case (.reals(let count), .array(let a)):
      let isRight = a.scalar != .bool && (count == nil || a.elements.count == count)
      return isRight ? .array(shape: a.shape, elements: a.elements) : nil
    default: return nil
    }
  }

  func describe(_ type: ConstType) -> String {
    switch type {
    case .integer: "an int"
    case .real: "a float"
    case .boolean: "a bool"
    case .string: "a string"
    case .strings: "a list of strings"
    case .integers(let count): count.map { "an int or a list of \($0) ints" } ?? "a list of ints"
    case .reals(let count): count.map { "a list of \($0) floats" } ?? "a list of floats"
    case .layer: "a layer"
    case .choice(let options): options.map { "\"\($0)\"" }.joined(separator: " or ")
    case .oneOf(let types): types.map(describe).joined(separator: " or ")
    }
  }

  /// The value of a builtin function on const data, if it has one.
  func fold(_ call: BuiltinLayer, _ data: [Datum], at range: SourceRange) throws -> Value? {
    guard !data.isEmpty || call.definition.inputs.isEmpty, data.allSatisfy({ $0.value.isConst }) else {
      return nil
    }
    let arrays = data.compactMap(\.value.asArray)
    guard arrays.count == data.count, arrays.allSatisfy({ $0.scalar != .bool }) else { return nil }
    guard call.definition.isConstantFunction else { return nil }
    for array in arrays { try charge(elements: array.elements.count, at: range) }
    let folded: ConstArray
    do {
      folded = try call.definition.evaluate(
        call.arguments, arrays.map { ConstArray(shape: $0.shape, elements: $0.elements) })
    } catch let error as IRError {
      throw Diagnosed(refusal(error, call, data, at: range))
    }
    guard folded.elements.count <= Elaborator.arrayLimit else {
      throw Diagnosed(.arrayTooLarge(folded.shape, at: range))
    }
    try charge(elements: folded.elements.count, at: range)
    guard folded.elements.allSatisfy(\.isFinite) else {
      throw Diagnosed(.notFinite("`\(call.definition.name)` of this", at: range))
    }
    return ArrayValue(scalar: .float, shape: folded.shape, elements: folded.elements).asValue
  }

  /// Writes a builtin into the graph.
  func build(_ call: BuiltinLayer, _ data: [Datum], _ builder: ModelBuilder, at range: SourceRange) throws
    -> Value
  {
    let tensors = try data.map { try tensor($0.value, builder, at: $0.range) }
    var arguments = call.arguments
    for (label, layer) in call.layers {
      arguments.layers[label] = ElaboratedLayer(elaborator: self, layer: layer, range: call.range)
    }
    builder.graph.location = Location(file: range.file, start: range.start, end: range.end)
    do {
      return .tensor(try call.definition.build(builder, arguments, tensors))
    } catch let error as IRError {
      throw Diagnosed(refusal(error, call, data, at: range))
    }
  }

  private func refusal(_ error: IRError, _ call: BuiltinLayer, _ data: [Datum], at range: SourceRange)
    -> Diagnostic
  {
    var place = range
    var notes = data.map { Diagnostic.Note("this is \($0.value.typeDescription)", at: $0.range) }
    switch error.culprit {
    case .call: break
    case .argument(let label): place = call.argumentRanges[label] ?? range
    case .operand(let k) where data.indices.contains(k):
      if data.count == 1 {
        notes = [.init("the data is \(data[k].value.typeDescription)", at: data[k].range)]
      }
    case .operand: break
    }
    if let suggestion = error.suggestion { notes.append(.init(suggestion)) }
    return .layerRefused("`\(call.writtenName)`: \(error.message)", at: place, notes: notes)
  }
}

/// A layer of the program as builtins such as `spectral_norm` see it.
///
/// It never leaves the thread of the elaborator that made it.
struct ElaboratedLayer: BuildableLayer, @unchecked Sendable {
  let elaborator: Elaborator
  let layer: Layer
  let range: SourceRange

  func build(_ builder: ModelBuilder, _ inputs: [Tensor]) throws -> Tensor {
    let data = inputs.map { Datum(value: .tensor($0), range: range) }
    let value = try elaborator.apply(layer, data, builder, at: range)
    guard case .tensor(let tensor) = value else { throw AlreadyDiagnosed() }
    return tensor
  }
}
