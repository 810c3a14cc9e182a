import CQganKernels

extension KernelRegistry {
  /// Draws inside a program; see `RandomStream` for what they depend on.
  static func randomKernels<Scalar: RuntimeScalar>() -> [String: Builder<Scalar>] {
    [
      "random_uniform": { request in
        try draw(request) { key, step, to, begin, end in
          qgan_random_uniform(Scalar.elementType, key, step, to, begin, end)
        }
      },
      "random_normal": { request in
        try draw(request) { key, step, to, begin, end in
          qgan_random_normal(Scalar.elementType, key, step, to, begin, end)
        }
      },
    ]
  }

  private static func draw<Scalar>(
    _ request: KernelRequest<Scalar>,
    _ fill: @escaping (UInt64, UInt64, UnsafeMutablePointer<Scalar>, Int64, Int64) -> Void
  ) throws -> Kernel {
    try request.expect(operands: 0)
    let key = RandomStream(seed: request.shared.seed, name: try request.string("stream")).key
    let (to, count) = (request.results[0].pointer, Int64(request.results[0].count))
    return Kernel { step in fill(key, step, to, 0, count) }
  }
}
