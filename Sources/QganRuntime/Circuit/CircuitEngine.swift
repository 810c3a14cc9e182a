import CQganKernels
import QganIR

/// The tensors of one call, with `CircuitExecutor`'s contract.
struct CircuitBuffers {
  /// One an operand.
  var operands: UnsafePointer<UnsafeRawPointer?>
  var tangents: UnsafePointer<UnsafeRawPointer?>?
  var cotangent: UnsafeRawPointer?
  /// Outputs, or the Jacobian-vector product.
  var output: UnsafeMutableRawPointer?
  /// One an operand; those that are `nil` are not written.
  var gradients: UnsafePointer<UnsafeMutableRawPointer?>?
}

/// What evaluates a circuit.
protocol CircuitEngine: AnyObject {
  /// Memory that the engine holds.
  var workspaceBytes: Int { get }
  func run(_ order: CircuitOrder, _ buffers: CircuitBuffers)
}

/// Which engines a circuit can run on, and making them.
struct CircuitEngineChoice {
  let isDouble: Bool
  let plan: CircuitPlan
  let batch: Int
  let threads: Int
  let order: CircuitOrder
  let instructionSet: InstructionSet
  let parallel: ParallelLoop

  /// The strategy that is asked for, or the plan's own; throws if the circuit has no normal form and needs one.
  func strategy(wanted: CircuitStrategy?) throws -> CircuitStrategy {
    switch wanted {
    case nil:
      return layeredProgram == nil ? .gates : .layers
    case .gates?:
      return .gates
    case .layers?:
      guard layeredProgram != nil else { throw IRError("`\(plan.name)` has no normal form to run in layers") }
      return .layers
    case .dense?:
      throw IRError("`\(plan.name)` cannot run as one matrix")
    }
  }

  func engine(_ strategy: CircuitStrategy) throws -> any CircuitEngine {
    if strategy == .layers, let program = layeredProgram {
      return try LayeredEngine(self, program: program)
    }
    return try gateEngine()
  }

  func gateEngine() throws -> GateEngine { try GateEngine(self) }

  /// Bytes of a number.
  var scalarBytes: Int { isDouble ? MemoryLayout<Double>.stride : MemoryLayout<Float>.stride }

  /// A state that does not fit in memory, with its size.
  var tooLarge: IRError {
    let bytes =
      plan.stateBytes(scalarBytes: scalarBytes).map { "\($0) bytes" } ?? "more bytes than can be counted"
    return IRError(
      "`\(plan.name)` has \(plan.qubitCount) qubits: one state takes \(bytes), and what batch \(batch) needs "
        + "does not fit in memory")
  }

  /// The circuit as the layered kernels read it, if they can.
  private var layeredProgram: LayeredProgram? {
    guard let fused = plan.fused, plan.qubitCount < LayeredProgram.largestQubitCount else { return nil }
    let kernels = layered_kernels_for(instructionSet.rawValue, isDouble ? 1 : 0).pointee
    return LayeredProgram(fused, kernels: kernels, scalarBytes: scalarBytes)
  }
}
