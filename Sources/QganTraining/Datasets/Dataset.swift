import QganIR

/// Samples and labels in memory, ready to be trained on.
public struct Dataset: Sendable {
  /// Shape of a sample.
  public let shape: [Int]
  /// Number of samples.
  public let count: Int
  /// `count` times `shape`'s product of values, row-major.
  public let samples: [Float]
  /// The class of each sample, where there are labels.
  public let labels: [Int]?
  /// Number of classes, where there are labels.
  public let classes: Int?
  /// What black and white are, for drawing.
  public let range: ClosedRange<Float>
  /// Holds `contentHash` once it is known.
  let digest = Digest()

  /// Numbers a sample.
  public var sampleSize: Int { shape.reduce(1, *) }

  /// Reads all of `source`; `notEnoughMemory` before anything is allocated if it would not fit.
  public init(_ source: any DatasetSource) throws {
    let description = source.description
    guard let numbers = checkedProduct(description.shape + [description.count]),
      numbers <= Int.max / 8
    else {
      throw TrainingError.unfit("a dataset of \(description.count) samples \(description.shape) is too large")
    }
    try AvailableMemory.check(
      4 * numbers + 8 * description.count, for: "the dataset's \(description.count) samples")
    shape = description.shape
    count = description.count
    classes = description.classes
    range =
      Float(min(description.black, description.white))...Float(max(description.black, description.white))
    var samples: [Float] = []
    samples.reserveCapacity(numbers)
    // In pieces, since a source may need several times its result.
    let step = max(1, min(1024, (1 << 22) / max(1, numbers / max(1, count))))
    for start in stride(from: 0, to: count, by: step) {
      samples += try source.samples(in: start..<min(start + step, count))
    }
    self.samples = samples
    labels = try source.labels()
    guard samples.count == numbers, labels == nil || labels?.count == count else {
      throw TrainingError.unfit("the dataset gave \(samples.count) numbers in place of \(numbers)")
    }
  }

  /// Sample `index`, row-major.
  public func sample(_ index: Int) -> ArraySlice<Float> {
    samples[index * sampleSize..<(index + 1) * sampleSize]
  }
}
