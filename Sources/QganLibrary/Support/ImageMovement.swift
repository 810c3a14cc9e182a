import QganIR

extension ModelBuilder {
  /// A whole number below `count` from a uniform draw; every one has the same chance.
  func wholeNumber(below count: Int, from uniform: Tensor) throws -> Tensor {
    try map("floor", map("scale", uniform, ["factor": .float(Double(count))]))
  }
}

extension Tensor {
  /// Batched images whose rows of pixels are multiplied by one `[width, width]` matrix a sample.
  func columns(times matrix: Tensor, transposed: Bool = false, _ builder: ModelBuilder) throws -> Tensor {
    let rows = try builder.reshape(self, to: [shape[0] * shape[1], shape[2]])
    let product = try builder.graph.matmul(
      builder.batched(rows).value, builder.batched(matrix).value, transposeB: transposed)
    return try builder.reshape(builder.tensor(product, isBatched: true), to: shape)
  }

  /// Batched images whose columns of pixels are multiplied by one `[height, height]` matrix a sample.
  func rows(movedBy matrix: Tensor, _ builder: ModelBuilder) throws -> Tensor {
    let full = [builder.batch, shape[0], shape[1], shape[1]]
    let repeated = try builder.graph.broadcast(builder.batched(matrix).value, to: full, axes: [0, 2, 3])
    return builder.tensor(try builder.graph.matmul(repeated, value), isBatched: true)
  }
}
