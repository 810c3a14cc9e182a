import QganIR

/// Some samples of a source, in another order where the selection has one.
struct SelectedSamples: DatasetSource {
  let description: DatasetDescription
  private let base: any DatasetSource
  private let positions: [Int]
  private let labelValues: [Int]?

  /// Reads labels; throws `unfit` where the selection asks for what there is not.
  init(_ base: any DatasetSource, _ selection: SampleSelection) throws {
    var description = base.description
    (positions, labelValues) = try selection.select(
      count: description.count, labels: base.labels(), classCount: description.classes ?? 0)
    self.base = base
    description.count = positions.count
    if let classes = selection.classes { description.classes = classes.count }
    self.description = description
  }

  func labels() -> [Int]? { labelValues }

  func samples(in range: Range<Int>) throws -> [Float] {
    var result: [Float] = []
    var start = range.lowerBound
    while start < range.upperBound {
      // Neighbours in the source are read together.
      var end = start + 1
      while end < range.upperBound, positions[end] == positions[end - 1] + 1 { end += 1 }
      result += try base.samples(in: positions[start]..<positions[end - 1] + 1)
      start = end
    }
    return result
  }
}
