import QganIR

/// Evaluates small operations on constants, in double precision.
enum FoldConstants {
  /// Elements that an operand or a result may have; larger ones are kept as operations.
  static let limit = 4096

  /// Primitives with nothing to fold, and those whose cost is more than their elements.
  private static let kept: Set<String> = [
    "constant", "variable", "random_uniform", "random_normal", "matmul", "conv2d", "conv2d_input_gradient",
    "conv2d_weight_gradient", "max_pool2d", "max_pool2d_scatter", "max_pool2d_gather",
  ]

  static func run(_ graph: Graph) throws -> Graph {
    let interpreter = ReferenceInterpreter()
    return try GraphRewriter.rewrite(graph) { rewriter, operation in
      guard !kept.contains(operation.primitive), operation.string("circuit") == nil,
        operation.results.count == 1, let result = operation.results.first,
        rewriter.builder.type(of: result).count <= limit
      else { return .keep }
      var operands: [ReferenceTensor] = []
      for operand in operation.operands {
        let type = rewriter.builder.type(of: operand)
        guard type.count <= limit, let constant = rewriter.definition(of: operand, "constant"),
          let values = constant.floats("values")
        else { return .keep }
        operands.append(
          values.count == 1
            ? ReferenceTensor(type.shape, full: values[0])
            : ReferenceTensor(shape: type.shape, values: values))
      }
      // An index out of range stays an error of the run.
      guard let value = try? interpreter.evaluate(operation, operands).first else { return .keep }
      let isRepeated = value.values.dropFirst().allSatisfy { $0.bitPattern == value.values[0].bitPattern }
      return .replace(
        try rewriter.builder.constant(
          isRepeated ? Array(value.values.prefix(1)) : value.values, shape: value.shape))
    }
  }
}
