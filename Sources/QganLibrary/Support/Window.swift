import QganIR

/// How a kernel moves over an image: one number each for height and width.
struct Window {
  var kernel: [Int]
  var stride: [Int]
  var dilation: [Int]
  /// Top, left, bottom, right, as the primitives take it.
  var padding: [Int]

  /// The window that the arguments `kernel`, `stride`, `padding` and `dilation` describe over an image of
  /// `size`; a missing `stride` is the kernel.
  init(_ arguments: Arguments, over size: [Int]) throws {
    kernel = try arguments.pair("kernel", in: 1...largestWindow)
    stride = arguments.has("stride") ? try arguments.pair("stride", in: 1...largestWindow) : kernel
    dilation = arguments.has("dilation") ? try arguments.pair("dilation", in: 1...largestWindow) : [1, 1]
    padding = [0, 0, 0, 0]
    if arguments.string("padding") == "same" {
      for axis in 0..<2 {
        let outputs = (size[axis] - 1) / stride[axis] + 1
        let total = max(0, (outputs - 1) * stride[axis] + extent(axis) - size[axis])
        padding[axis] = total / 2
        padding[axis + 2] = total - total / 2
      }
    } else {
      let pair = try arguments.pair("padding", in: 0...largestWindow)
      padding = pair + pair
    }
    for axis in 0..<2 where size[axis] + padding[axis] + padding[axis + 2] < extent(axis) {
      let needed = (extent(axis) - size[axis] + 1) / 2
      throw IRError(
        "a kernel that spans \(extent(axis)) does not fit into an image \(size[0]) high and \(size[1]) wide "
          + "with padding \(padding[axis])",
        culprit: .operand(0), suggestion: "use `padding: \(needed)` or a smaller kernel")
    }
  }

  /// Pixels from the first to the last that the kernel sees along `axis`, both included.
  func extent(_ axis: Int) -> Int { dilation[axis] * (kernel[axis] - 1) + 1 }

  /// Height and width of the result over an image of `size`.
  func outputSize(over size: [Int]) -> [Int] {
    (0..<2).map { (size[$0] + padding[$0] + padding[$0 + 2] - extent($0)) / stride[$0] + 1 }
  }

  /// The attributes of the convolution primitives.
  func attributes(groups: Int) -> [String: Attribute] {
    [
      "strides": .integers(stride), "padding": .integers(padding), "dilation": .integers(dilation),
      "groups": .integer(groups),
    ]
  }
}
