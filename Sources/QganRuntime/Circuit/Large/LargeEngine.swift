import QganIR

/// Evaluates a circuit in normal form on states of many qubits, sample after sample: each layer is a sweep over blocks
/// and one over columns of the state, which threads share.
final class LargeEngine: CircuitEngine {
  var workspaceBytes: Int { runner.byteCount }

  private let runner: LargeRunner
  private let batch: Int

  /// From this many qubits on registers lie over amplitudes instead of samples.
  static let smallestQubitCount = 13
  /// Indices are 32 bits.
  static let largestQubitCount = 32

  /// Whether the circuit's diagonals have few enough parities.
  static func takes(_ fused: FusedCircuit) -> Bool {
    fused.qubitCount <= largestQubitCount
      && LargeNormalForm(fused).stages.allSatisfy { stage in
        (try? LargeSpectrum(stage.diagonal, name: fused.name)) != nil
      }
  }

  /// Bytes of the states, if as few are held as can be; `nil` if that exceeds an `Int`.
  static func leastBytes(_ choice: CircuitEngineChoice, _ fused: FusedCircuit) -> Int? {
    let shape = LargeShape(qubitCount: fused.qubitCount, isDouble: choice.isDouble, lowBits: nil)
    return LargeRunner.leastStateBytes(fused, shape: shape, order: choice.order)
  }

  /// Throws an `IRError` if the circuit has too many parities, or the states do not fit in memory, which is known
  /// before they are allocated. Tests choose the size of blocks, and whether states are kept for the backward pass.
  init(_ choice: CircuitEngineChoice, _ fused: FusedCircuit, lowBits: Int? = nil, keepsStates: Bool? = nil)
    throws
  {
    batch = choice.batch
    runner = try LargeRunner(
      fused,
      shape: LargeShape(qubitCount: fused.qubitCount, isDouble: choice.isDouble, lowBits: lowBits),
      threads: choice.threads, order: Swift.min(choice.order, .gradient),
      instructionSet: choice.instructionSet, parallel: choice.parallel, keepsStates: keepsStates)
  }

  func run(_ order: CircuitOrder, _ buffers: CircuitBuffers) {
    runner.begin(buffers.operands)
    for sample in 0..<batch {
      runner.forward(sample)
      if let output = buffers.output { runner.readOut(sample, to: output) }
      if order != .forward, let cotangent = buffers.cotangent, let gradients = buffers.gradients {
        runner.backward(sample, cotangent: cotangent, gradients: gradients)
      }
    }
    if order != .forward, let gradients = buffers.gradients { runner.finish(gradients) }
  }
}
