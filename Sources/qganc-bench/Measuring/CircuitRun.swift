import QganIR
import QganRuntime

/// A circuit plan with an executor and the data of a workload in memory.
final class CircuitRun<Scalar: RuntimeScalar> {
  private let executor: CircuitExecutor<Scalar>
  /// Everything that `operands` and the rest point into.
  private var memory: [UnsafeMutableBufferPointer<Scalar>] = []
  /// The operands with each of two sets of weights.
  private let operands: [[UnsafePointer<Scalar>]]
  private let cotangent: UnsafePointer<Scalar>
  private let output: UnsafeMutableBufferPointer<Scalar>
  private let gradients: [UnsafeMutableBufferPointer<Scalar>]
  private let gradientPointers: [UnsafeMutablePointer<Scalar>?]

  /// Throws what the executor throws, as where memory is short.
  init(
    _ plan: CircuitPlan, batch: Int, data: WorkloadData, order: CircuitOrder, options: RunOptions
  ) throws {
    executor = try CircuitExecutor<Scalar>(
      plan: plan, batch: plan.isBatched ? batch : 1, threads: options.threads, order: order,
      instructionSet: options.instructionSet, strategy: options.strategy)
    var taken: [UnsafeMutableBufferPointer<Scalar>] = []
    func buffer(_ values: some Collection<Scalar>) -> UnsafeMutableBufferPointer<Scalar> {
      // Never empty, so that it has an address; kernels take any alignment.
      let buffer = UnsafeMutableBufferPointer<Scalar>.allocate(capacity: Swift.max(values.count, 1))
      buffer.initialize(repeating: 0)
      _ = buffer.update(from: values)
      taken.append(buffer)
      return buffer
    }
    func addresses(_ values: [[Float]]) -> [UnsafePointer<Scalar>] {
      values.compactMap { UnsafePointer(buffer($0.map { Scalar($0) }).baseAddress) }
    }
    let first = addresses(data.operands)
    operands = [first, options.fixedWeights ? first : addresses(data.updatedOperands)]
    let cotangents = buffer(data.cotangent.map { Scalar($0) })
    output = buffer(repeatElement(0, count: data.cotangent.count))
    gradients = data.operands.map { buffer(repeatElement(0, count: $0.count)) }
    gradientPointers = gradients.map(\.baseAddress)
    guard let cotangent = cotangents.baseAddress else {
      throw IRError("there is no memory for a workload's data")
    }
    self.cotangent = UnsafePointer(cotangent)
    memory = taken
  }

  deinit { for buffer in memory { buffer.deallocate() } }

  /// How the executor does it.
  var strategy: CircuitStrategy { executor.strategy }

  /// Computes outputs, call number `number` with the weights whose turn it is.
  func forward(_ number: Int) {
    guard let output = output.baseAddress else { return }
    executor.forward(operands: operands[number & 1], output: output)
  }

  /// Computes outputs and all gradients.
  func gradient(_ number: Int) {
    executor.gradient(
      operands: operands[number & 1], cotangent: cotangent, gradients: gradientPointers,
      output: output.baseAddress)
  }

  /// The outputs of the last call.
  var outputs: [Double] { output.map { Double($0) } }
  /// The gradients of the last call by each operand.
  var gradientValues: [[Double]] { gradients.map { $0.map { Double($0) } } }
}
