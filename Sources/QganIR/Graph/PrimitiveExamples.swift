/// Examples of every primitive, the one table that tests of shape rules, kernels and derivatives run over.
public enum PrimitiveExamples {
  /// At least one a primitive.
  public static let all: [PrimitiveExample] =
    sources + unary + binary + shapes + slices + reductions + indexing + matmul + convolutions + pooling
    + linearMaps + circuits + sampling + channelsLast + enlarged + fused

  private typealias Example = PrimitiveExample
  private typealias Operand = PrimitiveExample.Operand

  private static let sources: [Example] = [
    Example("variable", [], ["name": .string("w"), "shape": .integers([2, 3])]),
    Example("constant", [], ["shape": .integers([2, 2]), "values": .floats([1, -2.5, 3e10, 0.125])]),
    Example("constant", "filled", [], ["shape": .integers([2, 3]), "values": .floats([0.5])]),
    Example("random_uniform", [], ["shape": .integers([5]), "stream": .string("dropout")]),
    Example("random_normal", [], ["shape": .integers([2, 3]), "stream": .string("latent \"z\"")]),
  ]

  private static let unary: [Example] = {
    let inside = Operand([2, 3], over: -0.9...0.85)
    let positive = Operand([2, 3], over: 0.3...2.1)
    let plain = Operand([2, 3])
    return [
      "neg", "exp", "sin", "cos", "arctan", "tanh", "sigmoid", "softplus", "erf", "abs", "sign", "floor",
      "ceil", "step", "stop_gradient",
    ].map { Example($0, [plain]) }
      + ["log", "sqrt"].map { Example($0, [positive]) }
      + ["tan", "arcsin", "arccos"].map { Example($0, [inside]) } + [
        Example("tanh", "scalar", [Operand([])]),
        Example("exp", "odd length", [Operand([37])]),
        Example("scale", [plain], ["factor": .float(-1.5)]),
        Example("offset", [plain], ["amount": .float(0.75)]),
        Example("power", [positive], ["exponent": .float(-1.5)]),
        Example("power", "square", [plain], ["exponent": .float(2)]),
        Example("power", "integer", [plain], ["exponent": .integer(3)]),
        Example("leaky_relu", [plain], ["slope": .float(0.2)]),
        Example("leaky_relu", "negative slope", [plain], ["slope": .float(-0.3)]),
        Example("leaky_relu", "relu", [plain], ["slope": .float(0)]),
        Example("leaky_relu_slope", [plain], ["slope": .float(0.2)]),
      ]
  }()

  private static let binary: [Example] = {
    let a = Operand([2, 3])
    let b = Operand([2, 3], over: -2.3...1.4)
    let positive = Operand([2, 3], over: 0.3...2.1)
    return ["add", "sub", "mul", "maximum", "minimum", "greater", "greater_equal", "equal"].map {
      Example($0, [a, b])
    } + [
      Example("equal", "some are", [a, Operand(shape: [2, 3], values: a.values.reversed())]),
      Example("div", [a, positive]),
      Example("pow", [positive, b]),
      Example("select", [Operand(shape: [2, 3], values: [1, 0, 0, -1, 0.5, 0]), a, b]),
    ]
  }()

  private static let shapes: [Example] = [
    Example("broadcast", [Operand([3])], ["shape": .integers([2, 3, 2]), "axes": .integers([1])]),
    Example(
      "broadcast", "two axes", [Operand([2, 2])],
      ["shape": .integers([2, 3, 2]), "axes": .integers([0, 2])]),
    Example("broadcast", "scalar", [Operand([])], ["shape": .integers([2, 2]), "axes": .integers([])]),
    Example("reshape", [Operand([2, 6])], ["shape": .integers([3, 1, 4])]),
    Example("transpose", [Operand([2, 3, 4])], ["permutation": .integers([2, 0, 1])]),
    Example("transpose", "matrix", [Operand([3, 4])], ["permutation": .integers([1, 0])]),
  ]

  private static let slices: [Example] = [
    Example(
      "slice", [Operand([3, 7])],
      ["starts": .integers([1, 1]), "steps": .integers([1, 2]), "shape": .integers([2, 3])]),
    Example(
      "pad", [Operand([2, 3])],
      ["starts": .integers([1, 1]), "steps": .integers([1, 2]), "shape": .integers([3, 7])]),
    Example("concat", [Operand([2, 1]), Operand([2, 3]), Operand([2, 2])], ["axis": .integer(1)]),
    Example("concat", "first axis", [Operand([1, 3]), Operand([2, 3])], ["axis": .integer(0)]),
  ]

  private static let reductions: [Example] = ["reduce_sum", "reduce_max"].flatMap { primitive in
    [
      Example(primitive, [Operand([2, 3, 4])], ["axes": .integers([0, 2])]),
      Example(primitive, "last axis", [Operand([3, 5])], ["axes": .integers([1])]),
      Example(primitive, "first axis", [Operand([3, 5])], ["axes": .integers([0])]),
      Example(primitive, "everything", [Operand([2, 3])], ["axes": .integers([0, 1])]),
    ]
  }

  private static let indexing: [Example] = [
    Example("gather", [Operand([4, 2]), Operand(shape: [3], values: [2, 0, 2])]),
    Example("gather", "matrix of indices", [Operand([4]), Operand(shape: [2, 2], values: [3, 0, 1, 3])]),
    Example(
      "scatter_add", [Operand(shape: [3], values: [2, 0, 2]), Operand([3, 2])], ["rows": .integer(4)]),
    Example("one_hot", [Operand(shape: [4], values: [2, 0, 1, 2])], ["classes": .integer(3)]),
  ]

  private static let matmul: [Example] = [false, true].flatMap { a in
    [false, true].flatMap { b in
      let attributes: [String: Attribute] = ["transpose_a": .boolean(a), "transpose_b": .boolean(b)]
      let note = "\(a ? "transposed" : "plain") by \(b ? "transposed" : "plain")"
      return [
        Example(
          "matmul", note, [Operand(a ? [3, 2] : [2, 3]), Operand(b ? [4, 3] : [3, 4])], attributes),
        Example(
          "matmul", "batched, " + note,
          [Operand([2] + (a ? [3, 2] : [2, 3])), Operand([2] + (b ? [2, 3] : [3, 2]))], attributes),
      ]
    }
  }

  private static func window(
    strides: [Int] = [1, 1], padding: [Int] = [0, 0, 0, 0], dilation: [Int] = [1, 1], groups: Int = 1
  ) -> [String: Attribute] {
    [
      "strides": .integers(strides), "padding": .integers(padding), "dilation": .integers(dilation),
      "groups": .integer(groups),
    ]
  }

  private static let convolutions: [Example] = [
    convolution("", image: [2, 2, 4, 3], kernels: [3, 2, 2, 3], output: [2, 3, 3, 1], window()),
    convolution(
      "padded", image: [1, 2, 4, 4], kernels: [2, 2, 3, 3], output: [1, 2, 4, 4],
      window(padding: [1, 1, 1, 1])),
    convolution(
      "strided", image: [1, 2, 6, 5], kernels: [2, 2, 4, 3], output: [1, 2, 3, 3],
      window(strides: [2, 2], padding: [1, 1, 1, 1])),
    convolution(
      "uneven", image: [1, 1, 5, 6], kernels: [2, 1, 2, 2], output: [1, 2, 2, 3],
      window(strides: [3, 2], padding: [0, 1, 2, 0], dilation: [1, 2])),
    convolution(
      "grouped", image: [2, 4, 3, 3], kernels: [6, 2, 2, 2], output: [2, 6, 2, 2], window(groups: 2)),
    convolution(
      "a channel a group", image: [1, 3, 3, 3], kernels: [3, 1, 2, 2], output: [1, 3, 2, 2],
      window(groups: 3)),
    convolution("pointwise", image: [2, 3, 2, 2], kernels: [2, 3, 1, 1], output: [2, 2, 2, 2], window()),
  ].flatMap { $0 }

  /// The convolution and its two gradients at the same shapes.
  private static func convolution(
    _ note: String, image: [Int], kernels: [Int], output: [Int], _ window: [String: Attribute]
  ) -> [Example] {
    func shaped(_ shape: [Int]) -> [String: Attribute] {
      window.merging(["shape": .integers(shape)]) { $1 }
    }
    return [
      Example("conv2d", note, [Operand(image), Operand(kernels)], window),
      Example("conv2d_input_gradient", note, [Operand(output), Operand(kernels)], shaped(image)),
      Example("conv2d_weight_gradient", note, [Operand(image), Operand(output)], shaped(kernels)),
    ]
  }

  private static let pooling: [Example] = [
    pooled("", image: [2, 2, 4, 4], output: [2, 2, 2, 2], kernel: [2, 2], strides: [2, 2]),
    pooled(
      "overlapping", image: [1, 2, 5, 4], output: [1, 2, 3, 2], kernel: [3, 2], strides: [2, 2],
      padding: [1, 0, 1, 1]),
    pooled(
      "dilated", image: [1, 1, 5, 5], output: [1, 1, 3, 3], kernel: [2, 2], strides: [1, 1],
      dilation: [2, 2]),
  ].flatMap { $0 }

  private static func pooled(
    _ note: String, image: [Int], output: [Int], kernel: [Int], strides: [Int],
    padding: [Int] = [0, 0, 0, 0], dilation: [Int] = [1, 1]
  ) -> [Example] {
    let attributes: [String: Attribute] = [
      "kernel": .integers(kernel), "strides": .integers(strides), "padding": .integers(padding),
      "dilation": .integers(dilation),
    ]
    return [
      Example("max_pool2d", note, [Operand(image)], attributes),
      Example("max_pool2d_scatter", note, [Operand(image), Operand(output)], attributes),
      Example("max_pool2d_gather", note, [Operand(image), Operand(image, over: -1.0...1.2)], attributes),
    ]
  }

  private static let linearMaps: [Example] = [(0, [3, 2]), (1, [2, 3]), (1, [2, 3, 2])].map { axis, shape in
    Example(
      "linear_map", "axis \(axis) of \(shape)", [Operand(shape)],
      [
        "axis": .integer(axis), "size": .integer(4), "offsets": .integers([0, 1, 3, 3, 5]),
        "columns": .integers([0, 0, 1, 2, 1]), "weights": .floats([1, 0.25, 0.75, -0.5, 2]),
      ])
  }

  /// Two qubits, encoded inputs and a shared weight that sits on both; every output depends on every operand.
  private static let circuit = Circuit(
    name: "example", qubitNames: ["q[0]", "q[1]"],
    operands: [
      CircuitOperand(name: "x", binding: .input, shape: [2]),
      CircuitOperand(name: "w", binding: .param, shape: [3]),
    ],
    operations: [
      .apply(GateApplication(gate: "ry", angles: [.element(0, of: 0)], qubits: [0])),
      .apply(GateApplication(gate: "ry", angles: [.element(1, of: 0)], qubits: [1])),
      .apply(GateApplication(gate: "rx", angles: [.element(0, of: 1)], qubits: [0])),
      .apply(GateApplication(gate: "x", controls: [Control(qubit: 0)], qubits: [1])),
      .apply(GateApplication(gate: "ry", angles: [.element(1, of: 1)], qubits: [1])),
      .apply(
        GateApplication(
          gate: "ry", angles: [2 * .element(2, of: 1) + .element(0, of: 0)], controls: [Control(qubit: 1)],
          qubits: [0])),
    ],
    measurements: [
      .expectation([PauliFactor(.z, 0)]), .expectation([PauliFactor(.x, 0), PauliFactor(.z, 1)]),
      .probabilities(qubits: [1]),
    ])

  /// The same gates without inputs.
  private static let unbatchedCircuit: Circuit = {
    var result = circuit
    result.name = "unbatched"
    result.operands[0].binding = .param
    return result
  }()

  private static let circuits: [Example] = {
    let attributes: [String: Attribute] = ["circuit": .string("example")]
    let (x, w) = (Operand([3, 2]), Operand([3], over: -1.4...1.1))
    let cotangent = Operand([3, 4], over: -0.8...1.0)
    let tangents = [Operand([3, 2], over: -1.0...0.7), Operand([3], over: -0.6...1.3)]
    return [
      Example("circuit", "", [x, w], attributes, circuits: ["example": circuit]),
      Example("circuit_gradient", "", [x, w, cotangent], attributes, circuits: ["example": circuit]),
      Example(
        "circuit_tangent", "", [x, w, cotangent] + tangents, attributes, circuits: ["example": circuit]),
      Example(
        "circuit", "without inputs", [Operand([2]), w], ["circuit": .string("unbatched")],
        circuits: ["unbatched": unbatchedCircuit]),
      Example(
        "circuit_gradient", "without inputs", [Operand([2]), w, Operand([4], over: -0.8...1.0)],
        ["circuit": .string("unbatched")], circuits: ["unbatched": unbatchedCircuit]),
    ]
  }()

  private static let sampling: [Example] = [
    Example(
      "sample_outcomes",
      [
        Operand(shape: [2, 4], values: [0.1, 0.2, 0.3, 0.4, 0.7, 0, 0.1, 0.2]),
        Operand(shape: [2], values: [0.35, 0.75]),
      ]),
    Example("argmax", [Operand([2, 4, 3])], ["axis": .integer(1)]),
  ]
}
