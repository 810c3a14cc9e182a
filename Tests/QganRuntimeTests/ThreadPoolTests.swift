import Testing

@testable import QganRuntime

@Suite struct ThreadPoolTests {
  @Test(arguments: [1, 2, 3, 5]) func coversEveryIndexOnce(_ threads: Int) {
    let pool = ThreadPool(count: threads)
    #expect(pool.count == threads)
    for count in [0, 1, 2, 7, 100, 1001] {
      for grain in [1, 3, 1000] {
        let visits = UnsafeMutableBufferPointer<Int>.allocate(capacity: count)
        visits.initialize(repeating: 0)
        defer { visits.deallocate() }
        pool.forRanges(count, grain: grain) { begin, end in
          for index in begin..<end { visits[index] += 1 }
        }
        #expect(visits.allSatisfy { $0 == 1 })
      }
    }
  }

  @Test func runsManyTimes() {
    let pool = ThreadPool(count: 4)
    let sums = UnsafeMutableBufferPointer<Int>.allocate(capacity: 4)
    sums.initialize(repeating: 0)
    defer { sums.deallocate() }
    for _ in 0..<2000 {
      pool.forRanges(4, grain: 1) { begin, end in
        for index in begin..<end { sums[index] += index }
      }
    }
    #expect(Array(sums) == [0, 2000, 4000, 6000])
  }
}
