/// Which way a metric gets better.
public enum MetricDirection: String, Hashable, Sendable {
  case lower
  case higher
}

/// A number that an action logs.
public struct MetricOutput: Hashable, Sendable {
  /// The key; behind it comes the extractor's label, where the action compares features, then `part`.
  public var name: String
  /// What follows the name after a full stop, as in `kid.deviation`.
  public var part: String?
  /// `nil` for numbers that tell nothing by themselves, such as a deviation.
  public var isBetter: MetricDirection?
  /// What it is, with its range or unit.
  public var summary: String

  public init(
    _ name: String, _ part: String? = nil, isBetter: MetricDirection? = nil, _ summary: String
  ) {
    self.name = name
    self.part = part
    self.isBetter = isBetter
    self.summary = summary
  }

  /// The key under an extractor's label: `fid` and `-lite0` are `fid-lite0`.
  public func key(label: String) -> String { name + label + (part.map { ".\($0)" } ?? "") }
}

/// Something that an `every` block can do: a metric, or an action without a result.
public struct ActionDefinition: CatalogEntry {
  /// What the train block must have.
  public enum Need: Hashable, Sendable {
    /// A `features:` layer.
    case features
    /// A `features:` layer that leads to class logits.
    case classes
    /// Something that makes samples.
    case generator
    /// A `model` with labels.
    case labels
  }

  public var name: String
  public var summary: String
  /// Markdown: the formula, the paper.
  public var details: String
  public var parameters: [ParameterSpec]
  /// Labels that take a dataset, such as `data`.
  public var datasets: [String]
  public var needs: Set<Need>
  /// What is logged; empty for actions that measure nothing.
  public var outputs: [MetricOutput]
  /// The fewest samples a side that the arguments allow; `nil` if samples are not counted.
  public var leastSamples: (@Sendable (Arguments) -> Int)?
  public var availability: Availability

  public init(
    _ name: String, _ summary: String, details: String = "", parameters: [ParameterSpec] = [],
    datasets: [String] = [], needs: Set<Need> = [], outputs: [MetricOutput] = [],
    leastSamples: (@Sendable (Arguments) -> Int)? = nil, availability: Availability = .available
  ) {
    self.name = name
    self.summary = summary
    self.details = details
    self.parameters = parameters
    self.datasets = datasets
    self.needs = needs
    self.outputs = outputs
    self.leastSamples = leastSamples
    self.availability = availability
  }

  /// Whether it compares through the train block's `features:` layer.
  public var needsFeatures: Bool { needs.contains(.features) }

  /// Which way its first number gets better.
  public var direction: MetricDirection? { outputs.first?.isBetter }
}

extension Catalog {
  /// Which way the number that is logged as `key` gets better, whatever features it was found through (`fid`,
  /// `fid-lite0`, `precision-lite0`, `accuracy.unseen`); `nil` if no metric logs such a key, or if it has no direction.
  public func direction(ofMetric key: String) -> MetricDirection? {
    let outputs = actions.values.flatMap(\.outputs)
    func matches(_ output: MetricOutput) -> Bool {
      guard key.hasPrefix(output.name) else { return false }
      let rest = key.dropFirst(output.name.count)
      guard let part = output.part else { return rest.isEmpty || "-./".contains(rest.first ?? " ") }
      return rest.hasSuffix(".\(part)") && (rest.hasPrefix("-") || rest.hasPrefix("."))
    }
    // A part is named more exactly than the number that it belongs to.
    return (outputs.first { $0.part != nil && matches($0) } ?? outputs.first(where: matches))?.isBetter
  }
}
