import QganIR

/// What lowered primitives mean, said with those that they stand for.
extension ReferenceInterpreter {
  /// The results of `fused`.
  func fused(_ operation: Operation, _ x: [ReferenceTensor]) throws -> [ReferenceTensor] {
    let program = try FusedProgram(operation, operandCount: x.count)
    var registers = x
    for instruction in program.instructions {
      var attributes: [String: Attribute] = [:]
      if let name = FusedProgram.parameterName(instruction.primitive) {
        attributes[name] = .float(instruction.parameter ?? 0)
      }
      let single = Operation(
        primitive: instruction.primitive, operands: [], results: [], attributes: attributes)
      registers.append(try elementwise(single, instruction.operands.map { registers[$0] }))
    }
    let sum = Operation(
      primitive: "reduce_sum", operands: [], results: [], attributes: ["axes": .integers(program.axes)])
    return try program.results.map { registers[$0] }
      + program.sums.map { try evaluate(sum, [registers[$0]])[0] }
  }

  /// A convolution of images with their channels last, enlarged before where `factor` is there, as `conv2d` has it.
  func channelsLastConvolution(
    _ operation: Operation, _ x: [ReferenceTensor], shape: [Int]
  ) throws -> ReferenceTensor {
    let isEnlarged = operation.primitive.hasPrefix("enlarged_")
    let factor = isEnlarged ? operation.integers("factor") ?? [1, 1] : [1, 1]
    var plain = operation
    if isEnlarged {
      plain.attributes["strides"] = .integers([1, 1])
      plain.attributes["dilation"] = .integers([1, 1])
      plain.attributes["groups"] = .integer(1)
    }
    if operation.primitive.hasSuffix("_input_gradient") {
      plain.primitive = "conv2d_input_gradient"
      let large = [shape[0], shape[3], shape[1] * factor[0], shape[2] * factor[1]]
      let gradient = convolution(plain, [channelsFirst(x[0]), x[1]], shape: large)
      return channelsLast(shrunk(gradient, by: factor))
    }
    let image = enlarged(channelsFirst(x[0]), by: factor)
    if operation.primitive.hasSuffix("_weight_gradient") {
      plain.primitive = "conv2d_weight_gradient"
      return convolution(plain, [image, channelsFirst(x[1])], shape: shape)
    }
    plain.primitive = "conv2d"
    let first = [shape[0], shape[3], shape[1], shape[2]]
    return channelsLast(convolution(plain, [image, x[1]], shape: first))
  }

  private func channelsFirst(_ x: ReferenceTensor) -> ReferenceTensor {
    transpose(x, [0, 3, 1, 2], shape: [x.shape[0], x.shape[3], x.shape[1], x.shape[2]])
  }

  private func channelsLast(_ x: ReferenceTensor) -> ReferenceTensor {
    transpose(x, [0, 2, 3, 1], shape: [x.shape[0], x.shape[2], x.shape[3], x.shape[1]])
  }

  /// `x` [B, C, H, W] with every pixel repeated.
  private func enlarged(_ x: ReferenceTensor, by factor: [Int]) -> ReferenceTensor {
    let shape = [x.shape[0], x.shape[1], x.shape[2] * factor[0], x.shape[3] * factor[1]]
    return ReferenceTensor(shape) { x[[$0[0], $0[1], $0[2] / factor[0], $0[3] / factor[1]]] }
  }

  /// The sums over what `enlarged` repeats.
  private func shrunk(_ x: ReferenceTensor, by factor: [Int]) -> ReferenceTensor {
    let shape = [x.shape[0], x.shape[1], x.shape[2] / factor[0], x.shape[3] / factor[1]]
    var result = ReferenceTensor(shape, full: 0)
    for index in IndexSequence(x.shape) {
      result[[index[0], index[1], index[2] / factor[0], index[3] / factor[1]]] += x[index]
    }
    return result
  }
}
