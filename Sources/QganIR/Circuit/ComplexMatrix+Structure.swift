extension ComplexMatrix {
  /// A square matrix from its rows.
  public init(rows: [[Complex]]) {
    self.init(
      size: rows.count, re: rows.flatMap { $0.map(\.re) }, im: rows.flatMap { $0.map(\.im) })
  }

  /// A diagonal matrix.
  public static func diagonal(_ entries: [Complex]) -> ComplexMatrix {
    var m = ComplexMatrix.zero(entries.count)
    for (i, entry) in entries.enumerated() { m[i, i] = entry }
    return m
  }

  /// The matrix of zeros.
  public static func zero(_ size: Int) -> ComplexMatrix {
    let plane = [Double](repeating: 0, count: size * size)
    return ComplexMatrix(size: size, re: plane, im: plane)
  }

  /// The entry in a row and a column.
  public subscript(row: Int, column: Int) -> Complex {
    get { Complex(re[row * size + column], im[row * size + column]) }
    set {
      re[row * size + column] = newValue.re
      im[row * size + column] = newValue.im
    }
  }

  public static func + (a: ComplexMatrix, b: ComplexMatrix) -> ComplexMatrix {
    precondition(a.size == b.size)
    return ComplexMatrix(
      size: a.size, re: zip(a.re, b.re).map { $0 + $1 }, im: zip(a.im, b.im).map { $0 + $1 })
  }

  public static func * (factor: Complex, a: ComplexMatrix) -> ComplexMatrix {
    ComplexMatrix(
      size: a.size, re: zip(a.re, a.im).map { factor.re * $0 - factor.im * $1 },
      im: zip(a.re, a.im).map { factor.re * $1 + factor.im * $0 })
  }

  /// The Kronecker product; `self` acts on the more significant qubits.
  public func tensor(_ other: ComplexMatrix) -> ComplexMatrix {
    var m = ComplexMatrix.zero(size * other.size)
    for r in 0..<m.size {
      for c in 0..<m.size {
        m[r, c] = self[r / other.size, c / other.size] * other[r % other.size, c % other.size]
      }
    }
    return m
  }

  /// `diag(1, ..., 1, self)`, or with `isOn` false `diag(self, 1, ..., 1)`: `self` under a control, which becomes
  /// the most significant qubit.
  public func controlled(isOn: Bool = true) -> ComplexMatrix {
    var m = ComplexMatrix.identity(2 * size)
    let offset = isOn ? size : 0
    for r in 0..<size {
      for c in 0..<size { m[offset + r, offset + c] = self[r, c] }
    }
    return m
  }

  /// Whether every entry off the diagonal is at most `tolerance`.
  public func isDiagonal(tolerance: Double = 1e-12) -> Bool {
    entries { r, c, entry in r == c || entry.magnitude <= tolerance }
  }

  /// Whether every row has one entry that is 1 and zeros, within `tolerance` (given that the matrix is unitary).
  public func isPermutation(tolerance: Double = 1e-12) -> Bool {
    entries { _, _, entry in
      entry.magnitude <= tolerance || (entry - 1).magnitude <= tolerance
    }
  }

  /// Whether every imaginary part is at most `tolerance`.
  public func isReal(tolerance: Double = 1e-12) -> Bool { im.allSatisfy { abs($0) <= tolerance } }

  /// Whether the matrix times its adjoint is the identity within `tolerance`, and all entries are finite.
  public func isUnitary(tolerance: Double = 1e-8) -> Bool {
    (re + im).allSatisfy(\.isFinite) && (self * adjoint).distance(to: .identity(size)) <= tolerance
  }

  /// Whether this is the identity up to a global phase, within `tolerance`.
  public func isPhaseOfIdentity(tolerance: Double = 1e-12) -> Bool {
    guard size > 0 else { return true }
    let phase = self[0, 0]
    return entries { r, c, entry in (entry - (r == c ? phase : 0)).magnitude <= tolerance }
  }

  private func entries(_ holds: (Int, Int, Complex) -> Bool) -> Bool {
    for r in 0..<size {
      for c in 0..<size where !holds(r, c, self[r, c]) { return false }
    }
    return true
  }
}

extension Pauli {
  /// The 2x2 matrix.
  public var matrix: ComplexMatrix {
    switch self {
    case .i: .identity(2)
    case .x: ComplexMatrix(rows: [[0, 1], [1, 0]])
    case .y: ComplexMatrix(rows: [[0, -.i], [.i, 0]])
    case .z: ComplexMatrix(rows: [[1, 0], [0, -1]])
    }
  }
}
