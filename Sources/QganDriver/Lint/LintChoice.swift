import QganSyntax
import QganTooling

/// Rules chosen on the command line, over what a project sets.
public struct LintChoice: Sendable {
  var selected: Set<String>?
  var ignored: Set<String>

  /// Lists of codes or names, with commas; throws `DriverError` for what is no rule.
  public init(select: [String], ignore: [String]) throws {
    selected = select.isEmpty ? nil : try Self.codes(select)
    ignored = try Self.codes(ignore)
  }

  /// A project's settings with these choices over them.
  public func applied(to settings: LintSettings) -> LintSettings {
    var result = settings
    if let selected {
      result.selected = selected
      result.ignored.subtract(selected)
    }
    result.ignored.formUnion(ignored)
    return result
  }

  /// The code of a rule that is given by code or name.
  public static func code(of text: String) -> String? { LintRules.named(text)?.code }

  private static func codes(_ lists: [String]) throws -> Set<String> {
    var result: Set<String> = []
    for text in lists.flatMap({ $0.split(separator: ",") }) {
      let text = text.filter { $0 != " " }
      guard let rule = LintRules.named(text) else {
        let nearest = Suggestion.nearest(to: text, in: LintRules.all.flatMap { [$0.code, $0.name] })
        throw DriverError(
          .usage, "there is no lint rule `\(text)`", hint: nearest.map { "did you mean `\($0)`?" })
      }
      result.insert(rule.code)
    }
    return result
  }
}
