/// A builtin with its const arguments: a layer that lacks only its data.
public struct BuiltinCall: BuildableLayer {
  public var definition: LayerDefinition
  public var arguments: Arguments

  /// `arguments` are completed by the definition's defaults.
  public init(_ definition: LayerDefinition, _ arguments: Arguments = Arguments(values: [:])) {
    self.definition = definition
    self.arguments = arguments.fillingDefaults(of: definition.parameters)
  }

  /// Writes the builtin; throws `IRError` for the wrong number of data and where shapes do not fit.
  public func build(_ builder: ModelBuilder, _ inputs: [Tensor]) throws -> Tensor {
    let wanted = definition.inputs.count
    guard inputs.count == wanted || (definition.takesManyInputs && inputs.count > wanted) else {
      throw IRError(
        "`\(definition.name)` takes \(definition.takesManyInputs ? "at least " : "")\(wanted) "
          + "tensor\(wanted == 1 ? "" : "s") but got \(inputs.count)")
    }
    if case .planned(let advice) = definition.availability {
      throw IRError("`\(definition.name)` is not there yet", suggestion: advice)
    }
    return try definition.build(builder, arguments, inputs)
  }
}
