import QganIR

extension KernelRegistry {
  /// Circuit evaluation and its derivatives, by the batched state-vector engine.
  static func circuitKernels<Scalar: RuntimeScalar>() -> [String: Builder<Scalar>] {
    [
      "circuit": { try circuit($0) },
      "circuit_gradient": { try circuitGradient($0) },
      "circuit_tangent": { try circuitTangent($0) },
    ]
  }

  private static func circuit<Scalar>(_ request: KernelRequest<Scalar>) throws -> Kernel {
    let call = try CircuitCall(request, cotangents: 0, tangents: false)
    let (executor, operands) = (call.executor, call.operands)
    let output = request.results[0].pointer
    return Kernel { executor.forward(operands: operands, output: output) }
  }

  private static func circuitGradient<Scalar>(_ request: KernelRequest<Scalar>) throws -> Kernel {
    let call = try CircuitCall(request, cotangents: 1, tangents: false)
    let (executor, operands) = (call.executor, call.operands)
    let cotangent = UnsafePointer(request.operands[operands.count].pointer)
    let gradients: [UnsafeMutablePointer<Scalar>?] = request.results.map(\.pointer)
    return Kernel { executor.gradient(operands: operands, cotangent: cotangent, gradients: gradients) }
  }

  private static func circuitTangent<Scalar>(_ request: KernelRequest<Scalar>) throws -> Kernel {
    let call = try CircuitCall(request, cotangents: 1, tangents: true)
    let (executor, operands) = (call.executor, call.operands)
    let cotangent = UnsafePointer(request.operands[operands.count].pointer)
    let tangents = request.operands[(operands.count + 1)...].map { UnsafePointer($0.pointer) }
    let product = request.results[0].pointer
    let gradients: [UnsafeMutablePointer<Scalar>?] = request.results.dropFirst().map(\.pointer)
    return Kernel {
      executor.tangent(
        operands: operands, cotangent: cotangent, tangents: tangents, product: product, gradients: gradients)
    }
  }
}

/// What the three circuit instructions have in common.
private struct CircuitCall<Scalar: RuntimeScalar> {
  let executor: CircuitExecutor<Scalar>
  let operands: [UnsafePointer<Scalar>]

  /// Checks every operand and result against the circuit, so that the engine reads and writes inside of them.
  init(_ request: KernelRequest<Scalar>, cotangents: Int, tangents: Bool) throws {
    let name = try request.string("circuit")
    guard let circuit = request.shared.circuits[name] else { throw request.invalid("no circuit `\(name)`") }
    let count = circuit.operands.count
    try request.require(
      request.operands.count == (tangents ? 2 : 1) * count + cotangents
        && request.results.count == (cotangents == 0 ? 1 : tangents ? count + 1 : count),
      "\(request.operands.count) operands and \(request.results.count) results")
    try request.require(
      (request.operands + request.results).allSatisfy { $0.strides == nil }, "strides where there may be none"
    )
    let batch = zip(circuit.operands, request.operands).first { $0.0.binding == .input }?.1.shape.first ?? 1
    let output = (circuit.isBatched ? [batch] : []) + [circuit.outputCount]
    let shapes = circuit.operands.map { $0.binding == .input ? [batch, $0.count] : [$0.count] }
    let expectedOperands =
      shapes + (cotangents == 1 ? [output] : []) + (tangents ? shapes : [])
    let expectedResults = cotangents == 0 ? [output] : tangents ? [output] + shapes : shapes
    try request.require(
      request.operands.map(\.shape) == expectedOperands && request.results.map(\.shape) == expectedResults,
      "shapes that `\(name)` does not have")
    executor = try request.shared.circuitExecutor(name, batch: batch)
    operands = request.operands.prefix(count).map { UnsafePointer($0.pointer) }
  }
}
