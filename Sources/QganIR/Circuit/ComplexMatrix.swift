/// A square complex matrix in row-major planes; the first qubit of an application is the index's most
/// significant bit.
public struct ComplexMatrix: Hashable, Sendable {
  /// Rows and columns.
  public var size: Int
  public var re: [Double]
  public var im: [Double]

  public init(size: Int, re: [Double], im: [Double]) {
    precondition(re.count == size * size && im.count == size * size)
    self.size = size
    self.re = re
    self.im = im
  }

  public static func identity(_ size: Int) -> ComplexMatrix {
    var m = ComplexMatrix(
      size: size, re: [Double](repeating: 0, count: size * size),
      im: [Double](repeating: 0, count: size * size))
    for i in 0..<size { m.re[i * size + i] = 1 }
    return m
  }

  /// The conjugate transpose.
  public var adjoint: ComplexMatrix {
    var m = self
    for r in 0..<size {
      for c in 0..<size {
        m.re[r * size + c] = re[c * size + r]
        m.im[r * size + c] = -im[c * size + r]
      }
    }
    return m
  }

  public static func * (a: ComplexMatrix, b: ComplexMatrix) -> ComplexMatrix {
    precondition(a.size == b.size)
    let n = a.size
    var m = ComplexMatrix(
      size: n, re: [Double](repeating: 0, count: n * n), im: [Double](repeating: 0, count: n * n))
    for r in 0..<n {
      for k in 0..<n {
        let (x, y) = (a.re[r * n + k], a.im[r * n + k])
        for c in 0..<n {
          m.re[r * n + c] += x * b.re[k * n + c] - y * b.im[k * n + c]
          m.im[r * n + c] += x * b.im[k * n + c] + y * b.re[k * n + c]
        }
      }
    }
    return m
  }

  /// The largest absolute difference of an entry.
  public func distance(to other: ComplexMatrix) -> Double {
    var worst = 0.0
    for i in re.indices {
      worst = Swift.max(worst, Swift.max(abs(re[i] - other.re[i]), abs(im[i] - other.im[i])))
    }
    return worst
  }
}
