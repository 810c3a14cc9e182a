import CQganKernels
import Dispatch
import QganIR

/// Evaluates a fused circuit on states of many qubits, sample after sample: each layer is a sweep over blocks and one
/// over columns of the state, which threads share.
///
/// Buffers and results are as `CircuitExecutor` says; there are no directional derivatives. All memory is taken at the
/// start. The same number of threads gives the same bytes. One call at a time.
final class LargeCircuitEngine<Scalar: BinaryFloatingPoint & Sendable> {
  /// Fewer qubits leave no columns.
  static var minimumQubitCount: Int { 6 }
  /// Indices are 32 bits.
  static var maximumQubitCount: Int { 32 }

  /// Memory that the engine holds.
  var workspaceBytes: Int { runner.byteCount }

  private let runner: LargeCircuitRunner
  private let batch: Int

  /// Throws an `IRError` if the circuit is not for this engine, the processor lacks the instruction set, directional
  /// derivatives are asked for, or the states do not fit in memory, which is known before anything is allocated.
  /// Tests choose the size of blocks, and whether states are kept for the backward pass.
  init(
    fused: FusedCircuit, batch: Int, threads: Int = 1, order: CircuitOrder = .gradient,
    instructionSet: InstructionSet = .best, parallel: ParallelLoop? = nil, lowBits: Int? = nil,
    keepsStates: Bool? = nil
  ) throws {
    guard Scalar.self == Float.self || Scalar.self == Double.self else {
      throw IRError("circuits run in single or double precision")
    }
    guard batch > 0, threads > 0 else { throw IRError("a circuit needs at least one sample and one thread") }
    guard instructionSet.isSupported else { throw IRError("this processor has no \(instructionSet)") }
    guard order < .tangent else { throw IRError("states of many qubits have no directional derivatives") }
    let range = Self.minimumQubitCount...Self.maximumQubitCount
    guard range.contains(fused.qubitCount) else {
      throw IRError("sweeps over a state need \(range.lowerBound) to \(range.upperBound) qubits")
    }
    self.batch = batch
    let shape = LargeShape(
      qubitCount: fused.qubitCount, isDouble: Scalar.self == Double.self, lowBits: lowBits)
    runner = try LargeCircuitRunner(
      fused, shape: shape, threads: threads, order: order, instructionSet: instructionSet,
      parallel: parallel ?? { count, body in DispatchQueue.concurrentPerform(iterations: count, execute: body)
      },
      keepsStates: keepsStates)
  }

  /// Writes the outputs.
  func forward(operands: [UnsafePointer<Scalar>], output: UnsafeMutablePointer<Scalar>) {
    runner.begin(operands.map { UnsafeRawPointer($0) })
    for sample in 0..<batch {
      runner.forward(sample)
      runner.readOut(sample, to: UnsafeMutableRawPointer(output))
    }
  }

  /// Writes the gradients of `sum(cotangent * output)` by each operand (params summed over the batch; `nil` skips
  /// one), and the outputs if asked for.
  func gradient(
    operands: [UnsafePointer<Scalar>], cotangent: UnsafePointer<Scalar>,
    gradients: [UnsafeMutablePointer<Scalar>?], output: UnsafeMutablePointer<Scalar>? = nil
  ) {
    let results = gradients.map { $0.map { UnsafeMutableRawPointer($0) } }
    runner.begin(operands.map { UnsafeRawPointer($0) })
    for sample in 0..<batch {
      runner.forward(sample)
      if let output { runner.readOut(sample, to: UnsafeMutableRawPointer(output)) }
      runner.backward(sample, cotangent: UnsafeRawPointer(cotangent), gradients: results)
    }
    runner.finish(results)
  }
}
