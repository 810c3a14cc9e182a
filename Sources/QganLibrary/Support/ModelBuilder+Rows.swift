import QganIR

/// What layers share that act on each sample of a batch, or on one tensor that has no batch.
extension ModelBuilder {
  /// Applies `body` to the graph value of `x` with the batch as its first axis (of size 1 if `x` has none); the
  /// result keeps that axis.
  func onRows(_ x: Tensor, _ body: (ValueID) throws -> ValueID) throws -> Tensor {
    if x.isBatched { return tensor(try body(x.value), isBatched: true) }
    let rows = try body(graph.reshape(x.value, to: [1] + x.shape))
    return tensor(
      try graph.reshape(rows, to: Array(graph.type(of: rows).shape.dropFirst())), isBatched: false)
  }

  /// Number of rows that `onRows` gives.
  func rowCount(of x: Tensor) -> Int { x.isBatched ? batch : 1 }

  /// Height and width of `x`, which must be an image.
  func imageSize(of x: Tensor) throws -> (channels: Int, height: Int, width: Int) {
    guard x.shape.count == 3 else {
      throw IRError(
        "the data must be an image [channels, height, width] but are \(x.shape)", culprit: .operand(0),
        suggestion: "put `reshape(channels, height, width)` before it")
    }
    return (x.shape[0], x.shape[1], x.shape[2])
  }

  /// `x` with at least one axis: a scalar becomes one element.
  func vector(_ x: Tensor) throws -> Tensor { x.shape.isEmpty ? try reshape(x, to: [1]) : x }

  /// All of `parts` with a batch if any of them has one.
  func unified(_ parts: [Tensor]) throws -> [Tensor] {
    parts.contains(where: \.isBatched) ? try parts.map(batched) : parts
  }

  /// `x` with samples of `shape`, to which its own broadcast from the last axis, and a batch if `isBatched`.
  func repeated(_ x: Tensor, to shape: [Int], isBatched: Bool) throws -> Tensor {
    let whole = isBatched ? try batched(x) : x
    let ones = [Int](repeating: 1, count: shape.count - x.shape.count)
    let full = isBatched ? [batch] : []
    let value = try graph.broadcast(
      graph.reshape(whole.value, to: full + ones + x.shape), to: full + shape)
    return Tensor(value: value, shape: shape, isBatched: isBatched)
  }

  /// The mean over every element and sample, a scalar without batch.
  func meanOfAll(_ x: Tensor) throws -> Tensor {
    Tensor(value: try graph.mean(x.value), shape: [], isBatched: false)
  }

  /// A weight of one element a channel, spread over the channels (axis 1) of `shape`.
  func channelwise(_ perChannel: ValueID, over shape: [Int]) throws -> ValueID {
    try graph.broadcast(perChannel, to: shape, axes: [1])
  }
}

extension GraphBuilder {
  /// `reduced`, in which `axes` of `shape` have vanished, repeated along them again.
  func spread(_ reduced: ValueID, to shape: [Int], over axes: [Int]) throws -> ValueID {
    try broadcast(reduced, to: shape, axes: shape.indices.filter { !axes.contains($0) })
  }

  /// `x` minus its mean over `axes`, that mean, and the biased variance (the two without `axes`).
  func moments(
    _ x: ValueID, axes: [Int]
  ) throws -> (centered: ValueID, mean: ValueID, variance: ValueID) {
    let shape = type(of: x).shape
    let mean = try mean(x, axes: axes)
    let centered = try subtract(x, spread(mean, to: shape, over: axes))
    let variance = try self.mean(multiply(centered, centered), axes: axes)
    return (centered, mean, variance)
  }

  /// `x` shifted and scaled to mean 0 and variance 1 over `axes`, with `epsilon` added to the variance.
  func standardized(_ x: ValueID, axes: [Int], epsilon: Double) throws -> ValueID {
    let (centered, _, variance) = try moments(x, axes: axes)
    let inverse = try power(offset(variance, by: epsilon), -0.5)
    return try multiply(centered, spread(inverse, to: type(of: x).shape, over: axes))
  }

  /// Softmax over `axes`, shifted by the maximum so that nothing overflows.
  func softmax(_ x: ValueID, axes: [Int]) throws -> ValueID {
    let shape = type(of: x).shape
    let exponentials = try unary("exp", shiftedToMaximum(x, axes: axes))
    return try divide(exponentials, spread(sum(exponentials, axes: axes), to: shape, over: axes))
  }

  /// The logarithm of softmax over `axes`.
  func logSoftmax(_ x: ValueID, axes: [Int]) throws -> ValueID {
    let shifted = try shiftedToMaximum(x, axes: axes)
    let total = try unary("log", sum(unary("exp", shifted), axes: axes))
    return try subtract(shifted, spread(total, to: type(of: x).shape, over: axes))
  }

  /// The maximum is a constant to the gradient: both functions are the same for any shift.
  private func shiftedToMaximum(_ x: ValueID, axes: [Int]) throws -> ValueID {
    let largest = try unary("stop_gradient", max(x, axes: axes))
    return try subtract(x, spread(largest, to: type(of: x).shape, over: axes))
  }
}
