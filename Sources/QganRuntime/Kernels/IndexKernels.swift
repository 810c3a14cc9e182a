import CQganKernels

extension KernelRegistry {
  /// Kernels in which values are indices, and constant sparse matrices.
  static func indexKernels<Scalar: RuntimeScalar>() -> [String: Builder<Scalar>] {
    [
      "gather": { try gather($0) },
      "scatter_add": { try scatterAdd($0) },
      "one_hot": { try oneHot($0) },
      "argmax": { try argmax($0) },
      "linear_map": { try linearMap($0) },
      "sample_outcomes": { try sampleOutcomes($0) },
    ]
  }

  private static func gather<Scalar>(_ request: KernelRequest<Scalar>) throws -> Kernel {
    try request.expect(operands: 2)
    let (table, indices, y) = (request.operands[0], request.operands[1], request.results[0])
    try request.require(
      !table.shape.isEmpty && y.shape == indices.shape + table.shape.dropFirst(),
      "\(table.shape) at \(indices.shape) is not \(y.shape)")
    let rows = table.shape[0]
    let width = table.shape.dropFirst().reduce(1, *)
    let (from, at, to, count) = (table.pointer, indices.pointer, y.pointer, indices.count)
    return Kernel { _ in
      let bad = qgan_gather(Scalar.elementType, from, Int64(rows), Int64(width), at, Int64(count), to)
      if bad >= 0 { throw request.badIndex(at[Int(bad)], limit: rows) }
    }
  }

  private static func scatterAdd<Scalar>(_ request: KernelRequest<Scalar>) throws -> Kernel {
    try request.expect(operands: 2)
    let (indices, values, y) = (request.operands[0], request.operands[1], request.results[0])
    let rows = try request.integer("rows")
    try request.require(
      y.shape.first == rows && values.shape == indices.shape + y.shape.dropFirst(),
      "\(values.shape) at \(indices.shape) is not \(y.shape)")
    let width = y.shape.dropFirst().reduce(1, *)
    let (from, at, to, count) = (values.pointer, indices.pointer, y.pointer, indices.count)
    return Kernel { _ in
      let bad = qgan_scatter_add(Scalar.elementType, at, from, Int64(count), Int64(rows), Int64(width), to)
      if bad >= 0 { throw request.badIndex(at[Int(bad)], limit: rows) }
    }
  }

  private static func oneHot<Scalar>(_ request: KernelRequest<Scalar>) throws -> Kernel {
    try request.expect(operands: 1)
    let (labels, y) = (request.operands[0], request.results[0])
    let classes = try request.integer("classes")
    try request.require(y.shape == labels.shape + [classes], "\(labels.shape) into \(y.shape)")
    let (at, to, count) = (labels.pointer, y.pointer, labels.count)
    return Kernel { _ in
      let bad = qgan_one_hot(Scalar.elementType, at, Int64(count), Int64(classes), to)
      if bad >= 0 { throw request.badIndex(at[Int(bad)], limit: classes) }
    }
  }

  private static func argmax<Scalar>(_ request: KernelRequest<Scalar>) throws -> Kernel {
    try request.expect(operands: 1)
    let (x, y) = (request.operands[0], request.results[0])
    let axis = try request.integer("axis")
    try request.require(x.shape.indices.contains(axis) && x.shape[axis] > 0, "axis \(axis) of \(x.shape)")
    let outer = x.shape[..<axis].reduce(1, *)
    let inner = x.shape[(axis + 1)...].reduce(1, *)
    try request.require(y.count == outer * inner, "\(x.shape) along \(axis) is not \(y.shape)")
    let (from, to, size) = (x.pointer, y.pointer, x.shape[axis])
    return Kernel { qgan_argmax(Scalar.elementType, from, Int64(outer), Int64(size), Int64(inner), to) }
  }

  private static func linearMap<Scalar>(_ request: KernelRequest<Scalar>) throws -> Kernel {
    try request.expect(operands: 1)
    let (x, y) = (request.operands[0], request.results[0])
    let (axis, size) = (try request.integer("axis"), try request.integer("size"))
    try request.require(x.shape.indices.contains(axis), "axis \(axis) of \(x.shape)")
    var expected = x.shape
    expected[axis] = size
    try request.require(y.shape == expected, "\(y.shape) is not \(expected)")
    let columnCount = x.shape[axis]
    let offsets = try request.integers("offsets", count: size + 1)
    let columns = try request.integers("columns")
    let values = try request.floats("weights")
    try request.require(
      offsets.first == 0 && offsets.last == columns.count && columns.count == values.count
        && zip(offsets, offsets.dropFirst()).allSatisfy { $0 <= $1 }
        && columns.allSatisfy((0..<columnCount).contains), "the sparse matrix is malformed")
    let (starts, at) = (IndexBuffer(offsets), IndexBuffer(columns))
    let weights = try AlignedBuffer<Scalar>(count: values.count, for: "a linear map")
    if !values.isEmpty { weights.fill(with: values) }
    let outer = x.shape[..<axis].reduce(1, *)
    let inner = x.shape[(axis + 1)...].reduce(1, *)
    let (from, to, pool) = (x.pointer, y.pointer, request.pool)
    let grain = max(1, request.grain / max(1, columns.count * inner))
    let body = { (begin: Int, end: Int) in
      qgan_linear_map(
        Scalar.elementType, from, Int64(columnCount), Int64(inner), Int64(size), starts.pointer, at.pointer,
        weights.pointer, to, Int64(begin), Int64(end))
    }
    return Kernel { pool.forRanges(outer, grain: grain, body) }
  }

  private static func sampleOutcomes<Scalar>(_ request: KernelRequest<Scalar>) throws -> Kernel {
    try request.expect(operands: 2)
    let (p, u, y) = (request.operands[0], request.operands[1], request.results[0])
    try request.require(
      p.shape.count == 2 && y.shape.count == 2, "\(p.shape) and \(y.shape) are not matrices")
    let bits = y.shape[1]
    try request.require(
      (0..<62).contains(bits) && p.shape[1] == 1 << bits && y.shape[0] == p.shape[0] && u.count == p.shape[0],
      "\(p.shape) and \(u.shape) do not give \(y.shape)")
    let (from, at, to, batch) = (p.pointer, u.pointer, y.pointer, p.shape[0])
    return Kernel { qgan_sample_outcomes(Scalar.elementType, from, at, Int64(batch), Int32(bits), to) }
  }
}
