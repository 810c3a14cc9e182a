import CQganKernels

/// A window that slides over images: sizes, strides, padding and dilation, checked against one another.
struct WindowGeometry {
  let input: [Int]
  let kernel: [Int]
  let output: [Int]
  let strides: [Int]
  /// Top, left, bottom, right.
  let padding: [Int]
  let dilation: [Int]

  /// The geometry of `request` with `kernel` sliding over `input`; throws unless `output` comes out. All are
  /// height and width.
  init<Scalar>(_ request: KernelRequest<Scalar>, input: [Int], kernel: [Int], output: [Int]) throws {
    self.input = input
    self.kernel = kernel
    self.output = output
    strides = try request.integers("strides", count: 2)
    padding = try request.integers("padding", count: 4)
    dilation = try request.integers("dilation", count: 2)
    let limit = 1 << 24
    try request.require(
      (input + kernel + output + strides + dilation).allSatisfy { (1...limit).contains($0) }
        && padding.allSatisfy { (0...limit).contains($0) }, "sizes of a window are out of range")
    for axis in 0..<2 {
      let reach = input[axis] + padding[axis] + padding[axis + 2] - dilation[axis] * (kernel[axis] - 1) - 1
      try request.require(
        reach >= 0 && reach / strides[axis] + 1 == output[axis],
        "a window of \(kernel) over \(input) does not give \(output)")
    }
  }

  /// As the C kernels take it.
  var window: qgan_window {
    qgan_window(
      height: Int64(input[0]), width: Int64(input[1]), out_height: Int64(output[0]),
      out_width: Int64(output[1]),
      kernel_height: Int64(kernel[0]), kernel_width: Int64(kernel[1]), stride_height: Int64(strides[0]),
      stride_width: Int64(strides[1]), pad_top: Int64(padding[0]), pad_left: Int64(padding[1]),
      dilation_height: Int64(dilation[0]), dilation_width: Int64(dilation[1]))
  }
}
