import QganIR
import QganPasses

/// How graphs become plans: the optimisation level, and a record of what each pass did.
public struct Lowering {
  /// What one pass did to one circuit or graph.
  public struct Record: Hashable, Sendable {
    /// The graph, or the graph and its circuit.
    public var subject: String
    public var pass: String
    /// Gates or operations before and after.
    public var before: Int
    public var after: Int
  }

  /// 0 (nothing) to 2 (everything).
  public var level: Int

  public init(level: Int = 2) { self.level = level }

  /// `graph` and its circuits after the passes of the level.
  public func optimize(_ graph: Graph) throws -> (graph: Graph, records: [Record]) {
    var records: [Record] = []
    var result = graph
    for (name, circuit) in graph.circuits {
      var statistics: [CircuitPasses.Statistics] = []
      result.circuits[name] = CircuitPasses.optimize(circuit, level: level, statistics: &statistics)
      records += statistics.map {
        Record(
          subject: "\(graph.name): circuit \(name)", pass: $0.pass, before: $0.gatesBefore,
          after: $0.operationsAfter)
      }
    }
    var statistics: [GraphPasses.Statistics] = []
    result = try GraphPasses.optimize(result, level: level, statistics: &statistics)
    records += statistics.map {
      Record(subject: graph.name, pass: $0.pass, before: $0.operationsBefore, after: $0.operationsAfter)
    }
    return (result, records)
  }

  /// The plan of `graph` after the passes of the level.
  public func plan(_ graph: Graph) throws -> Plan { try makePlan(optimize(graph).graph) }
}
