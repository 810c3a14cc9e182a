import QganIR

/// Joins nearest-neighbour enlargement with the convolution that follows, and so with its gradients.
///
/// `conv2d(repeat(x), w)` multiplies every pixel by every kernel element factor^2 times; repeating commutes with a
/// convolution of one pixel, so `enlarged_conv2d_nhwc` does it once, on the small image. Always cheaper: the
/// products fall to one in factor^2, the sums to no more than before.
enum EnlargeConvolutions {
  static func run(_ graph: Graph) throws -> Graph {
    try GraphRewriter.rewrite(graph) { rewriter, operation in
      let builder = rewriter.builder
      switch operation.primitive {
      case "conv2d":
        guard let (image, attributes) = try enlargement(operation, &rewriter) else { return .keep }
        let result = try builder.emitOne(
          "enlarged_conv2d_nhwc", [builder.channelsLast(image), operation.operands[1]], attributes)
        return .replace(try builder.channelsFirst(result))
      case "conv2d_weight_gradient":
        guard let (image, attributes) = try enlargement(operation, &rewriter) else { return .keep }
        return .replace(
          try builder.emitOne(
            "enlarged_conv2d_nhwc_weight_gradient",
            [builder.channelsLast(image), builder.channelsLast(operation.operands[1])],
            attributes.merging(["shape": .integers(operation.integers("shape") ?? [])]) { $1 }))
      case "reduce_sum":
        return try inputGradient(operation, &rewriter).map { .replace($0) } ?? .keep
      default: return .keep
      }
    }
  }

  /// The small image whose pixels the first operand repeats, and the attributes of the joined operation.
  private static func enlargement(
    _ operation: QganIR.Operation, _ rewriter: inout GraphRewriter
  ) throws -> (image: ValueID, attributes: [String: Attribute])? {
    guard isPlain(operation), let repeated = rewriter.definition(of: operation.operands[0], "reshape"),
      let broadcast = rewriter.definition(of: repeated.operands[0], "broadcast"),
      broadcast.integers("axes") == [0, 1, 2, 4], let shape = broadcast.integers("shape"), shape.count == 6,
      rewriter.shape(operation.operands[0]) == merged(shape)
    else { return nil }
    return (broadcast.operands[0], attributes(of: operation, factor: [shape[3], shape[5]]))
  }

  /// The sum, over the pixels that were repeated, of a convolution's gradient.
  private static func inputGradient(
    _ operation: QganIR.Operation, _ rewriter: inout GraphRewriter
  ) throws -> ValueID? {
    guard operation.integers("axes") == [3, 5],
      let split = rewriter.definition(of: operation.operands[0], "reshape"),
      let shape = split.integers("shape"), shape.count == 6,
      let gradient = rewriter.definition(of: split.operands[0], "conv2d_input_gradient"), isPlain(gradient),
      gradient.integers("shape") == merged(shape)
    else { return nil }
    let builder = rewriter.builder
    var attributes = attributes(of: gradient, factor: [shape[3], shape[5]])
    attributes["shape"] = .integers([shape[0], shape[2], shape[4], shape[1]])
    let result = try builder.emitOne(
      "enlarged_conv2d_nhwc_input_gradient",
      [builder.channelsLast(gradient.operands[0]), gradient.operands[1]], attributes)
    return try builder.channelsFirst(result)
  }

  /// [B, C, H, f, W, g] as [B, C, H f, W g].
  private static func merged(_ shape: [Int]) -> [Int] {
    [shape[0], shape[1], shape[2] * shape[3], shape[4] * shape[5]]
  }

  private static func isPlain(_ operation: QganIR.Operation) -> Bool {
    operation.integers("strides") == [1, 1] && operation.integers("dilation") == [1, 1]
      && operation.integer("groups") == 1
  }

  private static func attributes(
    of operation: QganIR.Operation, factor: [Int]
  ) -> [String: Attribute] {
    ["factor": .integers(factor), "padding": .integers(operation.integers("padding") ?? [])]
  }
}
