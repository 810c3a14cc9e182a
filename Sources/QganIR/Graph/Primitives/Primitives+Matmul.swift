/// The matrix product.
extension Primitives {
  static let matmul = Primitive(
    "matmul",
    "op(a) op(b) for matrices in the last two axes, where op transposes on demand; leading axes agree.",
    operands: 2, attributes: ["transpose_a": .boolean, "transpose_b": .boolean]
  ) { rule in
    for position in 0..<2 where rule[position].rank < 2 {
      throw rule.error(
        "needs matrices, with at least 2 axes, but got shape \(rule[position].shape)",
        culprit: .operand(position))
    }
    let (a, b) = (rule[0].shape, rule[1].shape)
    let leading = Array(a.dropLast(2))
    guard leading == Array(b.dropLast(2)) else {
      throw rule.error(
        "needs equal leading axes but got \(leading) and \(Array(b.dropLast(2)))", culprit: .operand(1))
    }
    let (transposeA, transposeB) = (rule.boolean("transpose_a"), rule.boolean("transpose_b"))
    let (rows, inner) = transposeA ? (a[a.count - 1], a[a.count - 2]) : (a[a.count - 2], a[a.count - 1])
    let (given, columns) = transposeB ? (b[b.count - 1], b[b.count - 2]) : (b[b.count - 2], b[b.count - 1])
    guard inner == given else {
      throw rule.error(
        "needs \(inner) \(transposeB ? "columns" : "rows") in its second operand, as its first is \(a), but got "
          + "\(given)", culprit: .operand(1))
    }
    return [TensorType(leading + [rows, columns])]
  }
}
