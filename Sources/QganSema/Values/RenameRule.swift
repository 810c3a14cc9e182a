import Foundation

/// `load`'s rules from our tensor names to a file's: `blocks.*.* -> _blocks.*._*`, each `*` within one component.
public enum RenameRule {
  /// Whether a rule has two sides with equally many stars, at most one a component.
  public static func isValid(_ rule: String) -> Bool {
    guard let (ours, theirs) = sides(rule) else { return false }
    let stars = { (parts: [String]) in parts.map { $0.count { $0 == "*" } } }
    return (stars(ours) + stars(theirs)).allSatisfy { $0 <= 1 }
      && stars(ours).reduce(0, +) == stars(theirs).reduce(0, +)
  }

  /// The name of `path` after the first rule that matches it whole, or `path`.
  public static func apply(_ rules: [String], to path: String) -> String {
    for rule in rules {
      guard let (ours, theirs) = sides(rule), let captures = match(ours, path) else { continue }
      var rest = captures[...]
      return theirs.map { part in
        guard part.contains("*"), let capture = rest.popFirst() else { return part }
        return part.split(separator: "*", omittingEmptySubsequences: false).joined(separator: capture)
      }.joined(separator: ".")
    }
    return path
  }

  /// Whether a pattern such as `_fc.*` matches `path` whole.
  public static func matches(_ pattern: String, _ path: String) -> Bool {
    match(pattern.split(separator: ".", omittingEmptySubsequences: false).map(String.init), path) != nil
  }

  private static func sides(_ rule: String) -> ([String], [String])? {
    guard let arrow = rule.range(of: "->") else { return nil }
    let split = { (text: Substring) in
      text.filter { $0 != " " }.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    }
    let (ours, theirs) = (split(rule[..<arrow.lowerBound]), split(rule[arrow.upperBound...]))
    return ours == [""] || theirs == [""] ? nil : (ours, theirs)
  }

  private static func match(_ pattern: [String], _ path: String) -> [String]? {
    let parts = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == pattern.count else { return nil }
    var captures: [String] = []
    for (want, have) in zip(pattern, parts) {
      guard let star = want.firstIndex(of: "*") else {
        if want != have { return nil }
        continue
      }
      let (head, tail) = (want[..<star], want[want.index(after: star)...])
      guard have.count >= head.count + tail.count, have.hasPrefix(head), have.hasSuffix(tail) else {
        return nil
      }
      captures.append(String(have.dropFirst(head.count).dropLast(tail.count)))
    }
    return captures
  }
}
