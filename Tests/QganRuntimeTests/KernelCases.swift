import QganIR

/// Larger cases than those of `PrimitiveExamples`.
enum KernelCases {
  private typealias Operand = PrimitiveExample.Operand
  private typealias Example = PrimitiveExample

  static let large: [PrimitiveExample] =
    [
      Example("tanh", "large", [Operand([3, 33_331])]),
      Example("add", "large", [Operand([99_991]), Operand([99_991], over: -3...1)]),
      Example(
        "select", "large",
        [Operand([7, 9973], over: -1...1), Operand([7, 9973]), Operand([7, 9973], over: 0...1)]),
      Example(
        "broadcast", "large", [Operand([3, 1])],
        ["shape": .integers([3, 1, 131, 257]), "axes": .integers([0, 1])]),
      Example("transpose", "large", [Operand([5, 67, 3, 71])], ["permutation": .integers([0, 3, 2, 1])]),
      Example(
        "transpose", "image to last", [Operand([5, 33, 19, 17])], ["permutation": .integers([0, 2, 3, 1])]),
      Example("transpose", "rows", [Operand([67, 3, 71])], ["permutation": .integers([1, 0, 2])]),
      Example(
        "slice", "large", [Operand([5, 301, 61])],
        ["starts": .integers([1, 2, 3]), "steps": .integers([1, 2, 3]), "shape": .integers([3, 149, 19])]),
      Example("concat", "large", [Operand([3, 5, 1001]), Operand([3, 8, 1001])], ["axis": .integer(1)]),
      Example(
        "linear_map", "large", [Operand([7, 3, 1031])],
        [
          "axis": .integer(1), "size": .integer(4), "offsets": .integers([0, 1, 3, 3, 5]),
          "columns": .integers([0, 0, 1, 2, 1]), "weights": .floats([1, 0.25, 0.75, -0.5, 2]),
        ]),
      Example(
        "matmul", "large", [Operand([3, 37, 41]), Operand([3, 41, 43])],
        ["transpose_a": .boolean(false), "transpose_b": .boolean(false)]),
      Example(
        "max_pool2d", "large", [Operand([3, 7, 31, 29])],
        [
          "kernel": .integers([3, 3]), "strides": .integers([2, 2]), "padding": .integers([1, 1, 1, 1]),
          "dilation": .integers([1, 1]),
        ]),
    ] + reductions

  private static let reductions: [Example] = ["reduce_sum", "reduce_max"].flatMap { primitive in
    [
      ([5, 37, 401], [0, 1, 2]), ([5, 37, 401], [0, 1]), ([5, 37, 401], [1]), ([5, 37, 401], [2]),
      ([5, 37, 401], [0]), ([5, 37, 401], [1, 2]), ([7, 37, 17, 13], [0, 2, 3]), ([7, 37, 17, 13], [1, 3]),
      ([3, 33_331], [1]), ([3, 1, 5, 1], [1, 3]), ([2, 3, 2, 3, 2], [0, 2, 4]), ([2, 3, 2, 3, 2], [1, 3]),
    ].map { shape, axes in
      Example(primitive, "\(shape) over \(axes)", [Operand(shape)], ["axes": .integers(axes)])
    }
  }
}
