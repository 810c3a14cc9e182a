import CQganKernels

extension KernelRegistry {
  /// `matmul`, by OpenBLAS.
  static func matrixKernels<Scalar: RuntimeScalar>() -> [String: Builder<Scalar>] {
    ["matmul": { try matmul($0) }]
  }

  private static func matmul<Scalar>(_ request: KernelRequest<Scalar>) throws -> Kernel {
    try request.expect(operands: 2)
    let (a, b, y) = (request.operands[0], request.operands[1], request.results[0])
    let rank = y.shape.count
    try request.require(rank >= 2 && a.shape.count == rank && b.shape.count == rank, "ranks differ")
    let (transposeA, transposeB) = (request.boolean("transpose_a"), request.boolean("transpose_b"))
    let (rowsA, columnsA) = (a.shape[rank - 2], a.shape[rank - 1])
    let (rowsB, columnsB) = (b.shape[rank - 2], b.shape[rank - 1])
    let m = transposeA ? columnsA : rowsA
    let k = transposeA ? rowsA : columnsA
    let n = transposeB ? rowsB : columnsB
    let lead = Array(y.shape.dropLast(2))
    try request.require(
      k == (transposeB ? columnsB : rowsB) && y.shape == lead + [m, n] && Array(a.shape.dropLast(2)) == lead
        && Array(b.shape.dropLast(2)) == lead, "\(a.shape) by \(b.shape) is not \(y.shape)")
    let limit = Int(Int32.max)
    try request.require(max(m, n, k) <= limit, "a side of the product exceeds \(limit)")
    let (pa, pb, pc, batch, count) = (a.pointer, b.pointer, y.pointer, lead.reduce(1, *), y.count)
    guard k > 0, count > 0 else { return Kernel { qgan_fill(Scalar.elementType, pc, 0, Int64(count)) } }
    let (m32, n32, k32, lda, ldb) = (Int32(m), Int32(n), Int32(k), Int32(columnsA), Int32(columnsB))
    return Kernel {
      for i in 0..<batch {
        Scalar.multiplyMatrices(
          transposeA: transposeA, transposeB: transposeB, m: m32, n: n32, k: k32, alpha: 1, a: pa + i * m * k,
          lda: lda, b: pb + i * k * n, ldb: ldb, beta: 0, c: pc + i * m * n, ldc: n32)
      }
    }
  }
}
