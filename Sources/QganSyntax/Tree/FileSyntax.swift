/// One parsed file; what could not be parsed was diagnosed and left out.
public struct FileSyntax: Sendable, Hashable {
  /// The version's text, such as `1.0`, and its place; `nil` if the line is missing.
  public var version: Name?
  public var declarations: [Declaration]
  public var range: SourceRange

  public init(version: Name?, declarations: [Declaration], range: SourceRange) {
    self.version = version
    self.declarations = declarations
    self.range = range
  }
}
