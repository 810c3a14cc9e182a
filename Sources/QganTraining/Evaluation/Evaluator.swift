import OrderedCollections
import QganIR
import QganRuntime

/// Computes the metrics that are due at a point of a run, from samples that are made once and shared by all of them.
///
/// It reads weights and draws latents from a stream of its own, so that a run with metrics is the same run without.
final class Evaluator<Scalar: RuntimeScalar> {
  private let spec: TrainingSpec
  private let tools: ActionTools<Scalar>
  private let data: Dataset
  private let algebra: LinearAlgebra
  private let real: RealSamples<Scalar>
  private let comparison: FeatureComparison<Scalar>?
  /// SHA-256 of the extractor's weight files, by name.
  private let weightFiles: OrderedDictionary<String, JSONValue>
  private let progress: (EvaluationProgress) -> Void

  /// An evaluator of what `tools` hold; `compared` is what samples are compared with.
  init(
    _ spec: TrainingSpec, plans: EvaluationPlans, tools: ActionTools<Scalar>, data: Dataset,
    compared: Dataset?,
    weights: WeightSource, threads: Int, cacheFolder: String?, observer: (any TrainingObserver)?
  ) throws {
    self.spec = spec
    self.tools = tools
    self.data = data
    progress = { [weak observer] in observer?.trainingDidEvaluate($0) }
    algebra = LinearAlgebra(threads: threads)
    real = RealSamples(compared ?? data, name: spec.against?.name ?? spec.data.name, view: tools.view)
    guard let extractor = spec.features, let plan = plans.extract else {
      comparison = nil
      weightFiles = [:]
      return
    }
    let shape = real.shape
    let range = spec.drawnRange(of: shape)
    let program = try FeatureProgram<Scalar>(
      extractor, plan: plan, weights: weights, shape: shape, range: range, threads: threads, seed: spec.seed)
    comparison = FeatureComparison(
      program, real: real, cache: FeatureCache(folder: cacheFolder),
      context: "\(plans.view?.contentHash ?? "no view") \(tools.viewHash) \(range) \(threads) threads",
      report: { [weak observer] in observer?.trainingDidReport($0) })
    var files: OrderedDictionary<String, JSONValue> = [:]
    for path in extractor.weightFiles {
      files[Folder.name(of: path)] = .string(try weights.hash(ofFile: path))
    }
    weightFiles = files
  }

  /// What a person should know before the first evaluation.
  var notes: [String] {
    guard let comparison else { return [] }
    let dimensions = comparison.program.extractor.dimensions
    return spec.every.flatMap(\.actions).filter { $0.name == "fid" }.compactMap { action in
      let counts = counts(action)
      let fewest = min(counts.generated, counts.real)
      guard fewest < 2 * dimensions else { return nil }
      return DatasetEvaluator.biasNote(fewest, dimensions)
    }
  }

  /// The metrics among `actions`, computed.
  func evaluate(_ actions: [TrainingSpec.Action], step: Int?, epoch: Int?) throws -> EvaluationRecord {
    var record = EvaluationRecord(step: step, epoch: epoch)
    let metrics = actions.compactMap { action in Metrics.all[action.name].map { (metric: $0, action: action) }
    }
    let made = try generate(metrics, &record)
    for (metric, action) in metrics {
      let counts = counts(action)
      switch metric.source {
      case .features:
        guard let comparison, let features = made.features else { throw Self.missing("features", metric) }
        let all = try comparison.realFeatures(max(mostReal, counts.real), progress: progress)
        let inputs = MetricInputs(
          generated: features.prefix(counts.generated), real: all.prefix(counts.real), algebra: algebra,
          realSide: { [algebra] in try comparison.realSide(counts.real, algebra: algebra) })
        try record.add(
          metric, action.arguments, values(metric, inputs, action), label: label, dataset: nil,
          counts: ["generated": .integer(counts.generated), "real": .integer(counts.real)])
      case .logits:
        guard let logits = made.logits else { throw Self.missing("class logits", metric) }
        let inputs = MetricInputs(generated: logits.prefix(counts.generated), real: logits, algebra: algebra)
        try record.add(
          metric, action.arguments, values(metric, inputs, action), label: label, dataset: nil,
          counts: ["generated": .integer(counts.generated)])
      case .samples:
        guard let samples = made.samples else { throw Self.missing("samples", metric) }
        let values = try real.samples(in: 0..<counts.real)
        let inputs = MetricInputs(
          generated: samples.prefix(counts.generated),
          real: FeatureMatrix(values, columns: real.shape.reduce(1, *)), algebra: algebra)
        try record.add(
          metric, action.arguments, self.values(metric, inputs, action), label: "", dataset: nil,
          counts: ["generated": .integer(counts.generated), "real": .integer(counts.real)])
      case .probabilities:
        try record.add(
          metric, action.arguments, values(metric, probabilities(), action), label: "", dataset: nil,
          counts: ["real": .integer(data.count)])
      case .outputs:
        let named = action.datasets["data"]
        let dataset = named.flatMap { tools.datasets[$0.name] } ?? data
        try record.add(
          metric, action.arguments, values(metric, outputs(dataset), action), label: "", dataset: named?.name,
          counts: ["samples": .integer(dataset.count)])
      }
    }
    describe(metrics.map(\.metric), &record)
    return record
  }

  private var label: String { spec.features?.label ?? "" }

  private static func missing(_ what: String, _ metric: MetricDefinition) -> TrainingError {
    .unfit("`\(metric.signature.name)` has no \(what) to look at")
  }

  private func values(
    _ metric: MetricDefinition, _ inputs: MetricInputs, _ action: TrainingSpec.Action
  ) throws -> [Double?] {
    let least = metric.signature.leastSamples?(action.arguments) ?? 0
    let fewest = min(inputs.generated.rows, inputs.real.rows)
    guard fewest >= least else {
      throw TrainingError.unfit(
        "`\(metric.signature.name)` needs at least \(least) samples of each kind, and there are \(fewest)")
    }
    return try metric.values(inputs, action.arguments)
  }

  /// Samples a side that a metric looks at.
  private func counts(_ action: TrainingSpec.Action) -> (generated: Int, real: Int) {
    let arguments = action.arguments.fillingDefaults(of: Metrics.all[action.name]?.signature.parameters ?? [])
    let samples = max(1, arguments.integer("samples"))
    return (samples, min(real.count, arguments.has("real") ? max(1, arguments.integer("real")) : samples))
  }

  /// Real samples that any metric of the train block looks at, so that their features are found once.
  private var mostReal: Int {
    let actions = spec.every.flatMap(\.actions).filter { Metrics.all[$0.name]?.source == .features }
    return actions.map { counts($0).real }.max() ?? 0
  }

  private struct Made {
    var features: FeatureMatrix?
    var logits: FeatureMatrix?
    var samples: FeatureMatrix?
  }

  /// Generated samples and their features, as many as the metrics want at most.
  private func generate(
    _ metrics: [(metric: MetricDefinition, action: TrainingSpec.Action)], _ record: inout EvaluationRecord
  ) throws -> Made {
    func most(_ sources: MetricDefinition.Source...) -> Int {
      metrics.filter { sources.contains($0.metric.source) }.map { counts($0.action).generated }.max() ?? 0
    }
    let (forFeatures, forSamples) = (most(.features, .logits), most(.samples))
    let count = max(forFeatures, forSamples)
    guard count > 0 else { return Made() }
    guard let maker = tools.maker else {
      throw TrainingError.unfit("`\(spec.name)` has no generator whose samples metrics could look at")
    }
    record.generated = .object([
      "samples": .integer(count), "latents": .string("metrics"),
      "seed": .integer(Int(truncatingIfNeeded: spec.seed)),
    ])
    var made = Made()
    let size = maker.shape.reduce(1, *)
    if forSamples > 0 {
      try AvailableMemory.check(
        checkedProduct([count, size, 4]) ?? Int.max, for: "\(count) generated samples")
      made.samples = FeatureMatrix(try maker.samples(in: 0..<count, for: .metrics), columns: max(1, size))
    }
    guard forFeatures > 0, let program = comparison?.program else { return made }
    let kept = made.samples
    let found = try program.extract(
      count: forFeatures, chunk: maker.batch * max(1, 512 / maker.batch),
      progress: { [progress] in
        progress(EvaluationProgress(what: "generated samples", done: $0, total: forFeatures))
      },
      samples: { range in
        if let kept { return kept.floats(range) }
        return try maker.samples(in: range, for: .metrics)
      })
    (made.features, made.logits) = (found.features, found.logits)
    return made
  }

  private func probabilities() throws -> MetricInputs {
    guard let generator = tools.rawGenerator, spec.generator?.inputShapes.isEmpty == true,
      data.sampleSize < 31, generator.outputShape.reduce(1, *) == 1 << data.sampleSize
    else {
      throw TrainingError.unfit(
        "`total_variation` needs a generator without latents that returns the probabilities of the data's bits"
      )
    }
    let probabilities = try generator.run(count: 1) { _, _, _ in }.map { Double($0) }
    let middle = (data.range.lowerBound + data.range.upperBound) / 2
    let bits = data.samples.map { $0 > middle ? 1 as Float : 0 }
    return MetricInputs(
      generated: FeatureMatrix(probabilities, columns: probabilities.count),
      real: FeatureMatrix(bits, columns: data.sampleSize), algebra: algebra)
  }

  private func outputs(_ data: Dataset) throws -> MetricInputs {
    guard let model = tools.model, let labels = data.labels else {
      throw TrainingError.unfit("`accuracy` compares a model's output with labels, and there are none")
    }
    let classes = model.outputShape.reduce(1, *)
    guard classes > 1 else {
      throw TrainingError.unfit("`accuracy` needs an output a class, not one of shape \(model.outputShape)")
    }
    let outputs = FeatureMatrix(try model.run(on: data).map { Double($0) }, columns: classes)
    return MetricInputs(generated: outputs, real: outputs, labels: labels, algebra: algebra)
  }

  /// Notes what the values depend on.
  private func describe(_ metrics: [MetricDefinition], _ record: inout EvaluationRecord) {
    if metrics.contains(where: { $0.source == .features || $0.source == .samples }) {
      var members: OrderedDictionary<String, JSONValue> = [
        "dataset": .string(real.name), "samples": .integer(real.count), "sha256": .string(real.contentHash),
        "order": .string("permutation of the stream `\(RealSamples<Scalar>.orderStream)` of seed 0"),
      ]
      if spec.against == nil, let view = spec.view { members["view"] = .string(view.name) }
      record.real = .object(members)
    }
    guard metrics.contains(where: { $0.signature.needsFeatures }), let comparison else { return }
    record.features = comparison.program.description(of: real.shape, weightFiles: weightFiles)
  }
}

extension FeatureProgram {
  /// The extractor as records name it, for samples of `shape`.
  func description(of shape: [Int], weightFiles: OrderedDictionary<String, JSONValue>) -> JSONValue {
    var members: OrderedDictionary<String, JSONValue> = [
      "extractor": .string(extractor.name), "label": .string(extractor.label),
      "dimensions": .integer(extractor.dimensions),
    ]
    if !weightFiles.isEmpty { members["files"] = .object(weightFiles) }
    if !extractor.weightBlocks.isEmpty {
      members["train_blocks"] = .array(extractor.weightBlocks.map { .string($0) })
    }
    members["weights_sha256"] = .string(weightHash)
    members["resize"] = .string(extractor.preparation?.resizing(of: shape) ?? "none")
    members["quantized"] = .boolean(extractor.preparation != nil)
    return .object(members)
  }
}
