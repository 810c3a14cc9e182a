/// How a two-dimensional window moves over the last two axes of [batch, channels, height, width].
public struct Window: Hashable, Sendable {
  /// Height and width.
  public var kernel: [Int]
  public var strides: [Int]
  /// Top, left, bottom, right.
  public var padding: [Int]
  public var dilation: [Int]

  public init(kernel: [Int], strides: [Int], padding: [Int], dilation: [Int]) {
    self.kernel = kernel
    self.strides = strides
    self.padding = padding
    self.dilation = dilation
  }

  /// The window that the attributes of a convolution with kernels of size `kernel` describe, or of a pooling.
  public init(_ operation: Operation, kernel: [Int]? = nil) {
    self.init(
      kernel: kernel ?? operation.integers("kernel") ?? [], strides: operation.integers("strides") ?? [],
      padding: operation.integers("padding") ?? [], dilation: operation.integers("dilation") ?? [])
  }

  /// Rows from the first to the last that one position reads, along `axis` (0: height, 1: width).
  func extent(_ axis: Int) -> Int { dilation[axis] * (kernel[axis] - 1) + 1 }

  /// Positions along `axis` over an image of `size`; 0 or less if the window does not fit.
  func positions(_ axis: Int, over size: Int) -> Int {
    let room = size + padding[axis] + padding[axis + 2] - extent(axis)
    return room < 0 ? 0 : room / strides[axis] + 1
  }

  /// Whether some position along `axis` reads nothing but padding.
  func hasEmptyPosition(_ axis: Int, over size: Int) -> Bool {
    let (step, dilation) = (strides[axis], dilation[axis])
    let count = positions(axis, over: size)
    if (count - 1) * step - padding[axis] >= size { return true }
    // Only positions that start in the leading padding remain, at most as many as it is wide.
    var (start, position) = (-padding[axis], 0)
    while start < 0, position < count {
      let first = (-start + dilation - 1) / dilation
      if first >= kernel[axis] || start + first * dilation >= size { return true }
      start += step
      position += 1
    }
    return false
  }
}

extension ShapeRule {
  /// The window of the attributes, with all numbers in range.
  func window(kernel: [Int]? = nil) throws -> Window {
    let sizes = 1...ShapeRule.maximumWindow
    let window = Window(
      kernel: try kernel ?? integers("kernel", count: 2, in: sizes),
      strides: try integers("strides", count: 2, in: sizes),
      padding: try integers("padding", count: 4, in: 0...ShapeRule.maximumWindow),
      dilation: try integers("dilation", count: 2, in: sizes))
    for axis in 0..<2 where window.kernel[axis] > ShapeRule.maximumWindow {
      throw error("has a kernel \(window.kernel) larger than \(ShapeRule.maximumWindow)")
    }
    return window
  }

  /// Height and width of what `window` makes of an image.
  func positions(of window: Window, over image: [Int]) throws -> [Int] {
    let sizes = [window.positions(0, over: image[0]), window.positions(1, over: image[1])]
    for axis in 0..<2 where sizes[axis] < 1 {
      let padded = image[axis] + window.padding[axis] + window.padding[axis + 2]
      throw error(
        "needs at least \(window.extent(axis)) \(axis == 0 ? "rows" : "columns") with padding but got \(padded)",
        culprit: .operand(0))
    }
    return sizes
  }
}
