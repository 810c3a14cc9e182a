import QganIR
import Testing

@testable import QganTraining

/// `classes`, `shuffle`, `balance` and `limit`.
@Suite struct SelectionTests {
  /// 40 samples: 24 of class 0, 12 of class 1, 4 of class 2, mixed.
  private let labels = (0..<40).map { [0, 1, 0, 2, 0, 1, 0, 0, 1, 0][($0 * 7) % 10] }

  private func select(_ selection: SampleSelection, _ labels: [Int]? = nil) throws -> (
    positions: [Int], labels: [Int]?
  ) {
    let all = labels ?? self.labels
    return try selection.select(count: all.count, labels: all, classCount: 3)
  }

  private func counts(_ labels: [Int]?) -> [Int] {
    (0..<3).map { c in labels?.count { $0 == c } ?? -1 }
  }

  @Test func labelsFollowTheirSamples() throws {
    let kept = try select(
      SampleSelection(classes: [2, 0], shuffle: 5, isBalanced: true, limit: 5))
    #expect(kept.positions.count == 5 && Set(kept.positions).count == 5)
    #expect(kept.labels == kept.positions.map { labels[$0] == 2 ? 0 : 1 })
    #expect(counts(kept.labels) == [3, 2, 0])
  }

  @Test func shuffleIsOneOrderPerSeed() throws {
    let first = try select(SampleSelection(shuffle: 7)).positions
    #expect(first.sorted() == Array(0..<40) && first != Array(0..<40))
    #expect(try select(SampleSelection(shuffle: 7)).positions == first)
    #expect(try select(SampleSelection(shuffle: 8)).positions != first)
    // This order stays the same in all versions, on all machines.
    let small = try SampleSelection(shuffle: 1).select(count: 8, labels: nil, classCount: 0)
    #expect(small.labels == nil)
    let stream = philoxPermutation(seed: 1, count: 8)
    #expect(small.positions == stream)
  }

  /// A smaller limit is a part of a larger one, and both are even.
  @Test func limitOfAShuffledSetIsRandomEvenAndNested() throws {
    let large = try select(SampleSelection(shuffle: 3, limit: 12))
    let small = try select(SampleSelection(shuffle: 3, limit: 6))
    let plain = try select(SampleSelection(limit: 12))
    #expect(Set(small.positions).isSubset(of: large.positions))
    #expect(counts(small.labels) == [2, 2, 2] && counts(large.labels) == [4, 4, 4])
    #expect(Set(large.positions) != Set(plain.positions))
    #expect(plain.positions == plain.positions.sorted())
    let other = try select(SampleSelection(shuffle: 4, limit: 12))
    #expect(Set(other.positions) != Set(large.positions))
  }

  @Test func balanceKeepsTheFirstOfEachClass() throws {
    let kept = try select(SampleSelection(isBalanced: true))
    let smallest = (0..<3).map { c in labels.count { $0 == c } }.min()
    #expect(counts(kept.labels) == [Int](repeating: smallest ?? -1, count: 3))
    #expect(kept.positions == kept.positions.sorted())
    for c in 0..<3 {
      let first = labels.indices.filter { labels[$0] == c }.prefix(smallest ?? 0)
      #expect(Set(first).isSubset(of: kept.positions))
    }
    // Balance looks at the classes that are kept, and a class without samples is named.
    let two = try select(SampleSelection(classes: [0, 1], isBalanced: true))
    #expect(two.labels?.count { $0 == 0 } == two.labels?.count { $0 == 1 })
    let error = #expect(throws: TrainingError.self) {
      try select(SampleSelection(isBalanced: true), [0, 1, 0])
    }
    #expect(error?.description.contains("class 2 has no samples") == true)
    #expect(throws: TrainingError.self) {
      try SampleSelection(isBalanced: true).select(count: 3, labels: nil, classCount: 0)
    }
    #expect(throws: TrainingError.self) { try select(SampleSelection(shuffle: -1)) }
  }

  /// Fisher and Yates from the end, with the 64-bit words of Philox4x32-10, written anew.
  private func philoxPermutation(seed: UInt64, count: Int) -> [Int] {
    func mix(_ value: UInt64) -> UInt64 {
      var random = SplitMix(state: value)
      return random.next()
    }
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in "dataset.shuffle".utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    let key = mix(mix(seed) ^ hash)
    func word(_ index: Int) -> UInt64 {
      var c: [UInt32] = [UInt32(index / 2), 0, 0, 0]
      var k = [UInt32(truncatingIfNeeded: key), UInt32(truncatingIfNeeded: key >> 32)]
      for _ in 0..<10 {
        let (a, b) = (UInt64(c[0]) * 0xD251_1F53, UInt64(c[2]) * 0xCD9E_8D57)
        c = [
          UInt32(b >> 32) ^ c[1] ^ k[0], UInt32(truncatingIfNeeded: b), UInt32(a >> 32) ^ c[3] ^ k[1],
          UInt32(truncatingIfNeeded: a),
        ]
        k = [k[0] &+ 0x9E37_79B9, k[1] &+ 0xBB67_AE85]
      }
      return index % 2 == 0 ? UInt64(c[0]) << 32 | UInt64(c[1]) : UInt64(c[2]) << 32 | UInt64(c[3])
    }
    var order = Array(0..<count)
    for i in stride(from: count - 1, to: 0, by: -1) {
      order.swapAt(i, Int(word(i).multipliedFullWidth(by: UInt64(i + 1)).high))
    }
    return order
  }
}
