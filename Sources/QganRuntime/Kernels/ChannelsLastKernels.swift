extension KernelRegistry {
  /// Convolutions of images whose channels are the last axis, and of such images enlarged, with their gradients.
  static func channelsLastKernels<Scalar: RuntimeScalar>() -> [String: Builder<Scalar>] {
    var result: [String: Builder<Scalar>] = [:]
    for (name, isEnlarged) in [("conv2d_nhwc", false), ("enlarged_conv2d_nhwc", true)] {
      result[name] = { try channelsLast($0, .forward, isEnlarged: isEnlarged) }
      result["\(name)_input_gradient"] = { try channelsLast($0, .inputGradient, isEnlarged: isEnlarged) }
      result["\(name)_weight_gradient"] = { try channelsLast($0, .weightGradient, isEnlarged: isEnlarged) }
    }
    return result
  }

  private static func channelsLast<Scalar>(
    _ request: KernelRequest<Scalar>, _ kind: ConvolutionKind, isEnlarged: Bool
  ) throws -> Kernel {
    try request.expect(operands: 2)
    let (a, b, result) = (request.operands[0], request.operands[1], request.results[0])
    let (x, w, y) =
      switch kind {
      case .forward: (a.shape, b.shape, result.shape)
      case .inputGradient: (result.shape, b.shape, a.shape)
      case .weightGradient: (a.shape, result.shape, b.shape)
      }
    let geometry = try ChannelsLastGeometry(request, x: x, w: w, y: y, isEnlarged: isEnlarged)
    if let convolution = try ChannelsLastConvolution(request, geometry, kind) {
      return Kernel(convolution.runner(a.pointer, b.pointer, result.pointer))
    }
    guard geometry.convolution.groups > 1, let grouped = try GroupedConvolution(request, geometry, kind)
    else {
      throw request.invalid("no kernel for kernels \(w) over \(x)")
    }
    return Kernel(grouped.runner(a.pointer, b.pointer, result.pointer))
  }
}
