import CQganKernels
import QganIR

/// What evaluates a circuit's values and gradients, with `CircuitExecutor`'s contract.
protocol CircuitEngine<Scalar>: AnyObject {
  associatedtype Scalar
  /// Memory that the engine holds.
  var workspaceBytes: Int { get }
  func forward(operands: [UnsafePointer<Scalar>], output: UnsafeMutablePointer<Scalar>)
  func gradient(
    operands: [UnsafePointer<Scalar>], cotangent: UnsafePointer<Scalar>,
    gradients: [UnsafeMutablePointer<Scalar>?], output: UnsafeMutablePointer<Scalar>?)
}

/// Which engines a circuit can run on, and making them.
struct CircuitEngineChoice<Scalar: BinaryFloatingPoint & Sendable> {
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

  func engine(_ strategy: CircuitStrategy) throws -> any CircuitEngine<Scalar> {
    if strategy == .layers, let program = layeredProgram {
      return try LayeredEngine(self, program: program)
    }
    return try gateEngine()
  }

  func gateEngine() throws -> GateEngine<Scalar> {
    try GateEngine(
      plan: plan, batch: batch, threads: threads, order: order, instructionSet: instructionSet,
      parallel: parallel)
  }

  /// The circuit as the layered kernels read it, if they can.
  private var layeredProgram: LayeredProgram? {
    guard let fused = plan.fused, plan.qubitCount < LayeredProgram.largestQubitCount else { return nil }
    let kernels = layered_kernels_for(instructionSet.rawValue, Scalar.self == Double.self ? 1 : 0).pointee
    return LayeredProgram(fused, kernels: kernels, scalarBytes: MemoryLayout<Scalar>.stride)
  }
}

extension IRError {
  /// A state that does not fit in memory, with its size.
  static func tooLarge<Scalar: BinaryFloatingPoint>(_ plan: CircuitPlan, batch: Int, _ precision: Scalar.Type)
    -> IRError
  {
    let bytes =
      plan.stateBytes(precision: Scalar.self).map { "\($0) bytes" } ?? "more bytes than can be counted"
    return IRError(
      "`\(plan.name)` has \(plan.qubitCount) qubits: one state takes \(bytes), and what batch \(batch) needs "
        + "does not fit in memory")
  }
}
