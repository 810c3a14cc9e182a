import QganIR

/// A transformation of graphs that keeps outputs and updates as they are, up to the rounding of the last bits.
public struct GraphPass: Sendable {
  /// When a pass runs.
  public enum Stage: String, Sendable, CaseIterable {
    /// In rounds, until nothing changes.
    case simplification
    /// Once, after those rounds, towards what kernels like; simplifications clean up behind each.
    case lowering
  }

  public var name: String
  /// One sentence for the reference page.
  public var summary: String
  /// The lowest optimisation level, 0 to 2, that runs it.
  public var minimumLevel: Int
  public var stage: Stage
  /// Takes and gives a sound graph; throws only where a shape rule refuses what the pass writes, a mistake in it.
  public var run: @Sendable (Graph) throws -> Graph

  init(
    _ name: String, _ summary: String, minimumLevel: Int, stage: Stage = .simplification,
    run: @escaping @Sendable (Graph) throws -> Graph
  ) {
    (self.name, self.summary, self.minimumLevel, self.stage) = (name, summary, minimumLevel, stage)
    self.run = run
  }
}
