import QganIR

/// Removes operations that no output and no update needs, and values, variables and circuits that are then unused;
/// inputs stay.
enum RemoveDeadOperations {
  static func run(_ graph: Graph) throws -> Graph {
    var isLive = [Bool](repeating: false, count: graph.values.count)
    for value in graph.outputs.map(\.value) + graph.updates.map(\.value) { isLive[value.index] = true }
    var kept: [QganIR.Operation] = []
    for operation in graph.operations.reversed()
    where operation.results.contains(where: { isLive[$0.index] }) {
      for operand in operation.operands { isLive[operand.index] = true }
      kept.append(operation)
    }
    // A result that nobody reads stays a value of the operation that another result keeps.
    for operation in kept { for result in operation.results { isLive[result.index] = true } }
    for input in graph.inputs { isLive[input.value.index] = true }

    var result = Graph(name: graph.name)
    var renamed = [ValueID](repeating: ValueID(0), count: graph.values.count)
    for (index, value) in graph.values.enumerated() where isLive[index] {
      renamed[index] = ValueID(result.values.count)
      result.values.append(value)
    }
    result.operations = kept.reversed().map { operation in
      var operation = operation
      operation.operands = operation.operands.map { renamed[$0.index] }
      operation.results = operation.results.map { renamed[$0.index] }
      return operation
    }
    result.inputs = graph.inputs.map { Graph.Input(name: $0.name, value: renamed[$0.value.index]) }
    result.outputs = graph.outputs.map { Graph.Output(name: $0.name, value: renamed[$0.value.index]) }
    result.updates = graph.updates.map {
      Graph.Update(variable: $0.variable, value: renamed[$0.value.index])
    }
    let variables = Set(
      result.operations.filter { $0.primitive == "variable" }.compactMap { $0.string("name") }
        + result.updates.map(\.variable))
    result.variables = graph.variables.filter { variables.contains($0.key) }
    let circuits = Set(result.operations.compactMap { $0.string("circuit") })
    result.circuits = graph.circuits.filter { circuits.contains($0.key) }
    return result
  }
}
