import QganIR

/// A transformation of circuits that keeps what they compute: all outputs and their gradients.
public struct CircuitPass: Sendable {
  public var name: String
  /// One sentence for the reference page.
  public var summary: String
  /// The lowest optimisation level, 0 to 2, that runs it.
  public var minimumLevel: Int
  /// Whether it runs again, with its like, as long as anything changes; the others run once, after them.
  public var repeats: Bool
  /// Takes and gives a valid circuit.
  public var run: @Sendable (Circuit) -> Circuit
}

/// The registry of circuit passes.
public enum CircuitPasses {
  /// Every pass, in the order in which they run.
  public static let all: [CircuitPass] = [
    CircuitPass(
      name: "remove-identities", summary: "Drops gates that do nothing, up to a global phase.",
      minimumLevel: 1, repeats: true, run: RemoveIdentities.run),
    CircuitPass(
      name: "propagate-basis-states", summary: "Drops phases and controls on qubits in a known basis state.",
      minimumLevel: 1, repeats: true, run: PropagateBasisStates.run),
    CircuitPass(
      name: "cancel-inverses", summary: "Drops a gate and its inverse where they meet.",
      minimumLevel: 1, repeats: true, run: CancelInverses.run),
    CircuitPass(
      name: "merge-rotations", summary: "Adds up rotations about one axis where they meet.",
      minimumLevel: 1, repeats: true, run: MergeRotations.run),
    CircuitPass(
      name: "remove-unobserved", summary: "Drops gates that no measurement can see.",
      minimumLevel: 1, repeats: true, run: RemoveUnobserved.run),
    CircuitPass(
      name: "remove-idle-qubits", summary: "Drops qubits that nothing touches.",
      minimumLevel: 2, repeats: false, run: RemoveIdleQubits.run),
    CircuitPass(
      name: "fuse-single-qubit-gates", summary: "Collects runs of gates on one qubit into fused blocks.",
      minimumLevel: 2, repeats: false, run: FuseSingleQubitGates.run),
  ]

  /// The passes of an optimisation level: 0 runs none, 1 removes what is superfluous, 2 also fuses.
  public static func pipeline(level: Int) -> [CircuitPass] { all.filter { $0.minimumLevel <= level } }

  /// Gate counts round one run of a pass.
  public struct Statistics: Sendable {
    public var pass: String
    public var gatesBefore: Int
    public var gatesAfter: Int
    /// Fused blocks count as one.
    public var operationsAfter: Int
    /// `Circuit.floatingPointOperations`, where they were asked for.
    public var floatingPointOperations: (before: Double, after: Double)?
  }

  /// The most rounds of the passes that repeat.
  static let roundLimit = 8

  /// The circuit after the passes of a level, appending to `statistics` what each run did, and if it is to count them
  /// floating-point operations too, which takes longer than the passes.
  public static func optimize(
    _ circuit: Circuit, level: Int, statistics: inout [Statistics], countsOperations: Bool = false
  ) -> Circuit {
    let passes = pipeline(level: level)
    func run(_ pass: CircuitPass, _ circuit: Circuit) -> Circuit {
      let result = Self.run(pass, circuit, &statistics)
      if countsOperations, !statistics.isEmpty {
        statistics[statistics.count - 1].floatingPointOperations = (
          circuit.floatingPointOperations, result.floatingPointOperations
        )
      }
      return result
    }
    var result = circuit
    for _ in 0..<roundLimit {
      let before = result
      for pass in passes where pass.repeats { result = run(pass, result) }
      if result == before { break }
    }
    for pass in passes where !pass.repeats { result = run(pass, result) }
    return result
  }

  /// The circuit after the passes of a level.
  public static func optimize(_ circuit: Circuit, level: Int) -> Circuit {
    var statistics: [Statistics] = []
    return optimize(circuit, level: level, statistics: &statistics)
  }

  private static func run(_ pass: CircuitPass, _ circuit: Circuit, _ statistics: inout [Statistics])
    -> Circuit
  {
    let result = pass.run(circuit)
    assert(
      !circuit.verify().isEmpty || result.verify().isEmpty,
      "\(pass.name) gave an invalid circuit: \(result.verify())")
    statistics.append(
      Statistics(
        pass: pass.name, gatesBefore: circuit.gateCount, gatesAfter: result.gateCount,
        operationsAfter: result.operations.count))
    return result
  }
}
