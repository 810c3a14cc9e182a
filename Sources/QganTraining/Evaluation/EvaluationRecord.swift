import OrderedCollections
import QganIR

/// The numbers of one evaluation with everything that they depend on: a line of `evaluations.jsonl`.
public struct EvaluationRecord: Sendable {
  /// The file of a run folder that holds all records.
  public static let fileName = "evaluations.jsonl"

  /// Generator or model steps done; `nil` where nothing was trained.
  public var step: Int?
  /// Epochs begun.
  public var epoch: Int?
  /// Values by key, such as `kid-lite0` and `kid-lite0.deviation`.
  public var values: OrderedDictionary<String, Double> = [:]
  /// What was computed: for each metric its name, sample counts and other arguments.
  public var metrics: [JSONValue] = []
  /// The extractor: name, dimensions, weights and their SHA-256, resampling.
  public var features: JSONValue?
  /// Generated samples: how many were made, and the stream and seed of their latents.
  public var generated: JSONValue?
  /// Real samples: dataset, SHA-256 of its content, how many were taken of how many, and in which order.
  public var real: JSONValue?
  /// What a person should know about the numbers: one sentence each.
  public var notes: [String] = []

  /// A record without values.
  public init(step: Int? = nil, epoch: Int? = nil) {
    self.step = step
    self.epoch = epoch
  }

  /// The record as JSON, in fixed order.
  public var json: JSONValue {
    var members: OrderedDictionary<String, JSONValue> = [:]
    if let step { members["step"] = .integer(step) }
    if let epoch { members["epoch"] = .integer(epoch) }
    var numbers: OrderedDictionary<String, JSONValue> = [:]
    for (key, value) in values { numbers[key.split(separator: "/").joined(separator: ".")] = .real(value) }
    members["values"] = .object(numbers)
    members["metrics"] = .array(metrics)
    if let features { members["features"] = features }
    if let generated { members["generated"] = generated }
    if let real { members["real"] = real }
    if !notes.isEmpty { members["notes"] = .array(notes.map { .string($0) }) }
    return .object(members)
  }

  /// Adds what `metric` found.
  mutating func add(
    _ metric: MetricDefinition, _ arguments: Arguments, _ found: [Double?], label: String, dataset: String?,
    counts: OrderedDictionary<String, JSONValue>
  ) {
    for (output, value) in zip(metric.signature.outputs, found) {
      guard let value else { continue }
      values[output.key(label: label) + (dataset.map { "/\($0)" } ?? "")] = value
    }
    var members: OrderedDictionary<String, JSONValue> = ["name": .string(metric.signature.name)]
    members.merge(counts) { first, _ in first }
    for parameter in metric.signature.parameters where !["samples", "real"].contains(parameter.name) {
      members[parameter.name] = arguments.values[parameter.name]?.json
    }
    if let dataset { members["data"] = .string(dataset) }
    self.metrics.append(.object(members))
  }
}
