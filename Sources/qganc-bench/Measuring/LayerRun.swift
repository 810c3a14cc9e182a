import QganIR
import QganRuntime

/// A layer with inputs, weights and a cotangent from hashes.
final class LayerRun<Scalar: RuntimeScalar>: ProgramRun {
  let preparationSeconds: Double
  private let executor: Executor<Scalar>

  /// Throws what the executor throws.
  init(_ plan: Plan, threads: Int) throws {
    (executor, preparationSeconds) = try Executor<Scalar>.starting(plan, seed: 0, threads: threads)
    let weights = plan.variables.values.filter { $0.kind == .weight }
    for (number, weight) in weights.enumerated() {
      let values = HashNumbers.within(0.1, 10 + number, weight.type.count)
      try executor.variables.set(weight.name, to: values.map { Scalar($0) })
    }
    try fill(0)
  }

  var plan: Plan { executor.plan }
  var plannedBytes: Int { executor.plannedBytes }
  var losses: [Double] { [] }

  /// Always the same.
  func fill(_ number: Int) throws {
    for (index, port) in plan.inputs.enumerated() {
      let values = HashNumbers.within(1, 1 + index, port.tensor.count)
      try executor.setInput(port.name, to: values.map { Scalar($0) })
    }
  }

  func call(_ number: Int) throws { try executor.run(step: number) }

  func results() throws -> [(name: String, values: [Double])] {
    try plan.outputs.map { ($0.name, try executor.output($0.name).map { Double($0) }) }
  }

  func profile(repetitions: Int) throws -> [InstructionTime] {
    try executor.profile(step: 0, repetitions: repetitions)
  }
}
