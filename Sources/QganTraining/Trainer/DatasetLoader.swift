import QganIR
import QganRuntime

/// Reads datasets, running the layers that samples go through.
struct DatasetLoader<Scalar: RuntimeScalar> {
  let plans: (TrainingProgram) throws -> Plan
  let weights: WeightSource
  let options: TrainerOptions
  let seed: UInt64

  /// All samples of `spec`.
  func load(_ spec: DatasetSpec) throws -> Dataset { try spec.load(through: map) }

  private func map(_ layer: LayerFunction, _ data: Dataset) throws -> Dataset {
    let plan = try plans(.apply(layer, batch: min(64, max(1, data.count))))
    let variables = try TrainingVariables<Scalar>(of: [plan], seed: seed, source: weights)
    let executor = try Executor(
      plan: plan, variables: variables.store, threads: options.threads, seed: seed)
    let program = try BatchProgram(executor)
    let values = try program.run(on: data)
    return try Dataset(
      MappedSamples(PrecisionCopy.floats(values), shape: program.outputShape, of: data))
  }
}
