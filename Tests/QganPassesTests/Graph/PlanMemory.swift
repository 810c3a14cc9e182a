import QganIR
import QganPasses

/// Runs a plan over real memory with the reference interpreter's kernels, so that a value that is overwritten while
/// it is still needed shows; memory that nothing wrote is NaN.
struct PlanMemory {
  let plan: Plan
  var arena: [Double]
  var variables: [String: [Double]]
  let inputs: [[Double]]

  init(_ plan: Plan, inputs: [String: ReferenceTensor], variables: [String: ReferenceTensor]) {
    self.plan = plan
    arena = [Double](repeating: .nan, count: plan.arenaCount)
    self.inputs = plan.inputs.map { inputs[$0.name]?.values ?? [] }
    self.variables = plan.variables.mapValues { [Double](repeating: 0, count: $0.type.count) }
      .merging(variables.mapValues(\.values)) { $1 }.reduce(into: [:]) { $0[$1.key] = $1.value }
  }

  func output(_ name: String) -> [Double]? {
    plan.outputs.first { $0.name == name }.map { read($0.tensor).values }
  }

  mutating func run() throws {
    for instruction in plan.instructions {
      let operands = instruction.operands.map(read)
      if instruction.primitive == "copy" {
        write(operands[0].values, to: instruction.results[0])
        continue
      }
      let operation = Operation(
        primitive: instruction.primitive, operands: [], results: [], attributes: instruction.attributes)
      let results = try GraphTesting.interpreter.evaluate(operation, operands, circuits: plan.circuits)
      // Results are written one after the other while operands are read, so they may only share memory with an
      // operand that is read element by element.
      let overlapping = zip(instruction.operands, operands).filter { operand, _ in
        instruction.results.contains { overlap(operand, $0) }
      }
      let inPlace = Plan.resultsInPlace(operation)
      let isAllowed = overlapping.allSatisfy { operand, _ in
        instruction.results.enumerated().allSatisfy { index, result in
          !overlap(operand, result)
            || index < inPlace && operand.strides == nil && operand.storage == result.storage
        }
      }
      guard isAllowed else { throw IRError("\(instruction) overwrites its operand") }
      for (tensor, result) in zip(instruction.results, results) { write(result.values, to: tensor) }
    }
  }

  private func overlap(_ a: PlanTensor, _ b: PlanTensor) -> Bool {
    switch (a.storage, b.storage) {
    case (.arena(let x), .arena(let y)): x < y + b.count && y < x + memory(a).count
    default: a.storage == b.storage
    }
  }

  /// The elements from the tensor's first to its last.
  private func memory(_ tensor: PlanTensor) -> [Double] {
    let strides = tensor.strides ?? TensorType(tensor.shape).strides
    let count = zip(tensor.shape, strides).reduce(1) { $0 + ($1.0 - 1) * $1.1 }
    switch tensor.storage {
    case .arena(let offset): return Array(arena[offset..<offset + count])
    case .variable(let name): return variables[name] ?? []
    case .input(let index): return inputs[index]
    case .constant(let index):
      let constant = plan.constants[index]
      return constant.values.count == 1
        ? [Double](repeating: constant.values[0], count: TensorType(constant.shape).count) : constant.values
    }
  }

  private func read(_ tensor: PlanTensor) -> ReferenceTensor {
    let memory = memory(tensor)
    guard let strides = tensor.strides else {
      return ReferenceTensor(shape: tensor.shape, values: Array(memory.prefix(tensor.count)))
    }
    let contiguous = TensorType(tensor.shape).strides
    let values = (0..<tensor.count).map { position in
      memory[
        tensor.shape.indices.reduce(0) { sum, axis in
          sum + position / contiguous[axis] % tensor.shape[axis] * strides[axis]
        }]
    }
    return ReferenceTensor(shape: tensor.shape, values: values)
  }

  private mutating func write(_ values: [Double], to tensor: PlanTensor) {
    precondition(tensor.strides == nil && tensor.count == values.count)
    switch tensor.storage {
    case .arena(let offset): arena.replaceSubrange(offset..<offset + values.count, with: values)
    case .variable(let name): variables[name] = values
    case .input, .constant: preconditionFailure("\(tensor) is written")
    }
  }
}
