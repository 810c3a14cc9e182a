/// Every kernel, by the name of its primitive.
enum KernelRegistry {
  typealias Builder<Scalar: RuntimeScalar> = (KernelRequest<Scalar>) throws -> Kernel

  /// The kernels for one precision; a primitive that is missing here cannot be run.
  static func builders<Scalar: RuntimeScalar>(for: Scalar.Type) -> [String: Builder<Scalar>] {
    let families: [[String: Builder<Scalar>]] = [
      elementwiseKernels(), reductionKernels(), movementKernels(), indexKernels(), matrixKernels(),
      convolutionKernels(), channelsLastKernels(), poolingKernels(), randomKernels(), circuitKernels(),
      fusedKernels(),
    ]
    return families.reduce(into: [:]) { $0.merge($1) { first, _ in first } }
  }

  /// The names of all primitives that have a kernel.
  static var names: Set<String> { Set(builders(for: Double.self).keys) }
}
