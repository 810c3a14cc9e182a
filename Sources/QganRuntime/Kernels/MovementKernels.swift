import CQganKernels
import QganIR

extension KernelRegistry {
  /// Copies in many forms: broadcast, transposition, slices and their adjoints, joins, constants.
  static func movementKernels<Scalar: RuntimeScalar>() -> [String: Builder<Scalar>] {
    [
      "copy": { try flat($0) },
      "reshape": { try flat($0) },
      "variable": { try variable($0) },
      "constant": { try constant($0) },
      "broadcast": { try broadcast($0) },
      "transpose": { try transpose($0) },
      "slice": { try slice($0) },
      "pad": { try pad($0) },
      "concat": { try concat($0) },
    ]
  }

  /// Copies between tensors with strides, fastest axes innermost.
  static func stridedCopy<Scalar>(
    _ request: KernelRequest<Scalar>, shape: [Int], from: UnsafeMutablePointer<Scalar>, fromStrides: [Int],
    to: UnsafeMutablePointer<Scalar>, toStrides: [Int]
  ) throws -> Kernel {
    guard shape.allSatisfy({ $0 > 0 }) else { return Kernel {} }
    var nest = LoopNest(shape: shape, strides: [toStrides, fromStrides])
    // The axis along which the source is contiguous goes next to the innermost one, for tiles.
    if nest.rank > 2, nest.strides[1][nest.rank - 1] > 1,
      let axis = nest.strides[1].firstIndex(of: 1), axis < nest.rank - 2
    {
      nest = nest.reordered((0..<nest.rank - 1).filter { $0 != axis } + [axis, nest.rank - 1])
    }
    try request.require(nest.rank <= Int(QGAN_MAX_RANK), "too many axes")
    let (rank, sizes) = (Int32(nest.rank), IndexBuffer(nest.sizes))
    let (target, source) = (IndexBuffer(nest.strides[0]), IndexBuffer(nest.strides[1]))
    let (pool, outer) = (request.pool, nest.sizes[0])
    let grain = max(1, request.grain * outer / nest.sizes.reduce(1, *))
    let body = { (begin: Int, end: Int) in
      qgan_copy_strided(
        Scalar.elementType, rank, sizes.pointer, target.pointer, source.pointer, from, to, Int64(begin),
        Int64(end))
    }
    return Kernel { pool.forRanges(outer, grain: grain, body) }
  }

  /// The same elements elsewhere; nothing where they are in place already.
  private static func flat<Scalar>(_ request: KernelRequest<Scalar>) throws -> Kernel {
    try request.expect(operands: 1, contiguous: false)
    let (x, y) = (request.operands[0], request.results[0])
    try request.require(x.count == y.count, "\(x.shape) and \(y.shape) differ in size")
    if x.strides == nil, x.pointer == y.pointer { return Kernel {} }
    return try stridedCopy(
      request, shape: x.shape, from: x.pointer, fromStrides: x.loopStrides, to: y.pointer,
      toStrides: TensorType(x.shape).strides)
  }

  private static func variable<Scalar>(_ request: KernelRequest<Scalar>) throws -> Kernel {
    // The plan refers to a variable's memory directly, so that reading it is nothing to do.
    guard case .variable? = request.instruction.results.first?.storage else {
      throw request.invalid("a variable that is read must be its own storage")
    }
    return Kernel {}
  }

  private static func constant<Scalar>(_ request: KernelRequest<Scalar>) throws -> Kernel {
    try request.expect(operands: 0)
    let (y, values) = (request.results[0], try request.floats("values"))
    try request.require(values.count == 1 || values.count == y.count, "\(values.count) values for \(y.shape)")
    if case .constant? = request.instruction.results.first?.storage { return Kernel {} }
    let (to, count) = (y.pointer, Int64(y.count))
    if values.count == 1 {
      let value = values[0]
      return Kernel { qgan_fill(Scalar.elementType, to, value, count) }
    }
    let buffer = try AlignedBuffer<Scalar>(count: y.count, for: "a constant of shape \(y.shape)")
    buffer.fill(with: values)
    return Kernel { to.update(from: buffer.pointer, count: buffer.count) }
  }

  private static func broadcast<Scalar>(_ request: KernelRequest<Scalar>) throws -> Kernel {
    try request.expect(operands: 1, contiguous: false)
    let (x, y) = (request.operands[0], request.results[0])
    let axes = try request.integers("axes", count: x.shape.count)
    var strides = [Int](repeating: 0, count: y.shape.count)
    for (axis, target) in axes.enumerated() {
      try request.require(
        y.shape.indices.contains(target) && y.shape[target] == x.shape[axis],
        "\(x.shape) into \(y.shape) at \(axes)")
      strides[target] = x.loopStrides[axis]
    }
    return try stridedCopy(
      request, shape: y.shape, from: x.pointer, fromStrides: strides, to: y.pointer,
      toStrides: TensorType(y.shape).strides)
  }

  private static func transpose<Scalar>(_ request: KernelRequest<Scalar>) throws -> Kernel {
    try request.expect(operands: 1, contiguous: false)
    let (x, y) = (request.operands[0], request.results[0])
    let permutation = try request.integers("permutation", count: x.shape.count)
    try request.require(
      permutation.sorted() == Array(x.shape.indices) && permutation.map { x.shape[$0] } == y.shape,
      "\(x.shape) by \(permutation) is not \(y.shape)")
    return try stridedCopy(
      request, shape: y.shape, from: x.pointer, fromStrides: permutation.map { x.loopStrides[$0] },
      to: y.pointer, toStrides: TensorType(y.shape).strides)
  }

  /// The offset and strides of the elements of `whole` that a slice of shape `part` takes.
  private static func window<Scalar>(
    _ request: KernelRequest<Scalar>, whole: [Int], part: [Int], strides: [Int]
  ) throws -> (offset: Int, strides: [Int]) {
    let starts = try request.integers("starts", count: whole.count)
    let steps = try request.integers("steps", count: whole.count)
    try request.require(part.count == whole.count, "ranks of \(whole) and \(part) differ")
    for axis in whole.indices where part[axis] > 0 {
      let (reach, overflow) = (part[axis] - 1).multipliedReportingOverflow(by: steps[axis])
      let (last, overflow2) = starts[axis].addingReportingOverflow(reach)
      let range = 0..<whole[axis]
      try request.require(
        !overflow && !overflow2 && range.contains(starts[axis]) && range.contains(last),
        "the window \(part) from \(starts) by \(steps) leaves \(whole)")
    }
    let offset = part.contains(0) ? 0 : zip(starts, strides).reduce(0) { $0 + $1.0 * $1.1 }
    return (offset, zip(steps, strides).map { $0 * $1 })
  }

  private static func slice<Scalar>(_ request: KernelRequest<Scalar>) throws -> Kernel {
    try request.expect(operands: 1, contiguous: false)
    let (x, y) = (request.operands[0], request.results[0])
    let window = try window(request, whole: x.shape, part: y.shape, strides: x.loopStrides)
    return try stridedCopy(
      request, shape: y.shape, from: x.pointer + window.offset, fromStrides: window.strides, to: y.pointer,
      toStrides: TensorType(y.shape).strides)
  }

  private static func pad<Scalar>(_ request: KernelRequest<Scalar>) throws -> Kernel {
    try request.expect(operands: 1, contiguous: false)
    let (x, y) = (request.operands[0], request.results[0])
    let window = try window(request, whole: y.shape, part: x.shape, strides: TensorType(y.shape).strides)
    let copy = try stridedCopy(
      request, shape: x.shape, from: x.pointer, fromStrides: x.loopStrides, to: y.pointer + window.offset,
      toStrides: window.strides)
    let (to, count) = (y.pointer, Int64(y.count))
    return Kernel { step in
      qgan_fill(Scalar.elementType, to, 0, count)
      try copy.run(step)
    }
  }

  private static func concat<Scalar>(_ request: KernelRequest<Scalar>) throws -> Kernel {
    try request.expect(operands: request.operands.count, contiguous: false)
    let (y, axis) = (request.results[0], try request.integer("axis"))
    try request.require(y.shape.indices.contains(axis), "no axis \(axis) in \(y.shape)")
    let strides = TensorType(y.shape).strides
    var start = 0
    let copies = try request.operands.map { x in
      var expected = y.shape
      if x.shape.indices.contains(axis) { expected[axis] = x.shape[axis] }
      try request.require(
        x.shape == expected && start + x.shape[axis] <= y.shape[axis], "\(x.shape) in \(y.shape)")
      defer { start += x.shape[axis] }
      return try stridedCopy(
        request, shape: x.shape, from: x.pointer, fromStrides: x.loopStrides,
        to: y.pointer + start * strides[axis], toStrides: strides)
    }
    try request.require(start == y.shape[axis], "the parts of \(y.shape) have \(start) along axis \(axis)")
    return Kernel { step in for copy in copies { try copy.run(step) } }
  }
}
