import QganIR

/// Lets dense layers read and write images with their channels last: their weights' rows or columns are put into that
/// order instead, which are few where the images are many.
///
/// A flattened image is `reshape(transpose(x))`; a matrix product with it is one with `reshape(x)` and reordered
/// weights, or one whose result is reordered. In the other direction `transpose(reshape(a b))` is `reshape(a b')`.
enum DenseChannelsLast {
  static func run(_ graph: Graph) throws -> Graph {
    try GraphRewriter.rewrite(graph) { rewriter, operation in
      let value: ValueID?
      switch operation.primitive {
      case "matmul": value = try product(operation, &rewriter)
      case "reduce_sum": value = try sum(operation, &rewriter)
      case "transpose": value = try unflattened(operation, &rewriter)
      default: value = nil
      }
      return value.map { .replace($0) } ?? .keep
    }
  }

  /// An image with its channels last that was transposed and flattened, and [C, H, W].
  private struct Flattened {
    var image: ValueID
    var shape: [Int]
  }

  private static func flattened(_ value: ValueID, _ rewriter: inout GraphRewriter) -> Flattened? {
    guard let flat = rewriter.definition(of: value, "reshape"), rewriter.shape(value).count == 2,
      let transposition = rewriter.definition(of: flat.operands[0], "transpose"),
      transposition.integers("permutation") == GraphBuilder.toFirst
    else { return nil }
    let shape = rewriter.shape(flat.operands[0])
    guard rewriter.shape(value) == [shape[0], shape[1] * shape[2] * shape[3]] else { return nil }
    return Flattened(image: transposition.operands[0], shape: Array(shape[1...]))
  }

  private static func product(
    _ operation: QganIR.Operation, _ rewriter: inout GraphRewriter
  ) throws -> ValueID? {
    let (a, b) = (operation.operands[0], operation.operands[1])
    guard rewriter.shape(a).count == 2 else { return nil }
    let (left, right) = (flattened(a, &rewriter), flattened(b, &rewriter))
    guard (left == nil) != (right == nil), let given = left ?? right else { return nil }
    let builder = rewriter.builder
    let transposeA = operation.boolean("transpose_a") ?? false
    let transposeB = operation.boolean("transpose_b") ?? false
    let x = try builder.reshape(given.image, to: rewriter.shape(left == nil ? b : a))
    // Whether the sum runs over the flattened axis, so that the other factor is reordered, and not the result.
    let isSummed = left == nil ? transposeB : !transposeA
    if isSummed {
      let axis = (left == nil ? !transposeA : transposeB) ? 1 : 0
      let other = try reordered(left == nil ? a : b, axis: axis, given.shape, toLast: true, builder)
      return left == nil
        ? try builder.matmul(other, x, transposeA: transposeA, transposeB: transposeB)
        : try builder.matmul(x, other, transposeA: transposeA, transposeB: transposeB)
    }
    let result =
      left == nil
      ? try builder.matmul(a, x, transposeA: transposeA, transposeB: transposeB)
      : try builder.matmul(x, b, transposeA: transposeA, transposeB: transposeB)
    return try reordered(result, axis: left == nil ? 1 : 0, given.shape, toLast: false, builder)
  }

  /// The gradient of a bias: a sum over the batch.
  private static func sum(
    _ operation: QganIR.Operation, _ rewriter: inout GraphRewriter
  ) throws -> ValueID? {
    guard operation.integers("axes") == [0], let given = flattened(operation.operands[0], &rewriter) else {
      return nil
    }
    let builder = rewriter.builder
    let x = try builder.reshape(given.image, to: rewriter.shape(operation.operands[0]))
    return try reordered(builder.sum(x, axes: [0]), axis: 0, given.shape, toLast: false, builder)
  }

  /// `transpose(reshape(m))` for an `m` that dense layers made.
  private static func unflattened(
    _ operation: QganIR.Operation, _ rewriter: inout GraphRewriter
  ) throws -> ValueID? {
    guard operation.integers("permutation") == GraphBuilder.toLast,
      let image = rewriter.definition(of: operation.operands[0], "reshape"),
      rewriter.shape(image.operands[0]).count == 2
    else { return nil }
    let shape = rewriter.shape(operation.operands[0])
    guard rewriter.shape(image.operands[0]) == [shape[0], shape[1] * shape[2] * shape[3]],
      let m = try source(of: image.operands[0], Array(shape[1...]), depth: 0, &rewriter)
    else { return nil }
    return try rewriter.builder.reshape(m, to: GraphBuilder.channelsLast(shape))
  }

  /// `value` [B, C H W] with its columns in the order of channels last, by reordering what it is made of.
  private static func source(
    of value: ValueID, _ shape: [Int], depth: Int, _ rewriter: inout GraphRewriter
  ) throws -> ValueID? {
    guard depth < 4, let operation = rewriter.definition(of: value) else { return nil }
    let builder = rewriter.builder
    switch operation.primitive {
    case "matmul":
      let transposeB = operation.boolean("transpose_b") ?? false
      let b = try reordered(operation.operands[1], axis: transposeB ? 0 : 1, shape, toLast: true, builder)
      return try builder.matmul(
        operation.operands[0], b, transposeA: operation.boolean("transpose_a") ?? false,
        transposeB: transposeB)
    case "broadcast":
      guard operation.integers("axes") == [1], let full = operation.integers("shape") else { return nil }
      let row = try reordered(operation.operands[0], axis: 0, shape, toLast: true, builder)
      return try builder.broadcast(row, to: full, axes: [1])
    case "add", "sub":
      guard let a = try source(of: operation.operands[0], shape, depth: depth + 1, &rewriter),
        let b = try source(of: operation.operands[1], shape, depth: depth + 1, &rewriter)
      else { return nil }
      return try builder.emitOne(operation.primitive, [a, b])
    default: return nil
    }
  }

  /// `value` with `axis`, which runs over `shape` [C, H, W], in the order of channels last, or back.
  private static func reordered(
    _ value: ValueID, axis: Int, _ shape: [Int], toLast: Bool, _ builder: GraphBuilder
  ) throws -> ValueID {
    let full = builder.type(of: value).shape
    let (before, after) = (Array(full[..<axis]), Array(full[(axis + 1)...]))
    let inner = toLast ? shape : [shape[1], shape[2], shape[0]]
    let split = try builder.reshape(value, to: before + inner + after)
    let order = (toLast ? [1, 2, 0] : [2, 0, 1]).map { axis + $0 }
    let permutation = Array(0..<axis) + order + after.indices.map { axis + 3 + $0 }
    return try builder.reshape(builder.transpose(split, permutation), to: full)
  }
}
