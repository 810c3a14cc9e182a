import QganIR

/// The operations that are computed again wherever they are read: they are cheap, only element-wise operations and sums
/// read them, and only one of their operands is a tensor, which is in memory anyway; what broadcasts is few numbers.
struct InlinedOperations {
  private var isInlined: [Bool]
  private let uses: ValueUses

  /// Operations that cost no more than reading their result would.
  private static let cheap: Set<String> = [
    "neg", "abs", "sign", "step", "scale", "offset", "leaky_relu", "leaky_relu_slope", "add", "sub", "mul",
    "maximum", "minimum", "equal", "greater",
  ]
  /// Most operations in a row.
  private static let depthLimit = 3

  init(_ graph: Graph, _ uses: ValueUses) {
    self.uses = uses
    isInlined = [Bool](repeating: false, count: graph.operations.count)
    var depth = [Int](repeating: 0, count: graph.operations.count)
    for (position, operation) in graph.operations.enumerated()
    where InlinedOperations.cheap.contains(operation.primitive) {
      let result = operation.results[0]
      guard !uses.isKept[result.index],
        uses.readers[result.index].allSatisfy({ FusionGroups.isFusible(graph.operations[$0]) })
      else { continue }
      var tensors: Set<ValueID> = []
      var below = 0
      for operand in operation.operands {
        let definition = uses.definitions[operand.index]
        if definition >= 0, graph.operations[definition].primitive == "broadcast" { continue }
        if definition >= 0, isInlined[definition] {
          below = max(below, depth[definition])
        } else if definition >= 0, FusionGroups.isFusible(graph.operations[definition]),
          !InlinedOperations.isStored(operand, graph, uses)
        {
          // A group makes this operand, perhaps without storing it; the operation belongs there.
          below = InlinedOperations.depthLimit
        }
        tensors.insert(operand)
      }
      guard tensors.count == 1, below < InlinedOperations.depthLimit else { continue }
      isInlined[position] = true
      depth[position] = below + 1
    }
  }

  /// Whether `value` is in memory whatever is fused, since something else than element-wise operations reads it.
  private static func isStored(_ value: ValueID, _ graph: Graph, _ uses: ValueUses) -> Bool {
    uses.isKept[value.index]
      || uses.readers[value.index].contains { !FusionGroups.isFusible(graph.operations[$0]) }
  }

  /// Whether the operation that makes `value` is inlined.
  func contains(_ value: ValueID) -> Bool {
    let definition = uses.definitions[value.index]
    return definition >= 0 && isInlined[definition]
  }

  func contains(position: Int) -> Bool { isInlined[position] }

  /// The values that an operation reads from memory or other groups, once inlined ones are looked through.
  func sources(of operation: QganIR.Operation, in graph: Graph) -> [ValueID] {
    var result: [ValueID] = []
    for operand in operation.operands {
      let found =
        contains(operand)
        ? sources(of: graph.operations[uses.definitions[operand.index]], in: graph) : [operand]
      for value in found where !result.contains(value) { result.append(value) }
    }
    return result
  }
}
