import QganIR

/// Evaluates a circuit in normal form on states of many qubits, sample after sample: each layer is a sweep over blocks
/// and one over columns of the state, which threads share.
final class LargeEngine: CircuitEngine {
  var workspaceBytes: Int { runner.byteCount }

  private let runner: LargeCircuitRunner
  private let batch: Int
  private let operandCount: Int

  /// From this many qubits on registers lie over amplitudes instead of samples.
  static let smallestQubitCount = 13
  /// Indices are 32 bits.
  static let largestQubitCount = 32

  init(_ choice: CircuitEngineChoice, _ fused: FusedCircuit) throws {
    batch = choice.batch
    operandCount = fused.operands.count
    runner = try LargeCircuitRunner(
      fused,
      shape: LargeShape(qubitCount: fused.qubitCount, isDouble: choice.isDouble, lowBits: nil),
      threads: choice.threads, order: Swift.min(choice.order, .gradient),
      instructionSet: choice.instructionSet, parallel: choice.parallel, keepsStates: nil)
  }

  func run(_ order: CircuitOrder, _ buffers: CircuitBuffers) {
    let results = (0..<operandCount).map { buffers.gradients?[$0] }
    runner.begin((0..<operandCount).compactMap { buffers.operands[$0] })
    for sample in 0..<batch {
      runner.forward(sample)
      if let output = buffers.output { runner.readOut(sample, to: output) }
      if order != .forward, let cotangent = buffers.cotangent {
        runner.backward(sample, cotangent: cotangent, gradients: results)
      }
    }
    if order != .forward { runner.finish(results) }
  }
}
