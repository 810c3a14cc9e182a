import QganIR

/// A transformation of graphs that keeps outputs and updates as they are, up to the rounding of the last bits.
public struct GraphPass: Sendable {
  public var name: String
  /// One sentence for the reference page.
  public var summary: String
  /// The lowest optimisation level, 0 to 2, that runs it.
  public var minimumLevel: Int
  /// Takes and gives a sound graph; throws only where a shape rule refuses what the pass writes, a mistake in it.
  public var run: @Sendable (Graph) throws -> Graph
}

/// The registry of graph passes; they run on whole programs, after differentiation.
public enum GraphPasses {
  /// Every pass, in the order in which they run.
  public static let all: [GraphPass] = [
    GraphPass(
      name: "remove-dead-operations", summary: "Drops what no output and no update needs.",
      minimumLevel: 0, run: RemoveDeadOperations.run),
    GraphPass(
      name: "simplify-algebra",
      summary:
        "Drops operations that change nothing and joins those that one can do, such as scalings in a row.",
      minimumLevel: 1, run: SimplifyAlgebra.run),
    GraphPass(
      name: "fold-constants", summary: "Evaluates small operations on constants.",
      minimumLevel: 2, run: FoldConstants.run),
    GraphPass(
      name: "merge-equal-operations", summary: "Evaluates equal operations on equal operands once.",
      minimumLevel: 1, run: MergeEqualOperations.run),
  ]

  /// The passes of an optimisation level: 0 removes dead operations only, 1 what is superfluous, 2 also folds.
  public static func pipeline(level: Int) -> [GraphPass] { all.filter { $0.minimumLevel <= level } }

  /// Sizes round one run of a pass.
  public struct Statistics: Hashable, Sendable {
    public var pass: String
    public var operationsBefore: Int
    public var operationsAfter: Int
  }

  /// The most rounds of the passes.
  static let roundLimit = 8

  /// The graph after the passes of a level, repeated as long as anything changes, appending to `statistics` what each
  /// run did; in debug builds the verifier looks at the result of each.
  public static func optimize(
    _ graph: Graph, level: Int, statistics: inout [Statistics]
  ) throws -> Graph {
    let passes = pipeline(level: level)
    var result = graph
    for _ in 0..<roundLimit {
      let before = result
      for pass in passes {
        let next = try pass.run(result)
        assert(
          !result.verify().isEmpty || next.verify().isEmpty,
          "\(pass.name) gave a broken graph: \(next.verify())")
        statistics.append(
          Statistics(
            pass: pass.name, operationsBefore: result.operations.count,
            operationsAfter: next.operations.count))
        result = next
      }
      if result == before { break }
    }
    return try RemoveDeadOperations.run(result)
  }

  /// The graph after the passes of a level.
  public static func optimize(_ graph: Graph, level: Int) throws -> Graph {
    var statistics: [Statistics] = []
    return try optimize(graph, level: level, statistics: &statistics)
  }
}
