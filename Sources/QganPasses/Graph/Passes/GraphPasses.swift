import QganIR

/// The registry of graph passes; they run on whole programs, after differentiation.
public enum GraphPasses {
  /// Every pass, in the order in which they run.
  public static let all: [GraphPass] = [
    GraphPass(
      "remove-dead-operations", "Drops what no output and no update needs.", minimumLevel: 0,
      run: RemoveDeadOperations.run),
    GraphPass(
      "simplify-algebra",
      "Drops operations that change nothing and joins those that one can do, such as scalings in a row.",
      minimumLevel: 1, run: SimplifyAlgebra.run),
    GraphPass(
      "fold-constants", "Evaluates small operations on constants.", minimumLevel: 2, run: FoldConstants.run),
    GraphPass(
      "merge-equal-operations", "Evaluates equal operations on equal operands once.", minimumLevel: 1,
      run: MergeEqualOperations.run),
    GraphPass(
      "split-sums", "Takes sums over images apart into sums that are known already.", minimumLevel: 2,
      stage: .lowering, run: SplitSums.run),
    GraphPass(
      "fold-channel-factors",
      "Takes factors of channels that depend on no data, as in evaluated batch norms, into kernels before them.",
      minimumLevel: 2, stage: .lowering, run: FoldChannelFactors.run),
    GraphPass(
      "enlarge-convolutions",
      "Joins nearest-neighbour enlargement with the convolution that follows: products on the small image.",
      minimumLevel: 2, stage: .lowering, run: EnlargeConvolutions.run),
    GraphPass(
      "channels-last", "Writes convolutions for images whose channels are the last axis.", minimumLevel: 2,
      stage: .lowering, run: ChannelsLast.run),
    GraphPass(
      "move-transpositions", "Takes changes of layout to the network's edges, where most cancel.",
      minimumLevel: 2, stage: .lowering, run: MoveTranspositions.run),
    GraphPass(
      "dense-channels-last",
      "Reorders the weights of dense layers in place of the images that they read or make.",
      minimumLevel: 2, stage: .lowering, run: DenseChannelsLast.run),
    GraphPass(
      "fuse-elementwise",
      "Joins element-wise operations and sums of their results into one pass over their operands.",
      minimumLevel: 2, stage: .lowering, run: FuseElementwise.run),
  ]

  /// The passes of an optimisation level: 0 removes dead operations only, 1 what is superfluous, 2 also folds, chooses
  /// layouts and fuses.
  public static func pipeline(level: Int) -> [GraphPass] { all.filter { $0.minimumLevel <= level } }

  /// Sizes round one run of a pass.
  public struct Statistics: Hashable, Sendable {
    public var pass: String
    public var operationsBefore: Int
    public var operationsAfter: Int
  }

  /// The most rounds of the passes that simplify.
  static let roundLimit = 8
  /// The most rounds behind a lowering.
  static let cleaningRoundLimit = 3

  /// The graph after the passes of a level, telling `observe` of each run.
  ///
  /// Those that simplify are repeated as long as anything changes; then, unless `last` is simplification, each that
  /// lowers runs, and they again. In debug builds the verifier looks at the result of each.
  public static func optimize(
    _ graph: Graph, level: Int, last: GraphPass.Stage = .lowering,
    observe: (_ pass: GraphPass, _ before: Graph, _ after: Graph) -> Void
  ) throws -> Graph {
    let passes = pipeline(level: level)
    let simplifications = passes.filter { $0.stage == .simplification }
    func run(_ pass: GraphPass, on graph: Graph) throws -> Graph {
      let next = try pass.run(graph)
      assert(
        !graph.verify().isEmpty || next.verify().isEmpty, "\(pass.name) gave a broken graph: \(next.verify())"
      )
      observe(pass, graph, next)
      return next
    }
    func simplify(_ graph: Graph, rounds: Int) throws -> Graph {
      var result = graph
      for _ in 0..<rounds {
        let before = result
        for pass in simplifications { result = try run(pass, on: result) }
        if result == before { break }
      }
      return result
    }
    var result = try simplify(graph, rounds: roundLimit)
    for pass in passes where pass.stage == .lowering && last == .lowering {
      let next = try run(pass, on: result)
      result = next == result ? result : try simplify(next, rounds: cleaningRoundLimit)
    }
    return try RemoveDeadOperations.run(result)
  }

  /// The graph after the passes of a level, appending to `statistics` what each run did.
  public static func optimize(
    _ graph: Graph, level: Int, statistics: inout [Statistics]
  ) throws -> Graph {
    var found: [Statistics] = []
    defer { statistics += found }
    return try optimize(graph, level: level) { pass, before, after in
      found.append(
        Statistics(
          pass: pass.name, operationsBefore: before.operations.count, operationsAfter: after.operations.count)
      )
    }
  }

  /// The graph after the passes of a level, up to those of the stage `last`.
  public static func optimize(
    _ graph: Graph, level: Int, last: GraphPass.Stage = .lowering
  ) throws -> Graph {
    try optimize(graph, level: level, last: last) { _, _, _ in }
  }
}
