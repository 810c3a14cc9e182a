import QganIR
import QganRuntime

/// Reading what a `dataset` block says, layers that samples go through included.
extension DatasetSpec {
  /// Maps samples through a layer, once.
  typealias Through = (LayerFunction, Dataset) throws -> Dataset

  /// All samples in memory.
  func load(through: Through) throws -> Dataset {
    let data = try Dataset(open(through: through))
    guard let layer = self.through else { return data }
    return try through(layer, data)
  }

  /// The source with everything but this block's own `through` applied.
  private func open(through: Through) throws -> any DatasetSource {
    var base: any DatasetSource
    switch source {
    case .reader(let name, let arguments):
      guard let reader = DatasetReaders.all[name] else {
        throw IRError("there is no dataset `\(name)`", culprit: .argument("source"))
      }
      base = try reader.open(arguments, split)
    case .dataset(let inner):
      base =
        inner.through == nil
        ? try inner.open(through: through)
        : SamplesInMemory(try inner.load(through: through), range: inner.range)
    }
    let selection = SampleSelection(
      classes: classes, shuffle: shuffle, isBalanced: isBalanced, limit: limit)
    base = try DatasetSteps(selection: selection, resize: resize, channels: channels).apply(to: base)
    return try RangedSamples(base, range: range)
  }
}

/// A dataset as a source of another.
struct SamplesInMemory: DatasetSource {
  let data: Dataset
  let description: DatasetDescription

  /// `data` whose black and white are `range`, in this order.
  init(_ data: Dataset, range: [Double]) {
    self.data = data
    description = DatasetDescription(
      shape: data.shape, count: data.count, classes: data.classes, black: range.first ?? 0,
      white: range.last ?? 1)
  }

  func labels() -> [Int]? { data.labels }

  func samples(in range: Range<Int>) -> [Float] {
    Array(data.samples[range.lowerBound * data.sampleSize..<range.upperBound * data.sampleSize])
  }
}

/// What a layer made of a dataset.
struct MappedSamples: DatasetSource {
  let description: DatasetDescription
  private let values: [Float]
  private let kept: [Int]?

  init(_ values: [Float], shape: [Int], of data: Dataset) {
    self.values = values
    kept = data.labels
    // A layer may put black and white anywhere; drawing keeps what they were.
    description = DatasetDescription(
      shape: shape, count: data.count, classes: data.classes, black: Double(data.range.lowerBound),
      white: Double(data.range.upperBound))
  }

  func labels() -> [Int]? { kept }

  func samples(in range: Range<Int>) -> [Float] {
    let size = description.shape.reduce(1, *)
    return Array(values[range.lowerBound * size..<range.upperBound * size])
  }
}
