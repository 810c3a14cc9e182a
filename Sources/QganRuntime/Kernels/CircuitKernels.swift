extension KernelRegistry {
  /// Circuit evaluation and its derivatives.
  static func circuitKernels<Scalar: RuntimeScalar>() -> [String: Builder<Scalar>] { [:] }
}
