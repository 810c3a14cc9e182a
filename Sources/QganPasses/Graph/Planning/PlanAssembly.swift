import QganIR

/// Writes the plan of a graph whose storage is known.
struct PlanAssembly {
  let storage: StorageAssignment
  private let graph: Graph

  init(_ storage: StorageAssignment) {
    self.storage = storage
    graph = storage.values.graph
  }

  func plan() throws -> Plan {
    var plan = Plan(name: graph.name)
    plan.arenaCount = storage.arenaCount
    plan.constants = storage.values.constants
    plan.variables = graph.variables
    plan.circuits = graph.circuits
    for (name, circuit) in graph.circuits { plan.circuitPlans[name] = try planCircuit(circuit) }
    for (index, input) in graph.inputs.enumerated() {
      let tensor = PlanTensor(storage: .input(index: index), shape: graph.type(of: input.value).shape)
      plan.inputs.append(Plan.Port(name: input.name, tensor: tensor))
    }
    plan.instructions = storage.values.instructions.map { instruction(graph.operations[$0]) }
    writeOutputs(&plan)
    writeUpdates(&plan)
    return plan
  }

  private func tensor(_ value: ValueID) -> PlanTensor {
    guard let view = storage.values.views[value.index] else {
      return PlanTensor(storage: .arena(offset: 0), shape: graph.type(of: value).shape)
    }
    return PlanTensor(storage: storage.storage(of: view.root), shape: view.shape, strides: view.strides)
  }

  private func instruction(_ operation: Operation) -> Instruction {
    Instruction(
      primitive: operation.primitive, attributes: operation.attributes,
      operands: operation.operands.map(tensor), results: operation.results.map(tensor),
      name: operation.results.first.flatMap { graph.values[$0.index].name }, location: operation.location)
  }

  private func copy(_ source: PlanTensor, to target: PlanTensor, _ name: String) -> Instruction {
    Instruction(primitive: "copy", attributes: [:], operands: [source], results: [target], name: name)
  }

  private func writeOutputs(_ plan: inout Plan) {
    for (index, output) in graph.outputs.enumerated() {
      var result = tensor(output.value)
      if let buffer = storage.copiedOutputs[index] {
        let source = result
        result = PlanTensor(storage: storage.arena(buffer), shape: source.shape)
        plan.instructions.append(copy(source, to: result, output.name))
      }
      plan.outputs.append(Plan.Port(name: output.name, tensor: result))
    }
  }

  /// Copies into variables are the last instructions, so that an executor can look at results before they count; old
  /// contents that a copy would overwrite before another reads them are saved in the arena first.
  private func writeUpdates(_ plan: inout Plan) {
    var updates: [Instruction] = []
    for (index, update) in graph.updates.enumerated() where !storage.idleUpdates.contains(index) {
      var source = tensor(update.value)
      if let buffer = storage.stagedUpdates[index] {
        let staged = PlanTensor(storage: storage.arena(buffer), shape: source.shape)
        plan.instructions.append(copy(source, to: staged, update.variable))
        source = staged
      }
      let target = PlanTensor(storage: .variable(update.variable), shape: source.shape)
      updates.append(copy(source, to: target, update.variable))
    }
    plan.instructions += updates
  }
}
