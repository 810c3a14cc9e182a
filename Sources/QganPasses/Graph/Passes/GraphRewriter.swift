import QganIR

/// Copies a graph operation by operation, so that a pass can put other values in place of an operation's results.
///
/// The copy may hold dead operations and values; `RemoveDeadOperations` clears them away.
struct GraphRewriter {
  /// What a pass does with an operation whose operands are already those of the copy.
  enum Decision {
    case keep
    /// The only result is this value of the copy.
    case replace(ValueID)
    /// All results are these values of the copy.
    case replaceAll([ValueID])
  }

  let builder: GraphBuilder
  /// The operation of the copy that defines each value, if one does.
  private var definitions: [ValueID: QganIR.Operation] = [:]
  private var indexed = 0

  private init(_ builder: GraphBuilder) { self.builder = builder }

  /// `graph` after `decide` has seen each operation in order.
  static func rewrite(
    _ graph: Graph, _ decide: (inout GraphRewriter, QganIR.Operation) throws -> Decision
  ) throws -> Graph {
    var start = graph
    start.operations = []
    start.outputs = []
    start.updates = []
    var rewriter = GraphRewriter(GraphBuilder(continuing: start))
    let builder = rewriter.builder
    var renamed = graph.values.indices.map(ValueID.init)
    for original in graph.operations {
      var operation = original
      operation.operands = operation.operands.map { renamed[$0.index] }
      builder.location = operation.location
      let decision = try decide(&rewriter, operation)
      let replacements: [ValueID]
      switch decision {
      case .keep:
        builder.graph.operations.append(operation)
        continue
      case .replace(let value): replacements = [value]
      case .replaceAll(let values): replacements = values
      }
      for (result, replacement) in zip(operation.results, replacements) {
        renamed[result.index] = replacement
        if builder.graph.values[replacement.index].name == nil {
          builder.graph.values[replacement.index].name = graph.values[result.index].name
        }
      }
    }
    builder.graph.outputs = graph.outputs.map {
      Graph.Output(name: $0.name, value: renamed[$0.value.index])
    }
    builder.graph.updates = graph.updates.map {
      Graph.Update(variable: $0.variable, value: renamed[$0.value.index])
    }
    return try RemoveDeadOperations.run(builder.graph)
  }

  /// The operation that defines `value`, if it is not an input.
  mutating func definition(of value: ValueID) -> QganIR.Operation? {
    let operations = builder.graph.operations
    while indexed < operations.count {
      for result in operations[indexed].results { definitions[result] = operations[indexed] }
      indexed += 1
    }
    return definitions[value]
  }

  /// The definition of `value` if it is by `primitive`.
  mutating func definition(of value: ValueID, _ primitive: String) -> QganIR.Operation? {
    guard let operation = definition(of: value), operation.primitive == primitive else { return nil }
    return operation
  }

  /// The number that fills `value`, if it is such a constant.
  mutating func repeatedValue(_ value: ValueID) -> Double? {
    guard let values = definition(of: value, "constant")?.floats("values"), values.count == 1 else {
      return nil
    }
    return values[0]
  }

  func shape(_ value: ValueID) -> [Int] { builder.type(of: value).shape }
}
