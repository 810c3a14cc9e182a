import QganRuntime

/// Which samples of a source a dataset keeps, and in which order: `classes`, `shuffle`, `balance` and `limit`, applied in
/// this order.
struct SampleSelection: Hashable, Sendable {
  /// The classes to keep, renumbered from 0 in this order.
  var classes: [Int]?
  /// The seed of a random order; `nil` keeps the order of the file.
  var shuffle: Int?
  /// Whether every class keeps as many samples as the smallest one has.
  var isBalanced = false
  /// How many samples to keep, the classes in turn.
  var limit: Int?

  /// Whether everything is kept as it is.
  var keepsAll: Bool { self == SampleSelection() }

  /// Positions of the kept samples among `count`, in order, and their labels, renumbered.
  ///
  /// `labels` are those of all samples and `classCount` their number of classes; throws `unfit` where the selection asks
  /// for what there is not.
  func select(count: Int, labels: [Int]?, classCount: Int) throws(TrainingError) -> (
    positions: [Int], labels: [Int]?
  ) {
    var positions = Array(0..<count)
    var labels = labels
    func keep(_ kept: [Int]) {
      positions = kept.map { positions[$0] }
      labels = labels.map { all in kept.map { all[$0] } }
    }
    if let classes {
      let numbers = try newNumbers(of: classes, hasLabels: labels != nil, classCount: classCount)
      keep((labels ?? []).indices.filter { numbers[labels?[$0] ?? -1] != nil })
      labels = labels?.map { numbers[$0] ?? 0 }
      guard !positions.isEmpty else { throw .unfit("no sample belongs to the classes \(classes)") }
    }
    if let shuffle {
      guard shuffle >= 0 else { throw .unfit("`shuffle` takes a seed of at least 0, not \(shuffle)") }
      let stream = RandomStream(seed: UInt64(shuffle), name: "dataset.shuffle")
      keep(stream.permutation(of: positions.count))
    }
    if isBalanced {
      guard let labels else { throw .unfit("`balance` needs labels, and this source has none") }
      keep(try Self.balanced(labels, classCount: classes?.count ?? classCount))
    }
    if let limit {
      guard limit > 0 else { throw .unfit("`limit` must be at least 1, not \(limit)") }
      if limit < positions.count {
        keep(Self.inTurn(limit, of: labels ?? [Int](repeating: 0, count: positions.count)))
      }
    }
    return (positions, labels)
  }

  /// The new number of each class that is kept.
  private func newNumbers(
    of classes: [Int], hasLabels: Bool, classCount: Int
  ) throws(TrainingError) -> [Int: Int] {
    guard hasLabels else { throw .unfit("`classes` needs labels, and this source has none") }
    var numbers: [Int: Int] = [:]
    for (new, old) in classes.enumerated() {
      guard old >= 0, old < classCount else {
        throw .unfit("there is no class \(old): the source's classes are 0 to \(classCount - 1)")
      }
      guard numbers.updateValue(new, forKey: old) == nil else {
        throw .unfit("class \(old) is listed twice in `classes`")
      }
    }
    return numbers
  }

  /// The positions of the first samples of each class, as many of each as the smallest class has, in order.
  private static func balanced(_ labels: [Int], classCount: Int) throws(TrainingError) -> [Int] {
    var counts = [Int](repeating: 0, count: classCount)
    for label in labels { counts[label] += 1 }
    let smallest = counts.min() ?? 0
    if smallest == 0, let empty = counts.firstIndex(of: 0) {
      throw .unfit("class \(empty) has no samples, so `balance` would leave none; choose others by `classes`")
    }
    var taken = [Int](repeating: 0, count: classCount)
    return labels.indices.filter { index in
      taken[labels[index]] += 1
      return taken[labels[index]] <= smallest
    }
  }

  /// The positions of `limit` samples: the first of each class, then the second of each, and so on, in the order
  /// that they have.
  private static func inTurn(_ limit: Int, of labels: [Int]) -> [Int] {
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
