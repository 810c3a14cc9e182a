import QganIR

extension Layers {
  static let spectralNorm = LayerDefinition(
    "spectral_norm", "A layer whose weight matrices are divided by their largest singular value.",
    elsewhere: ["SpectralNormalization"],
    details: """
      Each tensor named `weight` of two or more axes in the layer is used as weight / sigma, where sigma = u^T W v \
      and W is the weight with its output axis first and the others flattened. While training, each use first \
      improves u and v by `power_iterations` steps v = W^T u / |W^T u|, u = W v / |W v|, through which no gradient \
      flows; in evaluation u and v stay. The trained tensor keeps its name `weight`; u and v are the buffers \
      `weight_u` and `weight_v` beside it (PyTorch's `weight_orig`, `weight_u`, `weight_v`) and start normal. As \
      PyTorch's `spectral_norm`. Miyato et al. 2018, arXiv:1802.05957.
      """,
    parameters: [
      ParameterSpec("layer", .layer, "The layer, such as `conv2d(64, kernel: 3)`."),
      ParameterSpec(
        "power_iterations", .integer, default: .integer(1), "Improvements of u and v at each use."),
      ParameterSpec("eps", .real, default: .real(1e-12), "Least norm that u and v are divided by."),
    ],
    examples: [
      LayerExample(
        "spectral_norm(dense(3))",
        layers: ["layer": BuiltinCall(dense, Arguments(values: ["units": .integer(3)]))],
        inputShapes: [[4]])
    ]
  ) { builder, arguments, inputs in
    guard let layer = arguments.layers["layer"] else {
      throw IRError("a layer is missing", culprit: .argument("layer"))
    }
    guard builder.weightTransform == nil else {
      throw IRError(
        "the layer's weights are normalised already: `spectral_norm` stands inside another",
        culprit: .argument("layer"))
    }
    let iterations = try arguments.integer("power_iterations", in: 1...100)
    let epsilon = try arguments.positive("eps")
    builder.weightTransform = { builder, name, variable, weight in
      guard name == "weight", weight.shape.count >= 2 else { return weight }
      return try builder.spectrallyNormalized(
        weight, name: name, iterations: iterations, epsilon: epsilon)
    }
    defer { builder.weightTransform = nil }
    return try layer.build(builder, inputs)
  }
}

extension ModelBuilder {
  /// `weight` over its largest singular value as the buffers `name_u` and `name_v` estimate it.
  fileprivate func spectrallyNormalized(
    _ weight: Tensor, name: String, iterations: Int, epsilon: Double
  ) throws -> Tensor {
    let axis = weightOutputAxis
    let order = [axis] + weight.shape.indices.filter { $0 != axis }
    let outputs = weight.shape[axis]
    let rest = weight.count / outputs
    let start = Initializer.normal(mean: 0, deviation: 1)
    var u = try buffer("\(name)_u", shape: [outputs], initializer: start).value
    var v = try buffer("\(name)_v", shape: [rest], initializer: start).value
    let matrix = try graph.reshape(graph.transpose(weight.value, order), to: [outputs, rest])

    /// `vector` over its Euclidean norm.
    func normalized(_ vector: ValueID) throws -> ValueID {
      let norm = try graph.unary("sqrt", graph.sum(graph.multiply(vector, vector)))
      return try graph.divide(vector, graph.maximum(norm, graph.constant(epsilon)))
    }
    /// `vector` (a row) times the matrix or its transpose.
    func times(_ vector: ValueID, _ matrix: ValueID, transposed: Bool) throws -> ValueID {
      let row = try graph.reshape(vector, to: [1, graph.type(of: vector).count])
      let product = try graph.matmul(row, matrix, transposeB: transposed)
      return try graph.reshape(product, to: [graph.type(of: product).count])
    }

    if mode == .training {
      let fixed = try graph.unary("stop_gradient", matrix)
      for _ in 0..<iterations {
        v = try normalized(times(u, fixed, transposed: false))
        u = try normalized(times(v, fixed, transposed: true))
      }
      try updateBuffer("\(name)_u", to: Tensor(value: u, shape: [outputs], isBatched: false))
      try updateBuffer("\(name)_v", to: Tensor(value: v, shape: [rest], isBatched: false))
    }
    let sigma = try graph.sum(graph.multiply(u, times(v, matrix, transposed: true)))
    return tensor(try graph.divide(weight.value, sigma), isBatched: false)
  }
}
