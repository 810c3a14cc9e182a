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
final class CircuitEngineChoice {
  let isDouble: Bool
  let plan: CircuitPlan
  let batch: Int
  let threads: Int
  let order: CircuitOrder
  let instructionSet: InstructionSet
  let parallel: ParallelLoop

  init(
    isDouble: Bool, plan: CircuitPlan, batch: Int, threads: Int, order: CircuitOrder,
    instructionSet: InstructionSet, parallel: @escaping ParallelLoop
  ) {
    self.isDouble = isDouble
    self.plan = plan
    self.batch = batch
    self.threads = threads
    self.order = order
    self.instructionSet = instructionSet
    self.parallel = parallel
  }

  /// The strategies that apply to the circuit, `layers` first if it is one of them.
  var applicable: [CircuitStrategy] {
    (form == nil ? [.gates] : [.layers, .gates]) + (denseProgram == nil ? [] : [.dense])
  }

  /// The strategy that is asked for, or the best for the plan; throws if the one that is asked for does not apply, or
  /// the table of costs cannot be read.
  func strategy(wanted: CircuitStrategy?) throws -> CircuitStrategy {
    switch wanted {
    case nil:
      return Self.best(of: estimates(try CircuitCosts.current))
    case .gates?:
      return .gates
    case .layers?:
      guard form != nil else { throw IRError("`\(plan.name)` has no normal form to run in layers") }
      return .layers
    case .dense?:
      guard denseProgram != nil else {
        throw IRError(
          "`\(plan.name)` cannot run as one matrix: that takes a normal form on at most "
            + "\(DenseShape.largestQubitCount) qubits without per-sample angles in its layers")
      }
      return .dense
    }
  }

  /// The engine of a strategy that `strategy(wanted:)` gave.
  func engine(_ strategy: CircuitStrategy) throws -> any CircuitEngine {
    if strategy == .layers {
      switch form {
      case .registers(let program): return try LayeredEngine(self, program: program)
      case .sweeps(let fused): return try LargeEngine(self, fused)
      case nil: break
      }
    }
    if strategy == .dense, let fused = plan.fused, let program = denseProgram {
      return try DenseEngine(self, program: program, fused: fused)
    }
    return try gateEngine()
  }

  func gateEngine() throws -> GateEngine { try GateEngine(self) }

  /// How a normal form is run.
  private enum Form {
    /// Registers over samples.
    case registers(LayeredProgram)
    /// Registers over amplitudes, sample after sample.
    case sweeps(FusedCircuit)
  }

  /// The circuit's normal form as an engine takes it, if one does.
  private lazy var form = makeForm()
  /// The circuit's normal form for the dense engine, if that can run it.
  private lazy var denseProgram = makeDenseProgram()

  private func makeForm() -> Form? {
    guard let fused = plan.fused, plan.qubitCount <= LargeEngine.largestQubitCount else { return nil }
    if plan.qubitCount >= LargeEngine.smallestQubitCount {
      return LargeEngine.takes(fused) ? .sweeps(fused) : nil
    }
    let kernels = layered_kernels_for(instructionSet.rawValue, isDouble ? 1 : 0).pointee
    return LayeredProgram(fused, kernels: kernels, scalarBytes: scalarBytes).map { .registers($0) }
  }

  private func makeDenseProgram() -> LayeredProgram? {
    guard let fused = plan.fused, plan.qubitCount <= DenseShape.largestQubitCount, fused.hasSharedLayers
    else {
      return nil
    }
    let kernels = layered_kernels_for(instructionSet.rawValue, isDouble ? 1 : 0).pointee
    return LayeredProgram(fused, kernels: kernels, scalarBytes: scalarBytes, allowsSmall: false)
  }

  /// Memory that an executor will take, known before it is made; `nil` if that exceeds an `Int` or it cannot be made.
  var workspaceBytes: Int? {
    // A table that cannot be read is what making the executor says.
    let strategy = Self.best(of: estimates((try? CircuitCosts.current) ?? .standard))
    let bytes =
      switch strategy {
      case .gates: gateBytes
      case .layers: bytes(of: form)
      case .dense: denseBytes
      }
    // Directional derivatives are computed gate by gate.
    guard order == .tangent, strategy != .gates else { return bytes }
    guard let bytes, let gateBytes else { return nil }
    return Self.sum(gateBytes, bytes)
  }

  private var denseBytes: Int? {
    guard let fused = plan.fused, let program = denseProgram else { return nil }
    return DenseLayouts(self, program: program, fused: fused)?.byteCount
  }

  private static func sum(_ a: Int, _ b: Int) -> Int? {
    let (sum, overflows) = a.addingReportingOverflow(b)
    return overflows ? nil : sum
  }

  private func bytes(of form: Form?) -> Int? {
    switch form {
    case nil:
      return 0
    case .registers(let program):
      let kernels = layered_kernels_for(instructionSet.rawValue, isDouble ? 1 : 0).pointee
      let tiles = (batch - 1) / Int(kernels.lanes) + 1
      return LayeredLayout(program, order: order, scalarBytes: scalarBytes)?
        .totalBytes(parts: Swift.min(threads, tiles))
    case .sweeps(let fused):
      return LargeEngine.leastBytes(self, fused)
    }
  }

  private var gateBytes: Int? {
    guard let program = try? CircuitProgram(plan) else { return nil }
    let kernels = quantum_kernels_for(instructionSet.rawValue, isDouble ? 1 : 0).pointee
    let tiling = CircuitTiling(
      qubitCount: plan.qubitCount, batch: batch, threads: threads, registerLanes: Int(kernels.lanes))
    let layout = CircuitWorkspaceLayout(program, order: order, lanes: tiling.lanes, scalarBytes: scalarBytes)
    return layout.flatMap(tiling.totalBytes)
  }

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
}
