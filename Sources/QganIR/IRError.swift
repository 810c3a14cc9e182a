/// Why a shape rule, a layer or another writer of IR refuses its arguments; the front end adds the place.
public struct IRError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Which part of a call is at fault.
  public enum Culprit: Hashable, Sendable {
    case call
    /// A const argument, by its label.
    case argument(String)
    /// The k-th data operand, from 0.
    case operand(Int)
  }

  /// One sentence without a full stop, names in backticks.
  public var message: String
  public var culprit: Culprit
  /// What to do, if one thing is known to help: "use `padding: 1`".
  public var suggestion: String?

  public init(_ message: String, culprit: Culprit = .call, suggestion: String? = nil) {
    self.message = message
    self.culprit = culprit
    self.suggestion = suggestion
  }

  public var description: String { message }
}
