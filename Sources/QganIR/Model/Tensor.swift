/// A value of a model under construction: a graph value that knows whether its first axis is the batch.
public struct Tensor: Hashable, Sendable {
  public var value: ValueID
  /// The shape as the language sees it, without the batch.
  public var shape: [Int]
  /// Whether the graph value has the batch as a first axis before `shape`.
  public var isBatched: Bool

  public init(value: ValueID, shape: [Int], isBatched: Bool) {
    self.value = value
    self.shape = shape
    self.isBatched = isBatched
  }

  /// Number of elements a sample.
  public var count: Int { shape.reduce(1, *) }
}
