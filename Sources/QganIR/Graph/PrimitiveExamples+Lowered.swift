/// Examples of the primitives that passes write.
extension PrimitiveExamples {
  private typealias Example = PrimitiveExample
  private typealias Operand = PrimitiveExample.Operand

  static let channelsLast: [PrimitiveExample] = [
    convolution("", image: [2, 4, 3, 2], kernels: [3, 2, 2, 3], output: [2, 3, 1, 3]),
    convolution(
      "padded", image: [1, 4, 4, 2], kernels: [2, 2, 3, 3], output: [1, 4, 4, 2], padding: [1, 1, 1, 1]),
    convolution(
      "strided", image: [2, 6, 5, 3], kernels: [5, 3, 4, 3], output: [2, 3, 3, 5], strides: [2, 2],
      padding: [1, 1, 1, 1]),
    convolution(
      "many channels", image: [2, 8, 8, 20], kernels: [36, 20, 3, 3], output: [2, 4, 4, 36],
      strides: [2, 2], padding: [1, 1, 1, 1]),
    convolution(
      "of four, strided", image: [2, 6, 6, 17], kernels: [24, 17, 4, 4], output: [2, 3, 3, 24],
      strides: [2, 2], padding: [1, 1, 1, 1]),
    convolution(
      "uneven", image: [1, 5, 6, 1], kernels: [2, 1, 2, 2], output: [1, 2, 3, 2], strides: [3, 2],
      padding: [0, 1, 2, 0], dilation: [1, 2]),
    convolution(
      "grouped", image: [2, 3, 3, 4], kernels: [6, 2, 2, 2], output: [2, 2, 2, 6], groups: 2),
    convolution(
      "a channel a group", image: [2, 5, 5, 19], kernels: [19, 1, 3, 3], output: [2, 3, 3, 19],
      strides: [2, 2], padding: [1, 1, 1, 1], groups: 19),
    convolution(
      "two filters a group", image: [1, 3, 3, 3], kernels: [6, 1, 2, 2], output: [1, 2, 2, 6], groups: 3),
    convolution(
      "pointwise", image: [2, 5, 4, 20], kernels: [18, 20, 1, 1], output: [2, 5, 4, 18]),
  ].flatMap { $0 }

  /// The convolution and its two gradients at the same shapes.
  private static func convolution(
    _ note: String, image: [Int], kernels: [Int], output: [Int], strides: [Int] = [1, 1],
    padding: [Int] = [0, 0, 0, 0], dilation: [Int] = [1, 1], groups: Int = 1
  ) -> [Example] {
    let window: [String: Attribute] = [
      "strides": .integers(strides), "padding": .integers(padding), "dilation": .integers(dilation),
      "groups": .integer(groups),
    ]
    return family("conv2d_nhwc", note, image, kernels, output, window)
  }

  static let enlarged: [PrimitiveExample] = [
    enlargement("", image: [2, 3, 2, 2], kernels: [3, 2, 3, 3], output: [2, 6, 4, 3]),
    enlargement(
      "many channels", image: [2, 4, 4, 20], kernels: [18, 20, 3, 3], output: [2, 8, 8, 18]),
    enlargement(
      "three filters", image: [2, 5, 4, 8], kernels: [3, 8, 3, 3], output: [2, 10, 8, 3]),
    enlargement(
      "of five", image: [1, 3, 4, 3], kernels: [4, 3, 5, 5], output: [1, 6, 8, 4], padding: [2, 2, 2, 2]),
    enlargement(
      "four times, of five", image: [1, 2, 3, 3], kernels: [4, 3, 5, 5], output: [1, 8, 12, 4],
      factor: [4, 4], padding: [2, 2, 2, 2]),
    enlargement(
      "uneven", image: [1, 3, 2, 2], kernels: [3, 2, 2, 4], output: [1, 5, 7, 3], factor: [2, 3],
      padding: [0, 1, 0, 3]),
  ].flatMap { $0 }

  private static func enlargement(
    _ note: String, image: [Int], kernels: [Int], output: [Int], factor: [Int] = [2, 2],
    padding: [Int] = [1, 1, 1, 1]
  ) -> [Example] {
    let attributes: [String: Attribute] = ["factor": .integers(factor), "padding": .integers(padding)]
    return family("enlarged_conv2d_nhwc", note, image, kernels, output, attributes)
  }

  private static func family(
    _ primitive: String, _ note: String, _ image: [Int], _ kernels: [Int], _ output: [Int],
    _ attributes: [String: Attribute]
  ) -> [Example] {
    func shaped(_ shape: [Int]) -> [String: Attribute] {
      attributes.merging(["shape": .integers(shape)]) { $1 }
    }
    return [
      Example(primitive, note, [Operand(image), Operand(kernels)], attributes),
      Example("\(primitive)_input_gradient", note, [Operand(output), Operand(kernels)], shaped(image)),
      Example("\(primitive)_weight_gradient", note, [Operand(image), Operand(output)], shaped(kernels)),
    ]
  }

  static let fused: [PrimitiveExample] = [
    fused("", [[2, 3], [2, 3]], "sub 0 1; mul 2 2; scale 3 0.5", results: [4]),
    fused("of all axes", [[2, 3]], "mul 0 0", sums: [1], axes: [0, 1]),
    fused(
      "a channel", [[2, 3, 3, 5], [2, 3, 3, 5]], "leaky_relu 0 0.2; mul 2 1", results: [2], sums: [2, 3],
      axes: [0, 1, 2]),
    fused("a sample", [[3, 4, 2]], "tanh 0; step 1", results: [1, 2], sums: [1], axes: [1, 2]),
    fused(
      "middle axes", [[3, 4, 2]], "exp 0; offset 1 -0.5; power 2 2.0; select 0 3 2", results: [4],
      sums: [3], axes: [1]),
    fused("an operand as it is", [[4], [4]], "", results: [1], sums: [0], axes: [0]),
    fused("scalars", [[], []], "maximum 0 1; greater 0 1", results: [2, 3]),
    fused("long", [[3, 701], [3, 701]], "add 0 1; sigmoid 2; mul 3 0", results: [4], sums: [3], axes: [0]),
  ]

  private static func fused(
    _ note: String, _ shapes: [[Int]], _ code: String, results: [Int] = [], sums: [Int] = [],
    axes: [Int] = []
  ) -> Example {
    Example(
      "fused", note,
      shapes.enumerated().map { Operand($1, over: $0 == 0 ? -1.9...2.1 : -1.3...0.8) },
      [
        "code": .string(code), "results": .integers(results), "sums": .integers(sums),
        "axes": .integers(axes),
      ])
  }
}
