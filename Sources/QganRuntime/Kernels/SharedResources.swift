import OrderedCollections
import QganIR

/// What the kernels of one executor share.
final class SharedResources<Scalar: RuntimeScalar> {
  let pool: ThreadPool
  let seed: UInt64
  let circuits: OrderedDictionary<String, Circuit>
  /// Whether convolutions stay with matrix products, for tests of one against the other.
  let avoidsOneDNN: Bool
  /// Fewest elements that a thread is woken for.
  let grain: Int
  /// What kernels of convolutions and fused programs are compiled for.
  let instructionSet: InstructionSet

  private let circuitPlans: OrderedDictionary<String, CircuitPlan>
  /// What each circuit is asked for at most.
  private let orders: [String: CircuitOrder]
  private var scratch: [Int: AlignedBuffer<Scalar>] = [:]
  private var executors: [CircuitKey: CircuitExecutor<Scalar>] = [:]

  private struct CircuitKey: Hashable {
    var name: String
    var batch: Int
  }

  init(
    plan: Plan, threads: Int, seed: UInt64, avoidsOneDNN: Bool,
    grain: Int, instructionSet: InstructionSet
  ) {
    pool = ThreadPool(count: threads)
    self.seed = seed
    circuits = plan.circuits
    circuitPlans = plan.circuitPlans
    self.avoidsOneDNN = avoidsOneDNN
    self.grain = grain
    self.instructionSet = instructionSet
    var orders: [String: CircuitOrder] = [:]
    for instruction in plan.instructions {
      guard case .string(let name)? = instruction.attributes["circuit"] else { continue }
      let order: CircuitOrder =
        switch instruction.primitive {
        case "circuit_tangent": .tangent
        case "circuit_gradient": .gradient
        default: .forward
        }
      orders[name] = max(orders[name] ?? .forward, order)
    }
    self.orders = orders
  }

  /// Memory that a kernel may overwrite while it runs; kernels run one after another and share it.
  func scratch(count: Int, for what: String) throws -> AlignedBuffer<Scalar> {
    if let known = scratch[count] { return known }
    let buffer = try AlignedBuffer<Scalar>(count: count, for: what)
    scratch[count] = buffer
    return buffer
  }

  /// The engine for the circuit `name` on batches of `batch`, one for all instructions that evaluate it.
  func circuitExecutor(_ name: String, batch: Int) throws -> CircuitExecutor<Scalar> {
    let key = CircuitKey(name: name, batch: batch)
    if let known = executors[key] { return known }
    guard let plan = circuitPlans[name] else {
      throw RuntimeError.invalidPlan(
        reason: "there is no plan of the circuit `\(name)`", primitive: "circuit", location: nil)
    }
    let order = orders[name] ?? .gradient
    let bytes = plan.workspaceBytes(batch: batch, precision: Scalar.self, threads: pool.count, order: order)
    try Memory.check(bytes ?? Int.max, for: "circuit `\(name)` of \(plan.qubitCount) qubits")
    let executor = try CircuitExecutor<Scalar>(
      plan: plan, batch: batch, threads: pool.count, order: order, parallel: pool.loop)
    executors[key] = executor
    return executor
  }
}
