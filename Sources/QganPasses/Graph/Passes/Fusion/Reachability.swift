/// What comes before what in a graph whose nodes are merged while it is built.
struct Reachability {
  private let words: Int
  /// Row i: the nodes before node i.
  private var rows: [UInt64]
  /// Nodes that were added, without those that were merged into others.
  private var nodes: [Int] = []

  /// A graph that will have nodes below `count`.
  init(count: Int) {
    words = (count + 63) / 64
    rows = [UInt64](repeating: 0, count: words * count)
  }

  private func isBefore(_ a: Int, _ b: Int) -> Bool { rows[b * words + a / 64] & (1 << UInt64(a % 64)) != 0 }

  private mutating func set(_ a: Int, before b: Int) { rows[b * words + a / 64] |= 1 << UInt64(a % 64) }

  private mutating func unite(_ from: Int, into to: Int) {
    for word in 0..<words { rows[to * words + word] |= rows[from * words + word] }
  }

  /// Adds `node` behind `others` and all that is before them.
  mutating func add(_ node: Int, after others: [Int]) {
    for other in others {
      set(other, before: node)
      unite(other, into: node)
    }
    nodes.append(node)
  }

  /// Whether a path leads from one of two nodes through a third to the other.
  func isConnectedThroughOthers(_ a: Int, _ b: Int) -> Bool {
    let (first, last) = isBefore(a, b) ? (a, b) : (b, a)
    guard isBefore(first, last) else { return false }
    return nodes.contains { $0 != first && $0 != last && isBefore(first, $0) && isBefore($0, last) }
  }

  /// Makes two nodes one.
  mutating func merge(_ gone: Int, into kept: Int) {
    nodes.removeAll { $0 == gone }
    unite(gone, into: kept)
    clear(kept, in: kept)
    clear(gone, in: kept)
    for node in nodes where node != kept && (isBefore(kept, node) || isBefore(gone, node)) {
      clear(gone, in: node)
      set(kept, before: node)
      unite(kept, into: node)
    }
  }

  private mutating func clear(_ a: Int, in b: Int) { rows[b * words + a / 64] &= ~(1 << UInt64(a % 64)) }
}
