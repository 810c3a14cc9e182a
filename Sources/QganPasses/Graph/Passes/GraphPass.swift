import QganIR

/// A transformation of graphs that keeps outputs and updates as they are.
public protocol GraphPass: Sendable {
  /// The name in statistics, such as `common-subexpressions`.
  var name: String { get }
  /// The transformed graph; throws only where a shape rule refuses what the pass writes, which is a mistake in it.
  func run(_ graph: Graph) throws -> Graph
}
