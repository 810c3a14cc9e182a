import QganIR

/// Which operations run together. Every operation that is not inlined is in a group; most groups are one operation.
struct FusionGroups {
  /// The operations of one group, over one shape.
  struct Group {
    /// Positions of operations, ascending.
    var members: [Int]
    /// The shape of everything element-wise; `nil` if nothing can join.
    var domain: [Int]?
    /// The axes of its sums, if it has any.
    var axes: [Int]?
    /// Values from elsewhere that it reads.
    var sources: Set<ValueID>
    var instructionCount: Int
  }

  let graph: Graph
  private let inlined: InlinedOperations
  /// By the position of the first operation that was in it; `nil` where it was joined to another.
  private(set) var groups: [Group?]
  /// The group of each operation.
  private(set) var groupOf: [Int]
  private let uses: ValueUses
  private var reach: Reachability

  /// Elements from which on groups are joined only because they read the same tensor.
  private static let sharedReadThreshold = 64

  init(_ graph: Graph, _ uses: ValueUses, _ inlined: InlinedOperations) {
    self.graph = graph
    self.uses = uses
    self.inlined = inlined
    groups = [Group?](repeating: nil, count: graph.operations.count)
    groupOf = Array(graph.operations.indices)
    reach = Reachability(count: graph.operations.count)
  }

  /// Whether an operation can be part of a larger group.
  static func isFusible(_ operation: QganIR.Operation) -> Bool {
    operation.primitive == "reduce_sum" || FusedProgram.operandCounts[operation.primitive] != nil
  }

  mutating func build() {
    var readers: [ValueID: [Int]] = [:]
    for (position, operation) in graph.operations.enumerated() where !inlined.contains(position: position) {
      let sources = inlined.sources(of: operation, in: graph)
      let isFusible = FusionGroups.isFusible(operation)
      groups[position] = Group(
        members: [position], domain: isFusible ? graph.type(of: operation.operands[0]).shape : nil,
        axes: operation.primitive == "reduce_sum" ? operation.integers("axes") : nil,
        sources: Set(sources), instructionCount: 1 + inlinedCount(operation))
      let makers = sources.compactMap { source -> Int? in
        let definition = uses.definitions[source.index]
        return definition < 0 ? nil : groupOf[definition]
      }
      reach.add(position, after: makers)
      guard isFusible else { continue }
      for maker in makers { join(position, groupOf[maker]) }
      for source in sources where isLargeTensor(source) {
        for reader in readers[source] ?? [] { join(position, groupOf[reader]) }
        readers[source, default: []].append(position)
      }
    }
  }

  private func isLargeTensor(_ value: ValueID) -> Bool {
    let definition = uses.definitions[value.index]
    return graph.type(of: value).count >= FusionGroups.sharedReadThreshold
      && (definition < 0 || graph.operations[definition].primitive != "broadcast")
  }

  private func inlinedCount(_ operation: QganIR.Operation) -> Int {
    operation.operands.reduce(0) { count, operand in
      guard inlined.contains(operand) else { return count }
      return count + 1 + inlinedCount(graph.operations[uses.definitions[operand.index]])
    }
  }

  /// Joins the group of the operation at `position` to the group `other`, if they fit and no path leads from one through
  /// a third to the other.
  private mutating func join(_ position: Int, _ other: Int) {
    let own = groupOf[position]
    guard own != other, let a = groups[own], let b = groups[other], let domain = a.domain,
      b.domain == domain, a.axes == nil || b.axes == nil || a.axes == b.axes,
      a.instructionCount + b.instructionCount <= FuseElementwise.mostInstructions
    else { return }
    let made = Set((a.members + b.members).flatMap { graph.operations[$0].results })
    let sources = a.sources.union(b.sources).subtracting(made)
    guard sources.count <= FuseElementwise.mostOperands, !reach.isConnectedThroughOthers(own, other) else {
      return
    }
    let (kept, gone) = (min(own, other), max(own, other))
    groups[kept] = Group(
      members: (a.members + b.members).sorted(), domain: domain, axes: a.axes ?? b.axes, sources: sources,
      instructionCount: a.instructionCount + b.instructionCount)
    groups[gone] = nil
    for member in groups[kept]?.members ?? [] { groupOf[member] = kept }
    reach.merge(gone, into: kept)
  }
}
