extension Graph: CustomStringConvertible {
  /// The graph as text, which `init(text:)` reads back exactly, save for locations.
  public var description: String { GraphPrinter(graph: self).text() }
}

/// Writes a graph as text, one line a variable, operation, input, output and update.
struct GraphPrinter {
  let graph: Graph

  func text() -> String {
    var lines = ["graph @\(IRText.word(graph.name)) {"]
    for circuit in graph.circuits.values {
      lines += circuit.description.split(separator: "\n").map { "  " + $0 }
    }
    lines += graph.variables.values.map { "  " + text($0) }
    lines += graph.inputs.map { "  " + text($0) }
    lines += unusedValues().map { "  unused \($0): \(type(of: $0))" + names([$0]) }
    lines += graph.operations.map { "  " + text($0) }
    lines += graph.outputs.map { "  output \(IRText.quoted($0.name)) \($0.value)" }
    lines += graph.updates.map { "  update \(IRText.quoted($0.variable)) \($0.value)" }
    return lines.joined(separator: "\n") + "\n}\n"
  }

  /// What is known of `value`; a broken graph, which one wants to read most, may know nothing.
  private func value(_ value: ValueID) -> Graph.Value? {
    graph.values.indices.contains(value.index) ? graph.values[value.index] : nil
  }

  private func type(of value: ValueID) -> String { self.value(value)?.type.description ?? "?" }

  private func text(_ variable: Variable) -> String {
    "variable \(IRText.quoted(variable.name)): \(variable.type) \(variable.kind.rawValue)"
      + " \(variable.initializer)" + (variable.isFrozen ? " frozen" : "")
  }

  private func text(_ input: Graph.Input) -> String {
    let name = value(input.value)?.name
    return "input \(input.value) \(IRText.quoted(input.name)): \(type(of: input.value))"
      + (name == input.name ? "" : " // \(IRText.name(name))")
  }

  private func text(_ operation: Operation) -> String {
    let results = operation.results.map(\.description).joined(separator: ", ")
    let operands = operation.operands.map(\.description).joined(separator: ", ")
    let types = operation.results.map(type(of:)).joined(separator: ", ")
    return "\(results) = \(operation.primitive)\(operands.isEmpty ? "" : " ")\(operands)"
      + "\(IRText.attributes(operation.attributes)) : \(types)\(names(operation.results))"
  }

  /// ` // a, b`, or nothing where no value has a name.
  private func names(_ values: [ValueID]) -> String {
    let names = values.map { value($0)?.name }
    return names.allSatisfy { $0 == nil } ? "" : " // " + names.map(IRText.name).joined(separator: ", ")
  }

  /// Values that nothing defines; a pass may leave them behind.
  private func unusedValues() -> [ValueID] {
    var isDefined = [Bool](repeating: false, count: graph.values.count)
    for value in graph.inputs.map(\.value) + graph.operations.flatMap(\.results)
    where isDefined.indices.contains(value.index) {
      isDefined[value.index] = true
    }
    return isDefined.indices.filter { !isDefined[$0] }.map(ValueID.init)
  }
}

extension ValueID: CustomStringConvertible {
  /// `%7`
  public var description: String { "%\(index)" }
}

extension Initializer: CustomStringConvertible {
  /// `uniform(-0.1, 0.1)`, `values([1.0, 2.0])`, `file("weights.safetensors", "w")`
  public var description: String {
    switch self {
    case .constant(let value): "constant(\(IRText.real(value)))"
    case .uniform(let low, let high): "uniform(\(IRText.real(low)), \(IRText.real(high)))"
    case .normal(let mean, let deviation): "normal(\(IRText.real(mean)), \(IRText.real(deviation)))"
    case .values(let values): "values(\(Attribute.floats(values)))"
    case .file(let path, let tensor): "file(\(IRText.quoted(path)), \(IRText.quoted(tensor)))"
    case .block(let name, let variable): "block(\(IRText.quoted(name)), \(IRText.quoted(variable)))"
    }
  }
}
