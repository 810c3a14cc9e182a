import QganIR

/// Takes transpositions from channels last to channels first behind the operations that read them, where two in a row
/// cancel: a network's images then stay in one layout, and conversions are left at its edges only.
///
/// An element-wise operation of such a transposition works on what was transposed, its other operands brought to the
/// same layout; sums and maxima over axes name other axes.
enum MoveTranspositions {
  static func run(_ graph: Graph) throws -> Graph {
    try GraphRewriter.rewrite(graph) { rewriter, operation in
      try moved(operation, &rewriter).map { .replace($0) } ?? .keep
    }
  }

  private static func moved(
    _ operation: QganIR.Operation, _ rewriter: inout GraphRewriter
  ) throws -> ValueID? {
    let builder = rewriter.builder
    switch operation.primitive {
    case "transpose":
      guard let inner = rewriter.definition(of: operation.operands[0], "transpose"),
        let (first, second) = inner.integers("permutation").flatMap({ first in
          operation.integers("permutation").map { (first, $0) }
        })
      else { return nil }
      return try builder.transpose(inner.operands[0], second.map { first[$0] })
    case "reshape": return try enlargement(operation, &rewriter)
    case "reduce_sum", "reduce_max":
      return try reduction(operation, &rewriter) ?? enlargementGradient(operation, &rewriter)
    case "concat": return try concatenation(operation, &rewriter)
    default:
      guard
        operation.primitive == "stop_gradient" || Plan.elementwisePrimitives.contains(operation.primitive),
        operation.operands.contains(where: { source(of: $0, &rewriter) != nil })
      else { return nil }
      let operands = try operation.operands.map { try channelsLast($0, &rewriter) }
      let result = try builder.emitOne(operation.primitive, operands, operation.attributes)
      return try builder.channelsFirst(result)
    }
  }

  /// The image with its channels last that `value` is a transposition of.
  private static func source(of value: ValueID, _ rewriter: inout GraphRewriter) -> ValueID? {
    guard let transposition = rewriter.definition(of: value, "transpose"),
      transposition.integers("permutation") == GraphBuilder.toFirst
    else { return nil }
    return transposition.operands[0]
  }

  /// `value` [B, C, H, W] with its channels last; what repeats is repeated along other axes.
  private static func channelsLast(_ value: ValueID, _ rewriter: inout GraphRewriter) throws -> ValueID {
    if let source = source(of: value, &rewriter) { return source }
    let builder = rewriter.builder
    let shape = GraphBuilder.channelsLast(rewriter.shape(value))
    if let number = rewriter.repeatedValue(value) { return try builder.constant(number, shape: shape) }
    guard let broadcast = rewriter.definition(of: value, "broadcast"), let axes = broadcast.integers("axes")
    else { return try builder.channelsLast(value) }
    let places = axes.map { axis in GraphBuilder.toLast.firstIndex(of: axis) ?? axis }
    let order = places.indices.sorted { places[$0] < places[$1] }
    let operand = try builder.transpose(broadcast.operands[0], order)
    return try builder.broadcast(operand, to: shape, axes: order.map { places[$0] })
  }

  private static func reduction(
    _ operation: QganIR.Operation, _ rewriter: inout GraphRewriter
  ) throws -> ValueID? {
    guard let source = source(of: operation.operands[0], &rewriter), let axes = operation.integers("axes")
    else { return nil }
    let builder = rewriter.builder
    let moved = axes.map { GraphBuilder.toFirst[$0] }.sorted()
    let result = try builder.emitOne(operation.primitive, [source], ["axes": .integers(moved)])
    // Axes that stay, as the result has them and as they are wanted.
    let kept = (0..<4).filter { !moved.contains($0) }
    let wanted = (0..<4).filter { !axes.contains($0) }.map { GraphBuilder.toFirst[$0] }
    return try builder.transpose(result, wanted.map { kept.firstIndex(of: $0) ?? 0 })
  }

  /// Pixels repeated down and across: `reshape(broadcast(x))` from [B, C, H, W] by way of [B, C, H, f, W, g].
  private static func enlargement(
    _ operation: QganIR.Operation, _ rewriter: inout GraphRewriter
  ) throws -> ValueID? {
    guard let broadcast = rewriter.definition(of: operation.operands[0], "broadcast"),
      broadcast.integers("axes") == [0, 1, 2, 4], let s = broadcast.integers("shape"), s.count == 6,
      rewriter.shape(operation.results[0]) == [s[0], s[1], s[2] * s[3], s[4] * s[5]],
      let source = source(of: broadcast.operands[0], &rewriter)
    else { return nil }
    let builder = rewriter.builder
    let repeated = try builder.broadcast(
      source, to: [s[0], s[2], s[3], s[4], s[5], s[1]], axes: [0, 1, 3, 5])
    return try builder.channelsFirst(
      builder.reshape(repeated, to: [s[0], s[2] * s[3], s[4] * s[5], s[1]]))
  }

  /// The sum over the pixels that an enlargement repeats.
  private static func enlargementGradient(
    _ operation: QganIR.Operation, _ rewriter: inout GraphRewriter
  ) throws -> ValueID? {
    guard operation.primitive == "reduce_sum", operation.integers("axes") == [3, 5],
      let split = rewriter.definition(of: operation.operands[0], "reshape"), let s = split.integers("shape"),
      s.count == 6, rewriter.shape(split.operands[0]) == [s[0], s[1], s[2] * s[3], s[4] * s[5]],
      let source = source(of: split.operands[0], &rewriter)
    else { return nil }
    let builder = rewriter.builder
    let parts = try builder.reshape(source, to: [s[0], s[2], s[3], s[4], s[5], s[1]])
    return try builder.channelsFirst(builder.sum(parts, axes: [2, 4]))
  }

  private static func concatenation(
    _ operation: QganIR.Operation, _ rewriter: inout GraphRewriter
  ) throws -> ValueID? {
    guard let axis = operation.integer("axis"), axis < 4,
      operation.operands.allSatisfy({ source(of: $0, &rewriter) != nil })
    else { return nil }
    let parts = try operation.operands.map { try channelsLast($0, &rewriter) }
    return try rewriter.builder.channelsFirst(
      rewriter.builder.concat(parts, axis: GraphBuilder.toFirst[axis]))
  }
}
