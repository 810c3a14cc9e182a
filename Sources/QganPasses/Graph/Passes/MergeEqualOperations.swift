import QganIR

/// Evaluates equal operations on equal operands once; random draws of one stream and shape are equal by definition.
enum MergeEqualOperations {
  static func run(_ graph: Graph) throws -> Graph {
    var known: [Key: [ValueID]] = [:]
    return try GraphRewriter.rewrite(graph) { _, operation in
      let key = Key(operation)
      if let values = known[key] { return .replaceAll(values) }
      known[key] = operation.results
      return .keep
    }
  }

  /// What makes operations equal: bit by bit, so that zeros of either sign stay apart.
  private struct Key: Hashable {
    var primitive: String
    var operands: [ValueID]
    var attributes: [String: Attribute]
    var bits: [String: [UInt64]]

    init(_ operation: QganIR.Operation) {
      primitive = operation.primitive
      operands = operation.operands
      attributes = operation.attributes
      bits = [:]
      for (name, attribute) in operation.attributes {
        switch attribute {
        case .float(let value): bits[name] = [value.bitPattern]
        case .floats(let values): bits[name] = values.map(\.bitPattern)
        default: continue
        }
        attributes[name] = nil
      }
    }
  }
}
