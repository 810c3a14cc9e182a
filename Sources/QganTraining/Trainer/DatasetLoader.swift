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

  /// What the samples of `spec` are compared with, where `against` names it and a metric looks at it.
  func loadCompared(_ spec: TrainingSpec) throws -> Dataset? {
    let sources = spec.every.flatMap(\.actions).compactMap { Metrics.all[$0.name]?.source }
    guard let against = spec.against, sources.contains(where: { $0 == .features || $0 == .samples }) else {
      return nil
    }
    return try load(against)
  }

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
