import QganIR

extension DerivativeRules {
  /// A convolution and its gradients are one trilinear form in image, kernels and cotangent: the derivative of
  /// each is another of the three.
  static let convolutions: [DerivativeRule] = [
    DerivativeRule("conv2d") { p in
      let (x, w) = (p.operands[0], p.operands[1])
      return try p.each(
        { g in try convolve(p, "conv2d_input_gradient", [g, w], like: x) },
        { g in try convolve(p, "conv2d_weight_gradient", [x, g], like: w) })
    },
    DerivativeRule("conv2d_input_gradient") { p in
      let (dy, w) = (p.operands[0], p.operands[1])
      return try p.each(
        { g in try convolve(p, "conv2d", [g, w]) },
        { g in try convolve(p, "conv2d_weight_gradient", [g, dy], like: w) })
    },
    DerivativeRule("conv2d_weight_gradient") { p in
      let (x, dy) = (p.operands[0], p.operands[1])
      return try p.each(
        { g in try convolve(p, "conv2d_input_gradient", [dy, g], like: x) },
        { g in try convolve(p, "conv2d", [x, g]) })
    },
  ]

  private static func convolve(
    _ p: Pullback, _ primitive: String, _ operands: [ValueID], like: ValueID? = nil
  ) throws -> ValueID {
    var attributes = p.operation.attributes
    attributes["shape"] = like.map { .integers(p.shape($0)) }
    return try p.emit(primitive, operands, attributes)
  }

  /// Which elements a pooling chooses is constant almost everywhere.
  static let pooling: [DerivativeRule] = [
    DerivativeRule("max_pool2d") { p in
      try p.each { g in try p.emit("max_pool2d_scatter", [p.x, g], p.operation.attributes) }
    },
    DerivativeRule("max_pool2d_scatter", except: [0]) { p in
      guard let g = p.cotangents[0] else { return [nil, nil] }
      return [nil, try p.emit("max_pool2d_gather", [p.x, g], p.operation.attributes)]
    },
    DerivativeRule("max_pool2d_gather", except: [0]) { p in
      guard let g = p.cotangents[0] else { return [nil, nil] }
      return [nil, try p.emit("max_pool2d_scatter", [p.x, g], p.operation.attributes)]
    },
  ]
}
