import QganIR
import QganRuntime

/// What the actions of a run need, made before the first step.
struct ActionTools<Scalar: RuntimeScalar> {
  /// Makes what grids show; `nil` without a generator.
  let maker: SampleMaker<Scalar>?
  /// Shape of what grids show: what the generator makes, or what a model makes of its own input; `nil` if those are
  /// no pictures.
  let pictureShape: [Int]?
  /// What goes to black and white in grids.
  let drawnRange: ClosedRange<Float>
  let rawGenerator: BatchProgram<Scalar>?
  let model: BatchProgram<Scalar>?
  /// Datasets that actions name, by name.
  let datasets: [String: Dataset]
  /// SHA-256 of the weights of `view` on data; empty without any.
  let viewHash: String
  /// `view` on data, where metrics compare samples.
  let view: BatchProgram<Scalar>?

  init(
    _ spec: TrainingSpec, compiled: EvaluationPlans, latents: LatentSource<Scalar>?,
    loader: DatasetLoader<Scalar>, executor: (Plan) throws -> Executor<Scalar>
  ) throws {
    if let plan = compiled.generate, let latents {
      maker = SampleMaker(try BatchProgram(executor(plan)), latents: latents)
    } else {
      maker = nil
    }
    rawGenerator = try compiled.generateRaw.map { try BatchProgram(executor($0)) }
    model = try compiled.predict.map { try BatchProgram(executor($0)) }
    var shape = maker?.shape
    if case .supervised(_, .input) = spec.networks { shape = model?.outputShape }
    pictureShape = shape.flatMap { SampleGrid.layout(ofSample: $0) == nil ? nil : $0 }
    drawnRange = spec.drawnRange(of: pictureShape ?? [])
    let names = spec.every.flatMap(\.actions).map(\.name)
    if names.contains("grid"), pictureShape == nil {
      throw TrainingError.unfit(
        "`grid` draws pictures, and `\(spec.name)` makes none of shape [height, width] or [1 or 3, height, width]"
      )
    }
    if names.contains("accuracy"), model == nil {
      throw TrainingError.unfit("`accuracy` is about a `model`, and `\(spec.name)` trains a generator")
    }
    var datasets: [String: Dataset] = [:]
    for action in spec.every.flatMap(\.actions) {
      for dataset in action.datasets.values where datasets[dataset.name] == nil {
        datasets[dataset.name] = try loader.load(dataset)
      }
    }
    self.datasets = datasets
    let viewExecutor = try compiled.view.map { try executor($0) }
    view = try viewExecutor.map { try BatchProgram($0) }
    var hash = SHA256()
    for name in (compiled.view?.variables.keys).map(Array.init) ?? [] {
      guard let entry = viewExecutor?.variables.entries[name] else { continue }
      hash.update(Array(name.utf8))
      hash.update(bytesOf: UnsafeRawBufferPointer(entry.buffer.elements))
    }
    viewHash = compiled.view == nil ? "" : hash.hexadecimal()
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
