import QganIR

/// Drops operations that change nothing and joins those that one can do.
enum SimplifyAlgebra {
  static func run(_ graph: Graph) throws -> Graph {
    try GraphRewriter.rewrite(graph) { rewriter, operation in
      guard let value = try simplified(operation, &rewriter) else { return .keep }
      return .replace(value)
    }
  }

  /// A simpler value that equals the operation's only result, if one is known.
  private static func simplified(
    _ operation: QganIR.Operation, _ rewriter: inout GraphRewriter
  ) throws -> ValueID? {
    let builder = rewriter.builder
    if let spread = try spread(operation, &rewriter) { return spread }
    switch operation.primitive {
    case "neg", "scale": return try scaled(operation, &rewriter)
    case "offset":
      let (x, amount) = (operation.operands[0], operation.float("amount") ?? 0)
      if amount == 0 { return x }
      guard let inner = rewriter.definition(of: x, "offset") else { return nil }
      return try builder.offset(inner.operands[0], by: amount + (inner.float("amount") ?? 0))
    case "stop_gradient": return operation.operands[0]
    case "power": return operation.float("exponent") == 1 ? operation.operands[0] : nil
    case "add", "sub", "mul", "div": return try withConstant(operation, &rewriter)
    case "reshape", "transpose", "broadcast": return try rearranged(operation, &rewriter)
    case "slice", "pad":
      // Starts are 0 and steps do not matter where the whole tensor fits.
      return rewriter.shape(operation.operands[0]) == operation.integers("shape")
        ? operation.operands[0] : nil
    case "concat": return operation.operands.count == 1 ? operation.operands[0] : nil
    case "reduce_sum": return try reduced(operation, &rewriter)
    default: return nil
    }
  }

  /// An element-wise function of what repeats, which is taken before it is repeated.
  private static func spread(
    _ operation: QganIR.Operation, _ rewriter: inout GraphRewriter
  ) throws -> ValueID? {
    guard operation.operands.count == 1, FusedProgram.operandCounts[operation.primitive] == 1,
      let broadcast = rewriter.definition(of: operation.operands[0], "broadcast"),
      let axes = broadcast.integers("axes")
    else { return nil }
    let builder = rewriter.builder
    let value = try builder.emitOne(
      operation.primitive, [broadcast.operands[0]], operation.attributes)
    return try builder.broadcast(value, to: rewriter.shape(operation.results[0]), axes: axes)
  }

  /// `neg` and `scale` of each other.
  private static func scaled(
    _ operation: QganIR.Operation, _ rewriter: inout GraphRewriter
  ) throws -> ValueID? {
    let x = operation.operands[0]
    let outer = operation.primitive == "neg" ? -1 : operation.float("factor") ?? 1
    if outer == 1 { return x }
    guard let inner = rewriter.definition(of: x) else { return nil }
    switch inner.primitive {
    case "neg":
      return outer == -1 ? inner.operands[0] : try rewriter.builder.scale(inner.operands[0], by: -outer)
    case "scale":
      let factor = outer * (inner.float("factor") ?? 1)
      // A product that vanishes or overflows would change the value.
      guard factor.isNormal else { return nil }
      return try rewriter.builder.scale(inner.operands[0], by: factor)
    default: return nil
    }
  }

  /// Arithmetic with a constant that fills a tensor.
  private static func withConstant(
    _ operation: QganIR.Operation, _ rewriter: inout GraphRewriter
  ) throws -> ValueID? {
    let (a, b) = (operation.operands[0], operation.operands[1])
    let builder = rewriter.builder
    if let value = rewriter.repeatedValue(b) {
      switch operation.primitive {
      case "add": return value == 0 ? a : try builder.offset(a, by: value)
      case "sub": return value == 0 ? a : try builder.offset(a, by: -value)
      case "mul": return value == 1 ? a : try builder.scale(a, by: value)
      // Only a power of two has an exact inverse.
      default:
        guard value.isNormal, value.significand == 1, (1 / value).isNormal else { return nil }
        return value == 1 ? a : try builder.scale(a, by: 1 / value)
      }
    }
    guard let value = rewriter.repeatedValue(a) else { return nil }
    switch operation.primitive {
    case "add": return value == 0 ? b : try builder.offset(b, by: value)
    case "sub": return value == 0 ? try builder.unary("neg", b) : nil
    case "mul": return value == 1 ? b : try builder.scale(b, by: value)
    default: return nil
    }
  }

  /// `reshape`, `transpose` and `broadcast` of their like, of a repeated number, or to the same shape.
  private static func rearranged(
    _ operation: QganIR.Operation, _ rewriter: inout GraphRewriter
  ) throws -> ValueID? {
    let (builder, x) = (rewriter.builder, operation.operands[0])
    let shape = rewriter.shape(operation.results[0])
    if let value = rewriter.repeatedValue(x) { return try builder.constant(value, shape: shape) }
    let inner = rewriter.definition(of: x, operation.primitive)
    switch operation.primitive {
    case "reshape":
      if rewriter.shape(x) == shape { return x }
      return try inner.map { try builder.reshape($0.operands[0], to: shape) }
    case "transpose":
      let permutation = operation.integers("permutation") ?? []
      if permutation == Array(permutation.indices) { return x }
      guard let inner, let first = inner.integers("permutation") else { return nil }
      return try builder.transpose(inner.operands[0], permutation.map { first[$0] })
    default:
      if rewriter.shape(x) == shape { return x }
      guard let inner, let first = inner.integers("axes"), let axes = operation.integers("axes") else {
        return nil
      }
      return try builder.broadcast(inner.operands[0], to: shape, axes: first.map { axes[$0] })
    }
  }

  /// Sums over nothing, and over axes that a broadcast has just made.
  private static func reduced(
    _ operation: QganIR.Operation, _ rewriter: inout GraphRewriter
  ) throws -> ValueID? {
    let (x, axes) = (operation.operands[0], operation.integers("axes") ?? [])
    if axes.isEmpty { return x }
    guard let inner = rewriter.definition(of: x, "broadcast"), let kept = inner.integers("axes"),
      Set(kept).union(axes).count == rewriter.shape(x).count, Set(kept).isDisjoint(with: axes)
    else { return nil }
    let count = axes.reduce(1) { $0 * rewriter.shape(x)[$1] }
    return try rewriter.builder.scale(inner.operands[0], by: Double(count))
  }
}
