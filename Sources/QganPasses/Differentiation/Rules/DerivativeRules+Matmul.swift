import QganIR

extension DerivativeRules {
  /// For y = A B: dA = dy B^T and dB = A^T dy, transposed once more where the operand was.
  static let matmul = DerivativeRule("matmul") { p in
    let (a, b) = (p.operands[0], p.operands[1])
    let transposesA = p.operation.boolean("transpose_a") ?? false
    let transposesB = p.operation.boolean("transpose_b") ?? false
    return try p.each(
      { g in
        transposesA
          ? try p.builder.matmul(b, g, transposeA: transposesB, transposeB: true)
          : try p.builder.matmul(g, b, transposeB: !transposesB)
      },
      { g in
        transposesB
          ? try p.builder.matmul(g, a, transposeA: true, transposeB: transposesA)
          : try p.builder.matmul(a, g, transposeA: !transposesA)
      })
  }
}
