import QganIR

/// Larger cases than those of `PrimitiveExamples`.
enum KernelCases {
  private typealias Operand = PrimitiveExample.Operand
  private typealias Example = PrimitiveExample

  static let large: [PrimitiveExample] =
    [
      Example("tanh", "large", [Operand([3, 1331])]),
      Example("add", "large", [Operand([1291]), Operand([1291], over: -3...1)]),
      Example(
        "select", "large",
        [Operand([7, 173], over: -1...1), Operand([7, 173]), Operand([7, 173], over: 0...1)]),
      Example(
        "broadcast", "large", [Operand([3, 1])],
        ["shape": .integers([3, 1, 31, 37]), "axes": .integers([0, 1])]),
      Example(
        "broadcast", "every element four times", [Operand([2, 3, 5, 7])],
        ["shape": .integers([2, 3, 5, 2, 7, 2]), "axes": .integers([0, 1, 2, 4])]),
      Example("transpose", "large", [Operand([2, 33, 3, 19])], ["permutation": .integers([0, 3, 2, 1])]),
      Example(
        "transpose", "image to last", [Operand([2, 17, 9, 11])], ["permutation": .integers([0, 2, 3, 1])]),
      Example("transpose", "rows", [Operand([37, 3, 21])], ["permutation": .integers([1, 0, 2])]),
      Example(
        "slice", "large", [Operand([5, 61, 31])],
        ["starts": .integers([1, 2, 3]), "steps": .integers([1, 2, 3]), "shape": .integers([3, 29, 9])]),
      Example("concat", "large", [Operand([3, 5, 101]), Operand([3, 8, 101])], ["axis": .integer(1)]),
      Example(
        "linear_map", "large", [Operand([7, 3, 101])],
        [
          "axis": .integer(1), "size": .integer(4), "offsets": .integers([0, 1, 3, 3, 5]),
          "columns": .integers([0, 0, 1, 2, 1]), "weights": .floats([1, 0.25, 0.75, -0.5, 2]),
        ]),
      Example(
        "matmul", "many weights", [Operand([9, 333]), Operand([801, 333])],
        ["transpose_a": .boolean(false), "transpose_b": .boolean(true)]),
      Example(
        "matmul", "large", [Operand([3, 17, 21]), Operand([3, 21, 13])],
        ["transpose_a": .boolean(false), "transpose_b": .boolean(false)]),
      Example(
        "max_pool2d", "large", [Operand([3, 3, 15, 13])],
        [
          "kernel": .integers([3, 3]), "strides": .integers([2, 2]), "padding": .integers([1, 1, 1, 1]),
          "dilation": .integers([1, 1]),
        ]),
    ] + reductions + convolutions

  private static let reductions: [Example] = ["reduce_sum", "reduce_max"].flatMap { primitive in
    [
      ([5, 7, 101], [0, 1, 2]), ([5, 7, 101], [0, 1]), ([5, 7, 101], [1]), ([5, 7, 101], [2]),
      ([5, 7, 101], [0]), ([5, 7, 101], [1, 2]), ([3, 7, 9, 13], [0, 2, 3]), ([3, 7, 9, 13], [1, 3]),
      ([3, 1331], [1]), ([2, 700], [0]), ([3, 1, 5, 1], [1, 3]), ([2, 3, 5, 2, 7, 2], [3, 5]),
      ([3, 4, 5, 2], [1, 3]),
      ([2, 3, 2, 3, 2], [0, 2, 4]),
      ([2, 3, 2, 3, 2], [1, 3]),
    ].map { shape, axes in
      Example(primitive, "\(shape) over \(axes)", [Operand(shape)], ["axes": .integers(axes)])
    }
  }

  /// Enough samples for every thread, and a number that three threads cannot share alike.
  private static let convolutions: [Example] = [
    convolution(
      "conv2d_nhwc", [7, 5, 6, 19], [21, 19, 3, 3], [7, 5, 6, 21],
      [
        "strides": .integers([1, 1]), "padding": .integers([1, 1, 1, 1]), "dilation": .integers([1, 1]),
        "groups": .integer(1),
      ]),
    convolution(
      "conv2d_nhwc", [5, 7, 5, 12], [9, 4, 3, 3], [5, 4, 3, 9],
      [
        "strides": .integers([2, 2]), "padding": .integers([1, 1, 1, 1]), "dilation": .integers([1, 1]),
        "groups": .integer(3),
      ]),
    convolution(
      "enlarged_conv2d_nhwc", [7, 5, 3, 19], [21, 19, 3, 3], [7, 10, 6, 21],
      [
        "factor": .integers([2, 2]), "padding": .integers([1, 1, 1, 1]),
      ]),
    convolution(
      "enlarged_conv2d_nhwc", [5, 9, 9, 8], [3, 8, 3, 3], [5, 18, 18, 3],
      [
        "factor": .integers([2, 2]), "padding": .integers([1, 1, 1, 1]),
      ]),
  ].flatMap { $0 }

  /// A convolution and its two gradients at the same shapes.
  private static func convolution(
    _ primitive: String, _ image: [Int], _ kernels: [Int], _ output: [Int], _ attributes: [String: Attribute]
  ) -> [Example] {
    func shaped(_ shape: [Int]) -> [String: Attribute] {
      attributes.merging(["shape": .integers(shape)]) { $1 }
    }
    return [
      Example(primitive, "large", [Operand(image), Operand(kernels)], attributes),
      Example("\(primitive)_input_gradient", "large", [Operand(output), Operand(kernels)], shaped(image)),
      Example("\(primitive)_weight_gradient", "large", [Operand(image), Operand(output)], shaped(kernels)),
    ]
  }
}
