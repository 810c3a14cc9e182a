/// An identifier and where it stands.
public struct Name: Sendable, Hashable {
  public var text: String
  public var range: SourceRange

  public init(_ text: String, _ range: SourceRange) {
    self.text = text
    self.range = range
  }
}

/// A dotted name such as `ent.ring`.
public struct QualifiedName: Sendable, Hashable {
  /// At least one part.
  public var parts: [Name]

  public init(_ parts: [Name]) { self.parts = parts }

  /// The name with its dots.
  public var text: String { parts.map(\.text).joined(separator: ".") }

  /// From the first part to the last.
  public var range: SourceRange { parts[0].range.union(parts[parts.count - 1].range) }
}
