import QganIR

/// Writes convolutions and their gradients for images whose channels are the last axis.
///
/// Every one gets transpositions around it; `move-transpositions` then takes them to the network's edges. Kernels for
/// channels last multiply matrices of pixels by channels in place. Grouped convolutions stay as they are unless each
/// group is one channel.
enum ChannelsLast {
  static func run(_ graph: Graph) throws -> Graph {
    try GraphRewriter.rewrite(graph) { rewriter, operation in
      guard isCovered(operation, rewriter) else { return .keep }
      let builder = rewriter.builder
      let operands = operation.operands
      var attributes = operation.attributes
      switch operation.primitive {
      case "conv2d":
        let x = try builder.channelsLast(operands[0])
        let y = try builder.emitOne("conv2d_nhwc", [x, operands[1]], attributes)
        return .replace(try builder.channelsFirst(y))
      case "conv2d_input_gradient":
        attributes["shape"] = .integers(GraphBuilder.channelsLast(operation.integers("shape") ?? []))
        let dy = try builder.channelsLast(operands[0])
        let dx = try builder.emitOne("conv2d_nhwc_input_gradient", [dy, operands[1]], attributes)
        return .replace(try builder.channelsFirst(dx))
      default:
        let (x, dy) = (try builder.channelsLast(operands[0]), try builder.channelsLast(operands[1]))
        return .replace(try builder.emitOne("conv2d_nhwc_weight_gradient", [x, dy], attributes))
      }
    }
  }

  private static func isCovered(_ operation: QganIR.Operation, _ rewriter: GraphRewriter) -> Bool {
    let kernels: [Int]
    switch operation.primitive {
    case "conv2d", "conv2d_input_gradient": kernels = rewriter.shape(operation.operands[1])
    case "conv2d_weight_gradient": kernels = operation.integers("shape") ?? []
    default: return false
    }
    return operation.integer("groups") == 1 || (kernels.count == 4 && kernels[1] == 1)
  }
}
