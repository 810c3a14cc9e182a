import OrderedCollections
import QganIR
import QganRuntime

/// Compares two sets of pictures through a feature extractor, without any network that made them.
public final class DatasetEvaluator {
  private let extractor: FeatureExtractor
  private let plan: Plan
  private let weights: WeightSource
  private let threads: Int
  private let cache: FeatureCache
  private weak var observer: (any TrainingObserver)?

  /// An evaluator that looks through `extractor`; `plan` compiles its program.
  public init(
    _ extractor: FeatureExtractor, classes: Bool, plan: (Graph) throws -> Plan,
    graph: (_ extractor: FeatureExtractor, _ batch: Int, _ classes: Bool) throws -> Graph,
    weights: WeightSource = WeightSource(), threads: Int = 1, cacheFolder: String? = nil,
    observer: (any TrainingObserver)? = nil
  ) throws {
    self.extractor = extractor
    self.plan = try plan(graph(extractor, FeatureProgram<Float>.batch(for: extractor), classes))
    self.weights = weights
    self.threads = threads
    self.observer = observer
    cache = FeatureCache(folder: cacheFolder)
  }

  /// One side of a comparison.
  public struct Side {
    public var name: String
    public var data: Dataset

    /// A dataset under the name that it has in records.
    public init(name: String, data: Dataset) {
      self.name = name
      self.data = data
    }
  }

  /// A metric with its arguments.
  public struct Request {
    public var metric: MetricDefinition
    public var arguments: Arguments

    /// A metric that looks at features or logits.
    public init(metric: MetricDefinition, arguments: Arguments) {
      self.metric = metric
      self.arguments = arguments
    }
  }

  /// Computes metrics of `images` against `reference`, over all samples of both, or over the first `limit` of each in
  /// the order that all evaluations share.
  public func compare(
    _ images: Side, against reference: Side, limit: Int?, _ requests: [Request]
  ) throws -> EvaluationRecord {
    let algebra = LinearAlgebra(threads: threads)
    var record = EvaluationRecord()
    let sides = try [images, reference].map { side -> (RealSamples<Float>, FeatureProgram<Float>) in
      let samples = RealSamples<Float>(side.data, name: side.name, view: nil)
      let program = try FeatureProgram<Float>(
        extractor, plan: plan, weights: weights, shape: side.data.shape, range: side.data.range,
        threads: threads,
        seed: 0)
      return (samples, program)
    }
    let counts = sides.map { min($0.0.count, limit ?? .max) }
    func progress(_ what: String) -> (Int, Int) -> Void {
      { [weak observer] done, total in
        observer?.trainingDidEvaluate(EvaluationProgress(what: what, done: done, total: total))
      }
    }
    let (made, program) = sides[0]
    let generated = try program.extract(
      count: counts[0], chunk: made.chunk, progress: { progress(images.name)($0, counts[0]) },
      samples: made.samples(in:))
    let comparison = FeatureComparison(
      sides[1].1, real: sides[1].0, cache: cache, context: "\(reference.data.range) \(threads) threads",
      report: { [weak observer] in observer?.trainingDidReport($0) })
    let real = try comparison.realFeatures(counts[1]) { progress(reference.name)($0.done, $0.total) }
    for request in requests {
      let least = request.metric.signature.leastSamples?(request.arguments) ?? 0
      let isLogits = request.metric.source == .logits
      guard let rows = isLogits ? generated.logits : generated.features,
        min(rows.rows, isLogits ? rows.rows : real.rows) >= least
      else {
        throw TrainingError.unfit(
          "`\(request.metric.signature.name)` needs at least \(least) samples of each kind")
      }
      let inputs = MetricInputs(
        generated: rows, real: real, algebra: algebra,
        realSide: { try comparison.realSide(counts[1], algebra: algebra) })
      var sizes: OrderedDictionary<String, JSONValue> = ["generated": .integer(counts[0])]
      if !isLogits { sizes["real"] = .integer(counts[1]) }
      record.add(
        request.metric, request.arguments, try request.metric.values(inputs, request.arguments),
        label: extractor.label, dataset: nil, counts: sizes)
    }
    if requests.contains(where: { $0.metric.signature.name == "fid" }),
      counts.min() ?? 0 < 2 * extractor.dimensions
    {
      record.notes.append(Self.biasNote(counts.min() ?? 0, extractor.dimensions))
    }
    var files: OrderedDictionary<String, JSONValue> = [:]
    for path in extractor.weightFiles {
      files[Folder.name(of: path)] = .string(try weights.hash(ofFile: path))
    }
    record.features = program.description(of: images.data.shape, weightFiles: files)
    func describe(_ side: Side, _ samples: RealSamples<Float>) -> JSONValue {
      .object([
        "dataset": .string(side.name), "samples": .integer(samples.count),
        "sha256": .string(samples.contentHash),
        "resize": .string(extractor.preparation?.resizing(of: side.data.shape) ?? "none"),
      ])
    }
    record.generated = describe(images, made)
    record.real = describe(reference, sides[1].0)
    return record
  }

  /// What a person should know about a Frechet distance of few samples.
  static func biasNote(_ samples: Int, _ dimensions: Int) -> String {
    "`fid` of \(samples) samples with \(dimensions) features is mostly bias: compare it only with values of the same "
      + "counts, and look at `kid`"
  }
}
