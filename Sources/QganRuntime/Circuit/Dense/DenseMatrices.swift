/// The matrices of a dense engine, row-major, and their products.
///
/// A complex matrix on complex states is one of real numbers, [re, -im; im, re], on both planes as one column.
struct DenseMatrices {
  /// `[rowCount, columnCount]`
  let unitary: UnsafeMutableRawPointer
  /// The sum of lambda times the start states' adjoint: `[rowCount, columnCount]`.
  let gradient: UnsafeMutableRawPointer
  /// Start states: `[columnCount, samples]`.
  private let starts: UnsafeMutableRawPointer
  /// Final states, then lambda: `[rowCount, samples]`.
  private let finals: UnsafeMutableRawPointer
  /// Lambda at the start: `[columnCount, samples]`.
  private let pulledBacks: UnsafeMutableRawPointer
  private let shape: DenseShape
  private let isDouble: Bool

  init(_ shape: DenseShape, isDouble: Bool, at base: UnsafeMutableRawPointer) {
    var end = base
    let places = DenseMatrices.counts(shape).map { count in
      defer { end += DenseMatrices.bytes(count, shape) }
      return end
    }
    self.shape = shape
    self.isDouble = isDouble
    unitary = places[0]
    gradient = places[1]
    starts = places[2]
    finals = places[3]
    pulledBacks = places[4]
  }

  /// Numbers of each matrix.
  static func counts(_ shape: DenseShape) -> [Int] {
    let matrix = shape.rowCount * shape.columnCount
    let start = shape.columnCount * shape.chunkSamples
    return [matrix, matrix, start, shape.rowCount * shape.chunkSamples, start]
  }

  /// Bytes of so many numbers, a multiple of 128.
  static func bytes(_ count: Int, _ shape: DenseShape) -> Int { (count * shape.scalarBytes + 127) & ~127 }

  /// Where a chunk's tile has its columns.
  func start(_ slot: Int) -> UnsafeMutableRawPointer { starts + slot * shape.lanes * shape.scalarBytes }
  func final(_ slot: Int) -> UnsafeMutableRawPointer { finals + slot * shape.lanes * shape.scalarBytes }
  func pulledBack(_ slot: Int) -> UnsafeMutableRawPointer {
    pulledBacks + slot * shape.lanes * shape.scalarBytes
  }

  /// Fills in what acts on imaginary parts of start states, from what acts on real ones.
  func completeUnitary() {
    if isDouble { completeUnitary(of: Double.self) } else { completeUnitary(of: Float.self) }
  }

  /// Adds up the parts of the gradient by real and imaginary parts.
  func completeGradient() {
    if isDouble { completeGradient(of: Double.self) } else { completeGradient(of: Float.self) }
  }

  /// Final states of a chunk from its start states.
  func applyUnitary(samples: Int) {
    multiply(
      (unitary, shape.columnCount), (starts, shape.chunkSamples), into: finals, shape.chunkSamples,
      m: shape.rowCount, n: samples, k: shape.columnCount)
  }

  /// Lambda at the start from lambda, and the sum of the gradient, begun anew with the first chunk.
  func applyAdjoint(samples: Int, isFirst: Bool) {
    multiply(
      (unitary, shape.columnCount), (finals, shape.chunkSamples), into: pulledBacks, shape.chunkSamples,
      transposeA: true, m: shape.columnCount, n: samples, k: shape.rowCount)
    multiply(
      (finals, shape.chunkSamples), (starts, shape.chunkSamples), into: gradient, shape.columnCount,
      transposeB: true, adds: !isFirst, m: shape.rowCount, n: shape.columnCount, k: samples)
  }

  private typealias Matrix = (base: UnsafeMutableRawPointer, stride: Int)

  private func multiply(
    _ a: Matrix, _ b: Matrix, into c: UnsafeMutableRawPointer, _ stride: Int, transposeA: Bool = false,
    transposeB: Bool = false, adds: Bool = false, m: Int, n: Int, k: Int
  ) {
    func multiply<Scalar: RuntimeScalar>(_ scalar: Scalar.Type) {
      Scalar.multiplyMatrices(
        transposeA: transposeA, transposeB: transposeB, m: Int32(m), n: Int32(n), k: Int32(k), alpha: 1,
        a: a.base.assumingMemoryBound(to: Scalar.self), lda: Int32(a.stride),
        b: b.base.assumingMemoryBound(to: Scalar.self), ldb: Int32(b.stride), beta: adds ? 1 : 0,
        c: c.assumingMemoryBound(to: Scalar.self), ldc: Int32(stride))
    }
    if isDouble { multiply(Double.self) } else { multiply(Float.self) }
  }

  @inline(__always)
  private func completeUnitary<Scalar: RuntimeScalar>(of scalar: Scalar.Type) {
    guard shape.startPlanes == 2 else { return }
    let matrix = unitary.assumingMemoryBound(to: Scalar.self)
    let (states, stride) = (shape.states, shape.columnCount)
    for row in 0..<states {
      let re = matrix + row * stride
      let im = matrix + (row + states) * stride
      for column in 0..<states {
        re[states + column] = -im[column]
        im[states + column] = re[column]
      }
    }
  }

  @inline(__always)
  private func completeGradient<Scalar: RuntimeScalar>(of scalar: Scalar.Type) {
    guard shape.startPlanes == 2 else { return }
    let matrix = gradient.assumingMemoryBound(to: Scalar.self)
    let (states, stride) = (shape.states, shape.columnCount)
    for row in 0..<states {
      let re = matrix + row * stride
      let im = matrix + (row + states) * stride
      for column in 0..<states {
        re[column] += im[states + column]
        im[column] -= re[states + column]
      }
    }
  }
}
