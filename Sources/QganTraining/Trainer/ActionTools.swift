import QganIR
import QganRuntime

/// What the actions of a run need, made before the first step.
struct ActionTools<Scalar: RuntimeScalar> {
  /// Makes what grids show; `nil` without a generator.
  let maker: SampleMaker<Scalar>?
  /// What goes to black and white in grids.
  let drawnRange: ClosedRange<Float>
  let rawGenerator: BatchProgram<Scalar>?
  let model: BatchProgram<Scalar>?
  /// Datasets that actions name, by name.
  let datasets: [String: Dataset]

  init(
    _ spec: TrainingSpec, compiled: TrainerPlans, latents: LatentSource<Scalar>?,
    loader: DatasetLoader<Scalar>, executor: (Plan) throws -> Executor<Scalar>
  ) throws {
    if let plan = compiled.generate, let latents {
      maker = SampleMaker(try BatchProgram(executor(plan)), latents: latents)
    } else {
      maker = nil
    }
    drawnRange = spec.drawnRange(of: maker?.shape ?? [])
    rawGenerator = try compiled.generateRaw.map { try BatchProgram(executor($0)) }
    model = try compiled.predict.map { try BatchProgram(executor($0)) }
    var datasets: [String: Dataset] = [:]
    for action in spec.every.flatMap(\.actions) {
      for dataset in action.datasets.values where datasets[dataset.name] == nil {
        datasets[dataset.name] = try loader.load(dataset)
      }
    }
    self.datasets = datasets
  }
}

extension TrainingSpec {
  /// Black and white of pictures of `shape`: those of the first dataset of that shape among `against`, the data, and
  /// what the data are made of.
  func drawnRange(of shape: [Int]) -> ClosedRange<Float> {
    var candidates = [against, data].compactMap(\.self)
    while case .dataset(let inner)? = candidates.last?.source { candidates.append(inner) }
    guard let found = candidates.first(where: { $0.description.shape == shape }) else { return 0...1 }
    let (black, white) = (Float(found.description.black), Float(found.description.white))
    return black == white ? 0...1 : min(black, white)...max(black, white)
  }
}
