import CQganKernels
import QganIR

extension KernelRegistry {
  /// The element-wise functions, whose names and formulas are in `tensor_lists.h`, and `select`.
  static func elementwiseKernels<Scalar: RuntimeScalar>() -> [String: Builder<Scalar>] {
    var result: [String: Builder<Scalar>] = [:]
    for op in 0..<qgan_unary_count() {
      guard let name = qgan_unary_name(op) else { continue }
      result[String(cString: name)] = { try unary($0, op) }
    }
    for op in 0..<qgan_binary_count() {
      guard let name = qgan_binary_name(op) else { continue }
      result[String(cString: name)] = { try binary($0, op) }
    }
    result["power"] = { request in
      // Common exponents need no logarithm.
      let special = [
        2: "square", 3: "cube", 1: "stop_gradient", -1: "reciprocal", 0.5: "sqrt", -0.5: "reciprocal_sqrt",
      ]
      return try unary(request, unaryNumber(special[try request.float("exponent")] ?? "power"))
    }
    result["select"] = { try select($0) }
    return result
  }

  /// The number of the unary function `name`, which must be in the C list.
  private static func unaryNumber(_ name: String) -> Int32 {
    (0..<qgan_unary_count()).first { qgan_unary_name($0).map { String(cString: $0) } == name } ?? 0
  }

  /// The constant of a unary function, by the attribute that holds it.
  private static func parameter<Scalar>(_ request: KernelRequest<Scalar>) throws -> Double {
    switch request.instruction.primitive {
    case "scale": try request.float("factor")
    case "offset": try request.float("amount")
    case "power": try request.float("exponent")
    case "leaky_relu", "leaky_relu_slope": try request.float("slope")
    default: 0
    }
  }

  /// The common loop of an element-wise instruction.
  private static func nest<Scalar>(_ request: KernelRequest<Scalar>, operands: Int) throws -> LoopNest {
    try request.expect(operands: operands, contiguous: false)
    let y = request.results[0]
    for operand in request.operands {
      try request.require(operand.shape == y.shape, "shapes \(operand.shape) and \(y.shape) differ")
    }
    // The result is part of the nest, so that merged axes are contiguous in it too.
    let nest = LoopNest(
      shape: y.shape, strides: request.operands.map(\.loopStrides) + [TensorType(y.shape).strides])
    try request.require(nest.rank <= Int(QGAN_MAX_RANK), "too many axes")
    return nest
  }

  private static func unary<Scalar>(_ request: KernelRequest<Scalar>, _ op: Int32) throws -> Kernel {
    let nest = try nest(request, operands: 1)
    let (x, y, count) = (request.operands[0].pointer, request.results[0].pointer, request.results[0].count)
    let (rank, sizes, strides) = (Int32(nest.rank), IndexBuffer(nest.sizes), IndexBuffer(nest.strides[0]))
    let (parameter, pool) = (try parameter(request), request.pool)
    let body = { (begin: Int, end: Int) in
      qgan_unary(
        Scalar.elementType, op, rank, sizes.pointer, strides.pointer, x, y, parameter, Int64(begin),
        Int64(end))
    }
    let grain = request.grain
    return Kernel { pool.forRanges(count, grain: grain, body) }
  }

  private static func binary<Scalar>(_ request: KernelRequest<Scalar>, _ op: Int32) throws -> Kernel {
    let nest = try nest(request, operands: 2)
    let (a, b) = (request.operands[0].pointer, request.operands[1].pointer)
    let (y, count, pool) = (request.results[0].pointer, request.results[0].count, request.pool)
    let (rank, sizes) = (Int32(nest.rank), IndexBuffer(nest.sizes))
    let strides = IndexBuffer(nest.strides[0] + nest.strides[1])
    let body = { (begin: Int, end: Int) in
      qgan_binary(
        Scalar.elementType, op, rank, sizes.pointer, strides.pointer, a, b, y, Int64(begin), Int64(end))
    }
    let grain = request.grain
    return Kernel { pool.forRanges(count, grain: grain, body) }
  }

  private static func select<Scalar>(_ request: KernelRequest<Scalar>) throws -> Kernel {
    let nest = try nest(request, operands: 3)
    let (mask, a, b) = (
      request.operands[0].pointer, request.operands[1].pointer, request.operands[2].pointer
    )
    let (y, count, pool) = (request.results[0].pointer, request.results[0].count, request.pool)
    let (rank, sizes) = (Int32(nest.rank), IndexBuffer(nest.sizes))
    let strides = IndexBuffer(nest.strides[0] + nest.strides[1] + nest.strides[2])
    let body = { (begin: Int, end: Int) in
      qgan_select(
        Scalar.elementType, rank, sizes.pointer, strides.pointer, mask, a, b, y, Int64(begin), Int64(end))
    }
    let grain = request.grain
    return Kernel { pool.forRanges(count, grain: grain, body) }
  }
}
