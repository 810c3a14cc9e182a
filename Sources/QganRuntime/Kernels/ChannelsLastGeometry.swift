import CQganKernels

/// Convolutions of images whose channels are the last axis, as sizes that were checked against one another.
struct ChannelsLastGeometry {
  let batch: Int
  let convolution: qgan_convolution

  /// For `x` [B, H, W, C], `w` [O, C / groups, kh, kw] and `y` [B, H', W', O]; enlarged images have a `factor` but no
  /// strides, dilation and groups.
  init<Scalar>(_ request: KernelRequest<Scalar>, x: [Int], w: [Int], y: [Int], isEnlarged: Bool) throws {
    try request.require(x.count == 4 && w.count == 4 && y.count == 4, "\(x), \(w), \(y) are not of rank 4")
    let strides = isEnlarged ? [1, 1] : try request.integers("strides", count: 2)
    let dilation = isEnlarged ? [1, 1] : try request.integers("dilation", count: 2)
    let factor = isEnlarged ? try request.integers("factor", count: 2) : [1, 1]
    let groups = isEnlarged ? 1 : try request.integer("groups")
    let padding = try request.integers("padding", count: 4)
    let limit = 1 << 24
    try request.require(
      (x + w + y + strides + dilation + factor + [groups]).allSatisfy { (1...limit).contains($0) }
        && padding.allSatisfy { (0...limit).contains($0) }, "sizes of a convolution are out of range")
    try request.require(
      x[3] % groups == 0 && w[0] % groups == 0 && w[1] == x[3] / groups && y[0] == x[0] && y[3] == w[0],
      "\(x), \(w) in \(groups) groups do not give \(y)")
    for axis in 0..<2 {
      let size = x[1 + axis] * factor[axis] + padding[axis] + padding[axis + 2]
      let reach = size - dilation[axis] * (w[2 + axis] - 1) - 1
      try request.require(
        reach >= 0 && reach / strides[axis] + 1 == y[1 + axis], "kernels \(w) over \(x) do not give \(y)")
    }
    batch = x[0]
    convolution = qgan_convolution(
      height: Int64(x[1]), width: Int64(x[2]), channels: Int64(x[3]), out_height: Int64(y[1]),
      out_width: Int64(y[2]), filters: Int64(w[0]), groups: Int64(groups), kernel_height: Int64(w[2]),
      kernel_width: Int64(w[3]), stride_height: Int64(strides[0]), stride_width: Int64(strides[1]),
      pad_top: Int64(padding[0]), pad_left: Int64(padding[1]), dilation_height: Int64(dilation[0]),
      dilation_width: Int64(dilation[1]), factor_height: Int64(factor[0]), factor_width: Int64(factor[1]))
  }

  /// One group of the convolution, with its channels and filters by themselves.
  var group: ChannelsLastGeometry {
    var one = convolution
    one.channels /= one.groups
    one.filters /= one.groups
    one.groups = 1
    return ChannelsLastGeometry(batch: batch, convolution: one)
  }

  private init(batch: Int, convolution: qgan_convolution) {
    self.batch = batch
    self.convolution = convolution
  }
}
