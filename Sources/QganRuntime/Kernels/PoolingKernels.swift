import CQganKernels

extension KernelRegistry {
  /// Maximum pooling, its adjoint and the adjoint's adjoint.
  static func poolingKernels<Scalar: RuntimeScalar>() -> [String: Builder<Scalar>] {
    [
      "max_pool2d": { request in
        try request.expect(operands: 1)
        let (x, y) = (request.operands[0], request.results[0])
        return try pool(request, x: x.shape, pooled: y.shape) { window, begin, end in
          qgan_max_pool(Scalar.elementType, window, x.pointer, y.pointer, begin, end)
        }
      },
      "max_pool2d_scatter": { request in
        try request.expect(operands: 2)
        let (x, dy, dx) = (request.operands[0], request.operands[1], request.results[0])
        try request.require(dx.shape == x.shape, "\(dx.shape) is not \(x.shape)")
        return try pool(request, x: x.shape, pooled: dy.shape) { window, begin, end in
          qgan_max_pool_scatter(Scalar.elementType, window, x.pointer, dy.pointer, dx.pointer, begin, end)
        }
      },
      "max_pool2d_gather": { request in
        try request.expect(operands: 2)
        let (x, v, y) = (request.operands[0], request.operands[1], request.results[0])
        try request.require(v.shape == x.shape, "\(v.shape) is not \(x.shape)")
        return try pool(request, x: x.shape, pooled: y.shape) { window, begin, end in
          qgan_max_pool_gather(Scalar.elementType, window, x.pointer, v.pointer, y.pointer, begin, end)
        }
      },
    ]
  }

  private static func pool<Scalar>(
    _ request: KernelRequest<Scalar>, x: [Int], pooled: [Int],
    _ run: @escaping (UnsafePointer<qgan_window>, Int64, Int64) -> Void
  ) throws -> Kernel {
    try request.require(
      x.count == 4 && pooled.count == 4 && x[..<2] == pooled[..<2], "\(x) and \(pooled) are not images")
    let kernel = try request.integers("kernel", count: 2)
    let geometry = try WindowGeometry(
      request, input: Array(x[2...]), kernel: kernel, output: Array(pooled[2...]))
    let window = geometry.window
    let (pool, planes) = (request.pool, x[0] * x[1])
    let grain = max(1, request.grain / max(1, pooled[2] * pooled[3] * kernel[0] * kernel[1]))
    let body = { (begin: Int, end: Int) in
      withUnsafePointer(to: window) { run($0, Int64(begin), Int64(end)) }
    }
    return Kernel { pool.forRanges(planes, grain: grain, body) }
  }
}
