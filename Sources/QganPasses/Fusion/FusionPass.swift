import QganIR

/// A transformation of circuits in normal form that keeps all outputs and their gradients.
public struct FusionPass: Sendable {
  public var name: String
  /// One sentence for the reference page.
  public var summary: String
  /// Takes and gives a valid circuit.
  public var run: @Sendable (FusedCircuit) -> FusedCircuit
}

/// The registry of passes on circuits in normal form.
public enum FusionPasses {
  /// Every pass, in the order in which they run.
  public static let all: [FusionPass] = [
    FusionPass(
      name: "drop-unobserved", summary: "Drops phases and rotations that no measurement can see.",
      run: DropUnobserved.run),
    FusionPass(
      name: "gather-diagonals", summary: "Moves a diagonal into a neighbour past rotations of other bits.",
      run: GatherDiagonals.run),
    FusionPass(
      name: "merge-layers", summary: "Joins layers that rotate nothing to their neighbours.",
      run: MergeLayers.run),
    FusionPass(
      name: "fold-start-diagonal",
      summary: "Moves the last shared phases of a qubit's start into a diagonal that is there anyway.",
      run: FoldStartDiagonal.run),
    FusionPass(
      name: "pack-rotations",
      summary:
        "Relabels bits so that each layer rotates its lowest ones, shared angles before per-sample ones.",
      run: PackRotations.run),
  ]

  /// Layers, and operations of a sample, round one run of a pass.
  public struct Statistics: Sendable {
    public var pass: String
    /// Layers, but of the step that makes them gates.
    public var before: Int
    public var after: Int
    /// `floatingPointOperations` of the circuit.
    public var floatingPointOperations: (before: Double, after: Double)
  }

  /// The name under which statistics have the step from gates to layers.
  public static let layering = "form-layers"

  /// What `fuseCircuit` does with a circuit, step by step; nothing where the circuit has no normal form.
  public static func statistics(of circuit: Circuit) throws -> [Statistics] {
    guard var fused = try fuseCircuit(circuit, passes: []) else { return [] }
    var result = [
      Statistics(
        pass: layering, before: circuit.gateCount, after: fused.layers.count,
        floatingPointOperations: (circuit.floatingPointOperations, fused.floatingPointOperations))
    ]
    for pass in all {
      let next = pass.run(fused)
      result.append(
        Statistics(
          pass: pass.name, before: fused.layers.count, after: next.layers.count,
          floatingPointOperations: (fused.floatingPointOperations, next.floatingPointOperations)))
      fused = next
    }
    return result
  }

  /// The pass of that name.
  public static func named(_ name: String) -> FusionPass? { all.first { $0.name == name } }
}

extension FusedCircuit {
  /// The circuit without angles that nothing uses, the others in the order of their use.
  func withoutUnusedAngles() -> FusedCircuit {
    var result = self
    var table = AngleTable()
    result.start = start.map { factors in
      factors.map { factor in
        switch factor {
        case .rotation(let pauli, let argument): .rotation(pauli, argument: table.argument(angles[argument]))
        case .phase(let argument): .phase(argument: table.argument(angles[argument]))
        case .fixed: factor
        }
      }
    }
    for index in layers.indices {
      result.layers[index].diagonal = layers[index].diagonal.map {
        FusedPhase(argument: table.argument(angles[$0.argument]), checks: $0.checks)
      }
      result.layers[index].rotations = layers[index].rotations.map {
        $0.map { table.argument(angles[$0]) }
      }
    }
    result.angles = table.angles
    return result
  }
}
