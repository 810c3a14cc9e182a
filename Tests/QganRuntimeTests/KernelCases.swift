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
        "matmul", "large", [Operand([3, 17, 21]), Operand([3, 21, 13])],
        ["transpose_a": .boolean(false), "transpose_b": .boolean(false)]),
      Example(
        "max_pool2d", "large", [Operand([3, 3, 15, 13])],
        [
          "kernel": .integers([3, 3]), "strides": .integers([2, 2]), "padding": .integers([1, 1, 1, 1]),
          "dilation": .integers([1, 1]),
        ]),
    ] + reductions

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
}
