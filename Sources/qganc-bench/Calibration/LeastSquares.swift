/// Non-negative numbers by which rows of counts add up to measured times, with small relative errors.
enum LeastSquares {
  /// The `x >= 0` with the least sum of squares of `(rows[i] * x) / times[i] - 1`, by coordinate descent.
  ///
  /// Columns that are zero in all rows get 0.
  static func fit(_ rows: [[Double]], _ times: [Double]) -> [Double] {
    let count = rows.first?.count ?? 0
    let scaled = zip(rows, times).map { row, time in row.map { $0 / time } }
    let squares = (0..<count).map { k in scaled.reduce(0) { $0 + $1[k] * $1[k] } }
    var x = [Double](repeating: 0, count: count)
    var rest = [Double](repeating: 1, count: scaled.count)
    for _ in 0..<20_000 {
      for k in 0..<count where squares[k] > 0 {
        let slope = scaled.indices.reduce(0) { $0 + scaled[$1][k] * rest[$1] }
        let next = Swift.max(0, x[k] + slope / squares[k])
        let step = next - x[k]
        if step == 0 { continue }
        for i in scaled.indices { rest[i] -= scaled[i][k] * step }
        x[k] = next
      }
    }
    return x
  }
}
