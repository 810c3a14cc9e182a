/// A chain of element-wise primitives as one operation; a pass writes it.
extension Primitives {
  static let fused = Primitive(
    "fused",
    "Element-wise instructions `code` over operands of one shape (see `FusedProgram`): first the registers "
      + "`results`, then the sums over `axes` of the registers `sums`.", operands: nil,
    attributes: ["code": .string, "results": .integers, "sums": .integers, "axes": .integers],
    isLowered: true
  ) { rule in
    guard let first = rule.operands.first else { throw rule.error("needs at least one operand") }
    for position in rule.operands.indices { try rule.require(position, is: first, "operands") }
    let program = try FusedProgram(rule.operation, operandCount: rule.operands.count)
    let axes = Set(try rule.ascendingAxes(below: first.rank))
    guard !program.results.isEmpty || !program.sums.isEmpty else {
      throw rule.error("computes nothing", culprit: .argument("results"))
    }
    let kept = first.shape.indices.filter { !axes.contains($0) }.map { first.shape[$0] }
    return program.results.map { _ in first } + program.sums.map { _ in TensorType(kept) }
  }
}
