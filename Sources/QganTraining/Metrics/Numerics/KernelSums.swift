import QganRuntime

/// The sums of kernels between two sets of features, over all pairs of rows and over those within subsets, found from
/// one pass of matrix products, tile by tile.
struct KernelSums {
  /// The estimate from all rows.
  private(set) var whole = 0.0
  /// The estimate of each subset.
  private(set) var subsets: [Double]

  private let columns: Int
  private let algebra: LinearAlgebra

  init(
    _ x: FeatureMatrix, _ y: FeatureMatrix, _ drawn: [KernelDistance.Subset], algebra: LinearAlgebra
  ) {
    columns = x.columns
    self.algebra = algebra
    subsets = [Double](repeating: 0, count: drawn.count)
    let (left, right) = (x.doubles(), y.doubles())
    let (inX, inY) = (drawn.map(\.x), drawn.map(\.y))
    add(left, x.rows, inX, left, x.rows, inX, isSame: true)
    add(right, y.rows, inY, right, y.rows, inY, isSame: true)
    add(left, x.rows, inX, right, y.rows, inY, isSame: false)
  }

  /// Adds the mean kernel between `a` and `b`: of pairs of different rows where both are the same set, and else twice and
  /// with a minus.
  private mutating func add(
    _ a: [Double], _ m: Int, _ inA: [[Int]], _ b: [Double], _ n: Int, _ inB: [[Int]], isSame: Bool
  ) {
    // Rows of the tile that belong to a subset are found in order.
    let sorted = inA.map { $0.sorted() }
    var next = [Int](repeating: 0, count: inA.count)
    var total = 0.0
    var totals = [Double](repeating: 0, count: inA.count)
    let size = max(16, min(1024, (1 << 22) / max(1, n)))
    var kernel = [Double](repeating: 0, count: min(size, m) * n)
    for start in stride(from: 0, to: m, by: size) {
      let rows = min(size, m - start)
      algebra.multiply(
        Array(a[start * columns..<(start + rows) * columns]), byTransposeOf: b, m: rows, n: n, k: columns,
        factor: 1 / Double(columns), into: &kernel)
      kernel.withUnsafeMutableBufferPointer { kernel in
        for row in 0..<rows {
          var sum = 0.0
          for column in 0..<n {
            let base = kernel[row * n + column] + 1
            let value = base * base * base
            kernel[row * n + column] = value
            sum += value
          }
          if isSame { sum -= kernel[row * n + start + row] }
          total += sum
        }
        for (index, members) in sorted.enumerated() {
          while next[index] < members.count, members[next[index]] < start + rows {
            let row = members[next[index]] - start
            var sum = 0.0
            for column in inB[index] { sum += kernel[row * n + column] }
            if isSame { sum -= kernel[row * n + start + row] }
            totals[index] += sum
            next[index] += 1
          }
        }
      }
    }
    let pairs = { (m: Int, n: Int) in isSame ? 1 / (Double(m) * Double(m - 1)) : -2 / (Double(m) * Double(n))
    }
    whole += total * pairs(m, n)
    for index in totals.indices {
      subsets[index] += totals[index] * pairs(inA[index].count, inB[index].count)
    }
  }
}
