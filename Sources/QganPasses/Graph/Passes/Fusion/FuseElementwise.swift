import QganIR

/// Joins element-wise operations over one shape, and sums of their results, into `fused` operations, each of which
/// passes over its operands once.
///
/// Operations join the groups that make their operands, and those that read the same ones, unless a path through other
/// operations would then lead back into the group. What is cheap and has one operand to read (the others repeat) is
/// not kept but computed again in every group that reads it.
enum FuseElementwise {
  /// Most operands and instructions of a group, so that its blocks stay in the first cache.
  static let mostOperands = 20
  static let mostInstructions = 48

  static func run(_ graph: Graph) throws -> Graph {
    let graph = try RemoveDeadOperations.run(graph)
    let uses = ValueUses(graph)
    let inlined = InlinedOperations(graph, uses)
    var groups = FusionGroups(graph, uses, inlined)
    groups.build()
    return try FusedGraphWriter(graph, uses, inlined, groups).written()
  }
}
