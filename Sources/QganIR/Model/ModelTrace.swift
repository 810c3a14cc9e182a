/// Which layers wrote which operations of a graph: filled in by a `ModelBuilder` that has one, for drawings.
public final class ModelTrace {
  /// What a scope stands for.
  public enum Kind: String, Hashable, Sendable {
    case builtin, circuit, model, parallel, load, cut, freeze, instance
  }

  /// A use of a layer.
  public struct Scope: Hashable, Sendable {
    public var kind: Kind
    /// The layer's name as written.
    public var name: String
    /// Its const arguments, as they would be written; empty if there are none.
    public var arguments: String
    /// Path of the instance whose weights are used.
    public var path: [String]
    /// What it was given.
    public var inputs: [Tensor]
    /// What it gave; `nil` if writing it failed.
    public var result: Tensor?
    /// The operations that it wrote.
    public var operations: Range<Int>
    /// The layers inside.
    public var children: [Scope] = []
  }

  /// The outermost scopes, in order.
  public private(set) var scopes: [Scope] = []
  private var open: [Scope] = []

  public init() {}

  /// Runs `body`, which writes a layer into the builder's graph and gives its result.
  public func recording<R>(
    _ kind: Kind, name: String, arguments: String, inputs: [Tensor], in builder: ModelBuilder,
    result: (R) -> Tensor?, _ body: () throws -> R
  ) rethrows -> R {
    let start = builder.graph.graph.operations.count
    open.append(
      Scope(
        kind: kind, name: name, arguments: arguments, path: builder.path, inputs: inputs,
        operations: start..<start))
    defer { close(at: builder.graph.graph.operations.count) }
    let value = try body()
    open[open.count - 1].result = result(value)
    return value
  }

  private func close(at end: Int) {
    guard var scope = open.popLast() else { return }
    scope.operations = scope.operations.lowerBound..<max(end, scope.operations.lowerBound)
    if open.isEmpty { scopes.append(scope) } else { open[open.count - 1].children.append(scope) }
  }
}
