import QganIR
import QganPasses

/// How graphs become plans: the optimisation level, and a record of what each pass did.
public struct Lowering {
  /// What one pass did to one circuit or graph.
  public struct Record: Sendable {
    /// The graph, or the graph and its circuit.
    public var subject: String
    public var pass: String
    /// Gates, layers or operations before and after.
    public var before: Int
    public var after: Int
    /// Floating-point operations of a circuit's sample before and after, where they are counted.
    public var floatingPointOperations: (before: Double, after: Double)?

    /// Whether the pass changed what is counted.
    public var isChange: Bool {
      before != after || floatingPointOperations.map { $0.before != $0.after } ?? false
    }
  }

  /// 0 (nothing) to 2 (everything).
  public var level: Int
  /// Whether records have floating-point operations, and what becomes of circuits in normal form; takes longer.
  public var countsOperations = false

  public init(level: Int = 2) { self.level = level }

  /// `graph` and its circuits after the passes of the level.
  ///
  /// `observe` is told of every run of a pass on the graph.
  public func optimize(
    _ graph: Graph, observe: (_ pass: GraphPass, _ before: Graph, _ after: Graph) -> Void = { _, _, _ in }
  ) throws -> (graph: Graph, records: [Record]) {
    var records: [Record] = []
    var result = graph
    for (name, circuit) in graph.circuits {
      var statistics: [CircuitPasses.Statistics] = []
      let optimized = CircuitPasses.optimize(
        circuit, level: level, statistics: &statistics, countsOperations: countsOperations)
      result.circuits[name] = optimized
      let subject = "\(graph.name): circuit \(name)"
      records += statistics.map {
        Record(
          subject: subject, pass: $0.pass, before: $0.gatesBefore, after: $0.operationsAfter,
          floatingPointOperations: $0.floatingPointOperations)
      }
      if countsOperations {
        records += try FusionPasses.statistics(of: optimized).map {
          Record(
            subject: subject, pass: $0.pass, before: $0.before, after: $0.after,
            floatingPointOperations: $0.floatingPointOperations)
        }
      }
    }
    result = try GraphPasses.optimize(result, level: level) { pass, before, after in
      records.append(
        Record(
          subject: graph.name, pass: pass.name, before: before.operations.count,
          after: after.operations.count))
      observe(pass, before, after)
    }
    return (result, records)
  }

  /// The plan of `graph` after the passes of the level.
  public func plan(_ graph: Graph) throws -> Plan { try makePlan(optimize(graph).graph) }
}
