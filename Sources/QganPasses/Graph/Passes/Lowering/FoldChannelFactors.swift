import QganIR

/// Takes factors of the channels behind a convolution into its kernels, where they do not depend on data: batch
/// normalisation in evaluation becomes another kernel and another bias.
///
/// `(conv(x, w) - mean[c]) * factor[c]` is `conv(x, w factor[o]) - (mean factor)[c]`. Done where the image that is made
/// has more elements than the kernels, and nothing else reads what stands between.
enum FoldChannelFactors {
  static func run(_ graph: Graph) throws -> Graph {
    let uses = ValueUses(graph)
    var isStatic: Set<ValueID> = []
    return try GraphRewriter.rewrite(graph) { rewriter, operation in
      let before = rewriter.builder.graph.operations.count
      let value = try folded(operation, uses, isStatic, &rewriter)
      for added in rewriter.builder.graph.operations[before...] where depends(added, isStatic) {
        isStatic.formUnion(added.results)
      }
      if let value { return .replace(value) }
      if depends(operation, isStatic) { isStatic.formUnion(operation.results) }
      return .keep
    }
  }

  /// Whether an operation depends on nothing but variables and constants.
  private static func depends(_ operation: QganIR.Operation, _ isStatic: Set<ValueID>) -> Bool {
    switch operation.primitive {
    case "variable", "constant": true
    case "random_uniform", "random_normal": false
    default: operation.operands.allSatisfy(isStatic.contains)
    }
  }

  private static func folded(
    _ operation: QganIR.Operation, _ uses: ValueUses, _ isStatic: Set<ValueID>,
    _ rewriter: inout GraphRewriter
  ) throws -> ValueID? {
    guard operation.primitive == "mul" else { return nil }
    for (x, other) in [(0, 1), (1, 0)].map({ (operation.operands[$0], operation.operands[$1]) }) {
      guard let factor = channelwise(other, isStatic, &rewriter), isReadOnce(x, uses),
        let inner = rewriter.definition(of: x)
      else { continue }
      let builder = rewriter.builder
      if let scaled = try convolution(inner, times: factor, &rewriter) { return scaled }
      guard inner.primitive == "sub" || inner.primitive == "add", isReadOnce(inner.operands[0], uses),
        let shift = channelwise(inner.operands[1], isStatic, &rewriter),
        let first = rewriter.definition(of: inner.operands[0]),
        let scaled = try convolution(first, times: factor, &rewriter)
      else { continue }
      let shape = rewriter.shape(x)
      let moved = try builder.broadcast(builder.multiply(shift, factor), to: shape, axes: [1])
      return try builder.emitOne(inner.primitive, [scaled, moved])
    }
    return nil
  }

  /// The vector [C] that `value` [B, C, H, W] repeats, if no data are in it.
  private static func channelwise(
    _ value: ValueID, _ isStatic: Set<ValueID>, _ rewriter: inout GraphRewriter
  ) -> ValueID? {
    guard let broadcast = rewriter.definition(of: value, "broadcast"), broadcast.integers("axes") == [1],
      rewriter.shape(value).count == 4, isStatic.contains(broadcast.operands[0])
    else { return nil }
    return broadcast.operands[0]
  }

  private static func isReadOnce(_ value: ValueID, _ uses: ValueUses) -> Bool {
    value.index < uses.readers.count && uses.readers[value.index].count == 1 && !uses.isKept[value.index]
  }

  /// The convolution with its kernels scaled by output channel.
  private static func convolution(
    _ operation: QganIR.Operation, times factor: ValueID, _ rewriter: inout GraphRewriter
  ) throws -> ValueID? {
    let axis: Int
    switch operation.primitive {
    case "conv2d": axis = 0
    case "conv2d_input_gradient" where operation.integer("groups") == 1: axis = 1
    default: return nil
    }
    let builder = rewriter.builder
    let kernels = operation.operands[1]
    let shape = rewriter.shape(kernels)
    guard builder.type(of: operation.results[0]).count >= TensorType(shape).count else { return nil }
    let scaled = try builder.multiply(kernels, builder.broadcast(factor, to: shape, axes: [axis]))
    return try builder.emitOne(
      operation.primitive, [operation.operands[0], scaled], operation.attributes)
  }
}
