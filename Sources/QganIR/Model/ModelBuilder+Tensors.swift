/// Tensor operations in which the batch is not an axis.
extension ModelBuilder {
  /// Wraps a graph value whose shape is the batch followed by `shape`, or just `shape`.
  public func tensor(_ value: ValueID, isBatched: Bool) -> Tensor {
    let full = graph.type(of: value).shape
    return Tensor(value: value, shape: isBatched ? Array(full.dropFirst()) : full, isBatched: isBatched)
  }

  /// The axis of the graph value that is axis `axis` of a sample.
  public func graphAxis(_ axis: Int, of x: Tensor) -> Int { x.isBatched ? axis + 1 : axis }

  /// `x` with the batch as a first axis, repeated if it had none.
  public func batched(_ x: Tensor) throws -> Tensor {
    if x.isBatched { return x }
    let value = try graph.broadcast(x.value, to: [batch] + x.shape, axes: x.shape.indices.map { $0 + 1 })
    return Tensor(value: value, shape: x.shape, isBatched: true)
  }

  /// A constant, unbatched.
  public func constant(_ values: [Double], shape: [Int]) throws -> Tensor {
    Tensor(value: try graph.constant(values, shape: shape), shape: shape, isBatched: false)
  }

  /// An element-wise function of one tensor, by the name of its primitive.
  public func map(
    _ primitive: String, _ x: Tensor, _ attributes: [String: Attribute] = [:]
  ) throws -> Tensor {
    var result = x
    result.value = try graph.emitOne(primitive, [x.value], attributes)
    return result
  }

  /// A binary element-wise primitive with broadcasting from the last axis of a sample.
  public func combine(_ primitive: String, _ a: Tensor, _ b: Tensor) throws -> Tensor {
    guard let shape = GraphBuilder.broadcastShape(a.shape, b.shape) else {
      throw IRError("shapes \(a.shape) and \(b.shape) do not broadcast together", culprit: .operand(1))
    }
    let isBatched = a.isBatched || b.isBatched
    let full = isBatched ? [batch] + shape : shape
    let value = try graph.emitOne(primitive, [expand(a, to: full), expand(b, to: full)])
    return Tensor(value: value, shape: shape, isBatched: isBatched)
  }

  /// The graph value of `x` repeated to the full shape `full`, whose first axis is the batch if `x` is batched
  /// or `full` is longer than `x`'s sample.
  private func expand(_ x: Tensor, to full: [Int]) throws -> ValueID {
    guard x.isBatched, x.shape.count + 1 < full.count else { return try graph.broadcast(x.value, to: full) }
    let ones = [Int](repeating: 1, count: full.count - 1 - x.shape.count)
    return try graph.broadcast(graph.reshape(x.value, to: [batch] + ones + x.shape), to: full)
  }

  /// The same elements of each sample in another shape.
  public func reshape(_ x: Tensor, to shape: [Int]) throws -> Tensor {
    guard TensorType.checkedCount(shape) == x.count else {
      throw IRError("\(x.count) elements of \(x.shape) cannot take the shape \(shape)", culprit: .operand(0))
    }
    let value = try graph.reshape(x.value, to: x.isBatched ? [batch] + shape : shape)
    return Tensor(value: value, shape: shape, isBatched: x.isBatched)
  }

  /// Sums over `axes` of each sample, which disappear.
  public func sum(_ x: Tensor, axes: [Int]) throws -> Tensor {
    tensor(try graph.sum(x.value, axes: axes.map { graphAxis($0, of: x) }), isBatched: x.isBatched)
  }

  /// The mean over `axes` of each sample, which disappear.
  public func mean(_ x: Tensor, axes: [Int]) throws -> Tensor {
    tensor(try graph.mean(x.value, axes: axes.map { graphAxis($0, of: x) }), isBatched: x.isBatched)
  }

  /// Uniform draws in [0, 1), one a sample and element; the stream is named after the instance being built, and
  /// each further use of it in this graph draws anew.
  public func randomUniform(shape: [Int], stream: String) throws -> Tensor {
    let name = qualified(stream)
    let uses = graph.graph.operations.count { operation in
      guard let used = operation.string("stream") else { return false }
      return used == name || used.hasPrefix(name + "#")
    }
    let value = try graph.emitOne(
      "random_uniform", [],
      [
        "shape": .integers([batch] + shape),
        "stream": .string(uses == 0 ? name : "\(name)#\(uses + 1)"),
      ])
    return Tensor(value: value, shape: shape, isBatched: true)
  }
}
