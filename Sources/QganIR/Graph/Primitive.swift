import OrderedCollections

/// A primitive of graph IR: its name, its meaning and its shape rule.
///
/// A primitive stands on three legs: this shape rule, a derivative in QganPasses and a kernel in QganRuntime;
/// a test names the primitive that lacks one.
public struct Primitive: Sendable {
  /// The name in IR text, in snake case.
  public var name: String
  /// One sentence, with shapes.
  public var summary: String
  /// Types of the results for operands and attributes; throws `IRError` where they do not fit.
  /// `circuits` are the circuits of the graph, by name.
  public var inferTypes:
    @Sendable (
      _ operands: [TensorType], _ operation: Operation, _ circuits: OrderedDictionary<String, Circuit>
    ) throws
      -> [TensorType]

  public init(
    name: String, summary: String,
    inferTypes:
      @escaping @Sendable ([TensorType], Operation, OrderedDictionary<String, Circuit>) throws -> [TensorType]
  ) {
    self.name = name
    self.summary = summary
    self.inferTypes = inferTypes
  }
}
