import CQganKernels

extension KernelRegistry {
  /// `matmul`: by OpenBLAS, but for dense layers of many weights by a product that reads them once, in place.
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
    if batch == 1, transposeB, !transposeA, let kernel = try dense(request, m: m, n: n, k: k) {
      return kernel
    }
    let (m32, n32, k32, lda, ldb) = (Int32(m), Int32(n), Int32(k), Int32(columnsA), Int32(columnsB))
    return Kernel {
      for i in 0..<batch {
        Scalar.multiplyMatrices(
          transposeA: transposeA, transposeB: transposeB, m: m32, n: n32, k: k32, alpha: 1, a: pa + i * m * k,
          lda: lda, b: pb + i * k * n, ldb: ldb, beta: 0, c: pc + i * m * n, ldc: n32)
      }
    }
  }

  /// Rows of A for which a product with weights is bound by reading these.
  private static let fewRows = 8...256
  /// Weights from which on it pays to leave them as they are.
  private static let manyWeights = 1 << 18

  /// A [m, k] times the transpose of B [n, k] for few rows of A: the transpose of B times that of A, which is packed in
  /// place of the larger B; `nil` if the sizes are others.
  private static func dense<Scalar>(
    _ request: KernelRequest<Scalar>, m: Int, n: Int, k: Int
  ) throws -> Kernel? {
    guard fewRows.contains(m), min(n, k) >= 64, n * k >= manyWeights else { return nil }
    let type = Scalar.elementType
    let (a, b, y) = (request.operands[0].pointer, request.operands[1].pointer, request.results[0].pointer)
    let packedCount = (Int(qgan_gemm_packed_count(type, Int64(k), Int64(m))) + 15) / 16 * 16
    let memory = try request.shared.scratch(count: packedCount + n * m, for: "a dense layer's product")
    let (toStrides, fromStrides) = (IndexBuffer([n, 1]), IndexBuffer([1, m]))
    let body = { (begin: Int, end: Int) in
      let rows = Int64(end - begin)
      // Closures keep the memory.
      let part = memory.pointer + packedCount + begin * m
      qgan_gemm(type, rows, Int64(m), Int64(k), b + begin * k, Int64(k), memory.pointer, part, Int64(m), 0)
      withUnsafeTemporaryAllocation(of: Int64.self, capacity: 2) { sizes in
        (sizes[0], sizes[1]) = (Int64(m), rows)
        qgan_copy_strided(
          type, 2, sizes.baseAddress, toStrides.pointer, fromStrides.pointer, part, y + begin, 0, Int64(m))
      }
    }
    let (pool, grain) = (request.pool, max(32, 16 * request.grain / (m * k)))
    return Kernel {
      qgan_gemm_pack(type, a, 1, Int64(k), Int64(k), Int64(m), memory.pointer)
      pool.forRanges(n, grain: grain, body)
    }
  }
}
