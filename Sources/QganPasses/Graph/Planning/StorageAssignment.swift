import QganIR

/// Gives every root of a resolved graph its storage.
struct StorageAssignment {
  let values: ValueResolution
  /// Updates, by position in `graph.updates`, of variables by their own contents.
  private(set) var idleUpdates: Set<Int> = []
  /// Updates that read the old contents of a variable that another update overwrites, with a place to keep them.
  private(set) var stagedUpdates: [Int: Int] = [:]
  /// Outputs whose value is not in the arena, with a place to copy them to.
  private(set) var copiedOutputs: [Int: Int] = [:]
  private(set) var offsets: [Int] = []
  private(set) var arenaCount = 0

  /// Arena memory that one or more computed roots share, one after the other.
  private struct Buffer {
    var count: Int
    var start: Int
    var end: Int
  }
  private var buffers: [Buffer] = []
  private var bufferOfRoot: [Int: Int] = [:]

  init(_ values: ValueResolution) { self.values = values }

  private var graph: Graph { values.graph }

  /// Gives computed roots buffers; element-wise instructions take over those of operands that die there.
  mutating func reuseDyingOperands() {
    for position in values.instructions {
      let operation = graph.operations[position]
      var taken: Set<Int> = []
      for (index, result) in operation.results.enumerated() {
        guard let root = values.views[result.index]?.root else { continue }
        let lifetime = values.roots[root]
        let end = lifetime.isOutput ? Int.max : lifetime.lastUse
        if index < Plan.resultsInPlace(operation),
          let buffer = dyingBuffer(operation, at: position, count: lifetime.count, besides: taken)
        {
          taken.insert(buffer)
          bufferOfRoot[root] = buffer
          buffers[buffer].end = end
        } else {
          bufferOfRoot[root] = buffers.count
          buffers.append(Buffer(count: lifetime.count, start: position, end: end))
        }
      }
    }
    placeCopies()
  }

  /// The buffer of an operand that dies, has `count` elements and is read only in the order in which results are written.
  private func dyingBuffer(
    _ operation: Operation, at position: Int, count: Int, besides taken: Set<Int>
  ) -> Int? {
    let views = operation.operands.compactMap { values.views[$0.index] }
    for view in views where view.strides == nil {
      guard let buffer = bufferOfRoot[view.root], buffers[buffer].end == position,
        buffers[buffer].count == count, !taken.contains(buffer),
        views.allSatisfy({ $0.strides == nil || bufferOfRoot[$0.root] != buffer })
      else { continue }
      return buffer
    }
    return nil
  }

  /// Gives buffers to outputs that would not be in the arena and to old contents that an update would lose.
  private mutating func placeCopies() {
    for (index, output) in graph.outputs.enumerated() {
      guard let view = values.views[output.value.index], bufferOfRoot[view.root] == nil else { continue }
      copiedOutputs[index] = buffers.count
      buffers.append(Buffer(count: values.roots[view.root].count, start: values.end, end: Int.max))
    }
    let updated = Set(graph.updates.map(\.variable))
    for (index, update) in graph.updates.enumerated() {
      guard let view = values.views[update.value.index],
        case .variable(let source) = values.roots[view.root].kind, updated.contains(source)
      else { continue }
      if source == update.variable {
        idleUpdates.insert(index)
      } else {
        stagedUpdates[index] = buffers.count
        buffers.append(Buffer(count: values.roots[view.root].count, start: values.end, end: Int.max))
      }
    }
  }

  /// Places buffers, largest first, each at the lowest offset that no buffer living at the same time occupies.
  mutating func assignOffsets() throws {
    offsets = [Int](repeating: 0, count: buffers.count)
    let order = buffers.indices.sorted {
      (-buffers[$0].count, buffers[$0].start, $0) < (-buffers[$1].count, buffers[$1].start, $1)
    }
    var placed: [Int] = []
    for index in order {
      let buffer = buffers[index]
      let size = StorageAssignment.padded(buffer.count)
      var offset = 0
      // `placed` is sorted by offset, so the first gap that is wide enough is the lowest.
      for other in placed where buffers[other].start <= buffer.end && buffer.start <= buffers[other].end {
        if offsets[other] >= offset + size { break }
        offset = Swift.max(offset, offsets[other] + StorageAssignment.padded(buffers[other].count))
      }
      guard offset <= 1 << 60 else {
        throw IRError("the graph @\(graph.name) needs more memory than can be addressed")
      }
      offsets[index] = offset
      arenaCount = Swift.max(arenaCount, offset + size)
      let position = placed.firstIndex { offsets[$0] > offset } ?? placed.count
      placed.insert(index, at: position)
    }
  }

  /// `count` rounded up to a multiple of 16; tensors have at most 2^40 elements.
  private static func padded(_ count: Int) -> Int { (count + 15) / 16 * 16 }

  /// Where buffer `index` lies.
  func arena(_ index: Int) -> Storage { .arena(offset: offsets[index]) }

  /// Where the root lies.
  func storage(of root: Int) -> Storage {
    switch values.roots[root].kind {
    case .variable(let name): .variable(name)
    case .input(let index): .input(index: index)
    case .constant(let index): .constant(index: index)
    case .computed: .arena(offset: bufferOfRoot[root].map { offsets[$0] } ?? 0)
    }
  }
}
