import QganIR

/// Some samples of a source: `classes` and `limit`.
struct SelectedSamples: DatasetSource {
  let description: DatasetDescription
  private let base: any DatasetSource
  private let indices: [Int]
  private let labelValues: [Int]?

  init(_ base: any DatasetSource, classes: [Int]?, limit: Int?) throws {
    let labels = try base.labels()
    var indices: [Int]
    var newLabels = labels
    if let classes {
      let (kept, renumbered) = try Self.keep(classes, of: labels, count: base.description.classes ?? 0)
      indices = kept
      newLabels = renumbered
    } else {
      indices = Array(0..<base.description.count)
    }
    if let limit {
      guard limit > 0 else { throw TrainingError.unfit("`limit` must be at least 1, not \(limit)") }
      if limit < indices.count {
        let kept = Self.firstInTurn(limit, of: newLabels ?? [Int](repeating: 0, count: indices.count))
        indices = kept.map { indices[$0] }
        newLabels = newLabels.map { all in kept.map { all[$0] } }
      }
    }
    self.base = base
    self.indices = indices
    labelValues = newLabels
    var description = base.description
    description.count = indices.count
    if let classes { description.classes = classes.count }
    self.description = description
  }

  func labels() -> [Int]? { labelValues }

  func samples(in range: Range<Int>) throws -> [Float] {
    var result: [Float] = []
    var start = range.lowerBound
    while start < range.upperBound {
      // Neighbours in the source are read together.
      var end = start + 1
      while end < range.upperBound, indices[end] == indices[end - 1] + 1 { end += 1 }
      result += try base.samples(in: indices[start]..<indices[end - 1] + 1)
      start = end
    }
    return result
  }

  private static func keep(
    _ classes: [Int], of labels: [Int]?, count: Int
  ) throws(TrainingError) -> ([Int], [Int]) {
    guard let labels else { throw .unfit("`classes` needs labels, and this source has none") }
    var position: [Int: Int] = [:]
    for (new, old) in classes.enumerated() {
      guard old >= 0, old < count else {
        throw .unfit("there is no class \(old): the source's classes are 0 to \(count - 1)")
      }
      guard position.updateValue(new, forKey: old) == nil else {
        throw .unfit("class \(old) is listed twice in `classes`")
      }
    }
    let kept = labels.indices.filter { position[labels[$0]] != nil }
    guard !kept.isEmpty else { throw .unfit("no sample belongs to the classes \(classes)") }
    return (kept, kept.compactMap { position[labels[$0]] })
  }

  /// The positions of `limit` samples: the first of each class, then the second of each, and so on, in the order
  /// that they have.
  private static func firstInTurn(_ limit: Int, of labels: [Int]) -> [Int] {
    var members: [Int: [Int]] = [:]
    for (index, label) in labels.enumerated() { members[label, default: []].append(index) }
    let queues = members.sorted { $0.key < $1.key }.map(\.value)
    var kept: [Int] = []
    var turn = 0
    while kept.count < limit {
      for queue in queues where turn < queue.count && kept.count < limit { kept.append(queue[turn]) }
      turn += 1
    }
    return kept.sorted()
  }
}
