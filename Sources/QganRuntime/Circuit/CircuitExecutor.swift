import QganIR

/// Runs a body for every index in `0..<count`, in any order or at once, and returns when all are done.
public typealias ParallelLoop = @Sendable (_ count: Int, _ body: @Sendable (Int) -> Void) -> Void

/// Evaluates a circuit plan on a batch: outputs, gradients, and directional derivatives of both.
///
/// All memory is taken at the start. Buffers are row-major: `[batch, count]` for an input, `[count]` for a param,
/// `[batch, outputCount]` for outputs. The same number of threads gives the same bytes. One call at a time.
public final class CircuitExecutor<Scalar: BinaryFloatingPoint & Sendable> {
  public let plan: CircuitPlan
  public let batch: Int
  public let threads: Int
  public let order: CircuitOrder
  public let instructionSet: InstructionSet
  /// How values and gradients are computed; directional derivatives are always computed gate by gate.
  public let strategy: CircuitStrategy
  private let engine: any CircuitEngine
  /// Whether OpenBLAS's number of threads must be set around each run: with a loop of its own, the caller has done so.
  private let setsLibraryThreads: Bool
  private let tangentEngine: GateEngine?
  private let inputs: CArray<UnsafeRawPointer?>
  private let tangents: CArray<UnsafeRawPointer?>
  private let gradients: CArray<UnsafeMutableRawPointer?>

  /// Prepares for batches of exactly `batch` samples (1 if the circuit has no inputs).
  ///
  /// Throws an `IRError` if `Scalar` is neither `Float` nor `Double`, the processor lacks the instruction set, the
  /// strategy does not apply to the circuit, or the state does not fit in memory, which is known before anything is
  /// allocated. Without a strategy the plan's own is taken. A caller with a `parallel` loop sees to it that OpenBLAS uses
  /// `threads` threads too.
  public init(
    plan: CircuitPlan, batch: Int, threads: Int = 1, order: CircuitOrder = .gradient,
    instructionSet: InstructionSet = .best, strategy: CircuitStrategy? = nil, parallel: ParallelLoop? = nil
  ) throws {
    guard Scalar.self == Float.self || Scalar.self == Double.self else {
      throw IRError("circuits run in single or double precision")
    }
    guard batch > 0, threads > 0 else { throw IRError("a circuit needs at least one sample and one thread") }
    guard instructionSet.isSupported else { throw IRError("this processor has no \(instructionSet)") }
    self.plan = plan
    self.batch = batch
    self.threads = threads
    self.order = order
    self.instructionSet = instructionSet
    let choice = CircuitEngineChoice(
      isDouble: Scalar.self == Double.self, plan: plan, batch: batch, threads: threads, order: order,
      instructionSet: instructionSet,
      parallel: parallel ?? ThreadPool(count: threads).loop)
    inputs = CArray([UnsafeRawPointer?](repeating: nil, count: plan.operands.count))
    tangents = CArray([UnsafeRawPointer?](repeating: nil, count: plan.operands.count))
    gradients = CArray([UnsafeMutableRawPointer?](repeating: nil, count: plan.operands.count))
    self.strategy = try choice.strategy(wanted: strategy)
    setsLibraryThreads = parallel == nil && self.strategy == .dense
    tangentEngine = order == .tangent ? try choice.gateEngine() : nil
    if self.strategy == .gates {
      engine = try tangentEngine ?? choice.gateEngine()
    } else {
      engine = try choice.engine(self.strategy)
    }
  }

  /// Memory that the executor holds.
  public var workspaceBytes: Int {
    guard let tangentEngine, tangentEngine !== engine else { return engine.workspaceBytes }
    return engine.workspaceBytes + tangentEngine.workspaceBytes
  }

  /// Writes the outputs.
  @_specialize(where Scalar == Float)
  @_specialize(where Scalar == Double)
  public func forward(operands: [UnsafePointer<Scalar>], output: UnsafeMutablePointer<Scalar>) {
    precondition(operands.count == plan.operands.count)
    inputs.copy(operands)
    run(.forward, CircuitBuffers(operands: UnsafePointer(inputs.pointer), output: output))
  }

  /// Writes the gradients of `sum(cotangent * output)` by each operand (params summed over the batch; `nil` skips
  /// one), and the outputs if asked for.
  @_specialize(where Scalar == Float)
  @_specialize(where Scalar == Double)
  public func gradient(
    operands: [UnsafePointer<Scalar>], cotangent: UnsafePointer<Scalar>,
    gradients: [UnsafeMutablePointer<Scalar>?], output: UnsafeMutablePointer<Scalar>? = nil
  ) {
    precondition(order >= .gradient, "the executor was made for values only")
    precondition(operands.count == plan.operands.count && gradients.count == plan.operands.count)
    inputs.copy(operands)
    self.gradients.copy(gradients)
    run(
      .gradient,
      CircuitBuffers(
        operands: UnsafePointer(inputs.pointer), cotangent: cotangent, output: output,
        gradients: UnsafePointer(self.gradients.pointer)))
  }

  private func run(_ order: CircuitOrder, _ buffers: CircuitBuffers) {
    guard setsLibraryThreads else { return engine.run(order, buffers) }
    LibraryThreads.using(threads) { engine.run(order, buffers) }
  }

  /// Writes the derivative of the outputs along `tangents` (the Jacobian-vector product) and, for each operand, the
  /// derivative along `tangents` of what `gradient` writes at this cotangent.
  @_specialize(where Scalar == Float)
  @_specialize(where Scalar == Double)
  public func tangent(
    operands: [UnsafePointer<Scalar>], cotangent: UnsafePointer<Scalar>, tangents: [UnsafePointer<Scalar>],
    product: UnsafeMutablePointer<Scalar>?, gradients: [UnsafeMutablePointer<Scalar>?]
  ) {
    guard let tangentEngine else {
      preconditionFailure("the executor was made for values and gradients only")
    }
    precondition(
      operands.count == plan.operands.count && gradients.count == plan.operands.count
        && tangents.count == plan.operands.count)
    inputs.copy(operands)
    self.tangents.copy(tangents)
    self.gradients.copy(gradients)
    tangentEngine.run(
      .tangent,
      CircuitBuffers(
        operands: UnsafePointer(inputs.pointer), tangents: UnsafePointer(self.tangents.pointer),
        cotangent: cotangent, output: product, gradients: UnsafePointer(self.gradients.pointer)))
  }
}
