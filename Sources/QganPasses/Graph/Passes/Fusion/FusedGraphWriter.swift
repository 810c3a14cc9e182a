import QganIR

/// Writes a graph anew with each group as one operation.
struct FusedGraphWriter {
  private let graph: Graph
  private let uses: ValueUses
  private let inlined: InlinedOperations
  private let groups: FusionGroups
  /// Values that some group reads from another, or that leave the graph.
  private var isNeeded: [Bool]
  private var operations: [QganIR.Operation] = []
  private var isWritten: [Bool]

  init(_ graph: Graph, _ uses: ValueUses, _ inlined: InlinedOperations, _ groups: FusionGroups) {
    (self.graph, self.uses, self.inlined, self.groups) = (graph, uses, inlined, groups)
    isNeeded = uses.isKept
    isWritten = [Bool](repeating: false, count: graph.operations.count)
    for group in groups.groups {
      for source in group?.sources ?? [] { isNeeded[source.index] = true }
    }
  }

  /// Groups stand where their last member stood, or before their first reader.
  func written() throws -> Graph {
    var writer = self
    let order = groups.groups.indices.filter { groups.groups[$0] != nil }.sorted { a, b in
      (groups.groups[a]?.members.last ?? 0) < (groups.groups[b]?.members.last ?? 0)
    }
    for index in order { writer.write(index) }
    var result = graph
    result.operations = writer.operations
    return try RemoveDeadOperations.run(result)
  }

  private mutating func write(_ start: Int) {
    // Depth first, without recursion: a group is written when all that it reads is.
    var stack = [start]
    while let index = stack.last {
      guard !isWritten[index], let group = groups.groups[index] else {
        stack.removeLast()
        continue
      }
      let missing = group.sources.map { uses.definitions[$0.index] }.filter { $0 >= 0 }
        .map { groups.groupOf[$0] }.filter { !isWritten[$0] && $0 != index }
      if missing.isEmpty {
        isWritten[index] = true
        operations.append(operation(of: group))
        stack.removeLast()
      } else {
        stack += missing.sorted().reversed()
      }
    }
  }

  private func operation(of group: FusionGroups.Group) -> QganIR.Operation {
    let first = graph.operations[group.members[0]]
    if group.members.count == 1, !first.operands.contains(where: inlined.contains) { return first }
    var body = Body(graph: graph, uses: uses, inlined: inlined, members: Set(group.members))
    for member in group.members { body.collectOperands(of: graph.operations[member]) }
    var results: [ValueID] = []
    var sums: [ValueID] = []
    body.start()
    for member in group.members {
      let operation = graph.operations[member]
      if operation.primitive == "reduce_sum" {
        body.program.sums.append(body.register(of: operation.operands[0]))
        sums.append(operation.results[0])
      } else {
        let register = body.append(operation)
        guard isNeeded[operation.results[0].index] else { continue }
        body.program.results.append(register)
        results.append(operation.results[0])
      }
    }
    body.program.axes = group.axes ?? []
    let last = graph.operations[group.members[group.members.count - 1]]
    return QganIR.Operation(
      primitive: "fused", operands: body.operands, results: results + sums,
      attributes: body.program.attributes, location: last.location)
  }

  /// The program of one group while it is written.
  private struct Body {
    let graph: Graph
    let uses: ValueUses
    let inlined: InlinedOperations
    let members: Set<Int>
    var operands: [ValueID] = []
    var program = FusedProgram(operandCount: 0)
    private var registers: [ValueID: Int] = [:]

    init(graph: Graph, uses: ValueUses, inlined: InlinedOperations, members: Set<Int>) {
      (self.graph, self.uses, self.inlined, self.members) = (graph, uses, inlined, members)
    }

    mutating func collectOperands(of operation: QganIR.Operation) {
      for value in inlined.sources(of: operation, in: graph)
      where !members.contains(uses.definitions[value.index]) && registers[value] == nil {
        registers[value] = operands.count
        operands.append(value)
      }
    }

    mutating func start() { program.operandCount = operands.count }

    /// The register of `value`, after writing what is computed again.
    mutating func register(of value: ValueID) -> Int {
      if let known = registers[value] { return known }
      return append(graph.operations[uses.definitions[value.index]])
    }

    mutating func append(_ operation: QganIR.Operation) -> Int {
      var inputs: [Int] = []
      for operand in operation.operands { inputs.append(register(of: operand)) }
      let name = FusedProgram.parameterName(operation.primitive)
      program.instructions.append(
        FusedProgram.Instruction(
          operation.primitive, inputs, parameter: name.flatMap { operation.float($0) }))
      let register = program.operandCount + program.instructions.count - 1
      registers[operation.results[0]] = register
      return register
    }
  }
}
