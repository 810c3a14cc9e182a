import QganIR
import QganSyntax

/// What drawings say of layers.
extension Elaborator {
  /// A layer's kind, name and const arguments.
  func traced(_ layer: Layer) -> (kind: ModelTrace.Kind, name: String, arguments: String) {
    switch layer {
    case .builtin(let call): (.builtin, call.definition.name, arguments(call))
    case .circuit(let d, let call): (.circuit, d.name.text, arguments(call, d.parameters))
    case .model(let d, let call): (.model, d.name.text, arguments(call, d.parameters))
    case .parallel(let count, let inner): (.parallel, traced(inner).name, "\(count)")
    case .load(let inner, _): (.load, inner.writtenName, "")
    case .cut(let inner, let after, _): (.cut, inner.writtenName, after)
    case .freeze(let inner): (.freeze, inner.writtenName, "")
    case .instance(let instance): (.instance, instance.path.last ?? "", "")
    }
  }

  /// The data that flow in: what is handed over, and what was given before.
  func tracedInputs(_ layer: Layer, _ data: [Datum]) -> [Tensor] {
    var all = data
    switch layer {
    case .builtin(let call): all += call.data
    case .circuit(_, let call), .model(_, let call): all += call.data
    default: break
    }
    return all.compactMap { if case .tensor(let tensor) = $0.value { tensor } else { nil } }
  }

  /// A builtin's arguments that are written out, all but a first that is always there with labels.
  private func arguments(_ call: BuiltinLayer) -> String {
    let parameters = call.definition.parameters
    return parameters.filter { call.argumentRanges[$0.name] != nil }.map { parameter in
      let text =
        call.layers[parameter.name].map { inner in
          let (_, name, arguments) = traced(inner)
          return arguments.isEmpty ? name : "\(name)(\(arguments))"
        } ?? call.arguments.values[parameter.name].map(Elaborator.spelled) ?? "?"
      let isFirst = parameter.name == parameters.first?.name && parameter.defaultValue == nil
      let isPositional = (isFirst && !parameter.isOptional) || parameter.isVariadic
      return isPositional ? text : "\(parameter.name): \(text)"
    }.joined(separator: ", ")
  }

  private func arguments(_ call: DeclaredCall, _ parameters: [ParameterSyntax]) -> String {
    parameters.compactMap { parameter in
      guard case .const(let defaultValue) = parameter.kind, let value = call.consts[parameter.name.text]
      else {
        return nil
      }
      let text = Elaborator.spelled(value)
      return defaultValue == nil ? text : "\(parameter.name.text): \(text)"
    }.joined(separator: ", ")
  }

  private static func spelled(_ value: ConstValue) -> String {
    switch value {
    case .integer(let v): "\(v)"
    case .real(let v): "\(v)"
    case .boolean(let v): "\(v)"
    case .string(let v): "\"\(v)\""
    case .strings(let v): "[" + v.joined(separator: ", ") + "]"
    case .array(let shape, let elements):
      if elements.count > 8 {
        "array" + describeShape(shape, scalar: "")
      } else {
        elements.map { $0 == $0.rounded() && abs($0) < 1e15 ? "\(Int($0))" : "\($0)" }.joined(separator: ", ")
      }
    }
  }

  private static func spelled(_ value: Value) -> String {
    switch value {
    case .integer(let v): "\(v)"
    case .real(let v): "\(v)"
    case .boolean(let v): "\(v)"
    case .string(let v): "\"\(v)\""
    case .layer(let layer): layer.writtenName
    default: value.typeDescription
    }
  }
}
