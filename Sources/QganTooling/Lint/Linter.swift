import QganSyntax

/// Runs the rules over a program.
public struct Linter: Sendable {
  public var settings: LintSettings

  public init(settings: LintSettings = LintSettings()) { self.settings = settings }

  /// The findings in the linted file, in the order of the text.
  public func findings(in context: LintContext) -> [Diagnostic] {
    guard let file = context.sources.files.first(where: { $0.id == context.main.range.file }) else {
      return []
    }
    var context = context
    context.naming = settings.naming
    var allowances = LintAllowances(file)
    var result: [Diagnostic] = []
    for rule in LintRules.all {
      guard let severity = settings.severity(of: rule) else { continue }
      var seen: Set<Int> = []
      for finding in attributed(rule, context) where seen.insert(finding.range.start).inserted {
        guard !allowances.allows(rule.code, at: finding.range) else { continue }
        result.append(
          Diagnostic(
            rule.code, severity, finding.message, at: finding.range, notes: finding.notes,
            fixes: finding.fixes))
      }
    }
    result += unused(allowances, in: context)
    return result.enumerated().sorted {
      ($0.element.range?.start ?? 0, $0.offset) < ($1.element.range?.start ?? 0, $1.offset)
    }.map(\.element)
  }

  /// A rule's findings; those that a variation alone brings in say which one.
  private func attributed(_ rule: LintRule, _ context: LintContext) -> [LintRule.Finding] {
    let all = rule.check(context)
    guard !all.isEmpty, !context.variations.isEmpty else { return all }
    let own = Set(rule.check(context.unvaried).map(\.range.start))
    let foreign = all.filter { !own.contains($0.range.start) }
    guard !foreign.isEmpty else { return all }
    var origins: [Int: String] = [:]
    for variation in context.variations where origins.count < foreign.count {
      for finding in rule.check(context.varied(variation)) where origins[finding.range.start] == nil {
        origins[finding.range.start] = variation.label
      }
    }
    return all.map { finding in
      guard !own.contains(finding.range.start), let label = origins[finding.range.start] else {
        return finding
      }
      var result = finding
      result.notes.append(.init("in \(label)"))
      return result
    }
  }

  /// Allowances that allowed nothing, of rules that ran.
  private func unused(_ allowances: LintAllowances, in context: LintContext) -> [Diagnostic] {
    let rule = LintRules.unusedAllow
    guard let severity = settings.severity(of: rule) else { return [] }
    return allowances.all.filter { !$0.isUsed }.compactMap { allowance in
      let message: String
      if let named = LintRules.named(allowance.code), named.code == allowance.code {
        guard settings.severity(of: named) != nil else { return nil }
        message = "there is no finding \(allowance.code) here to allow"
      } else {
        message = "`\(allowance.code)` is no lint rule"
      }
      let isOnly = allowances.all.filter { $0.range == allowance.range }.count == 1
      let fix = Diagnostic.Fix(
        "remove the comment", edits: [.init(range: context.comment(allowance.range), replacement: "")])
      return Diagnostic(rule.code, severity, message, at: allowance.range, fixes: isOnly ? [fix] : [])
    }
  }
}

extension LintContext {
  /// A comment with the blanks before it, and its line break where it has a line of its own.
  fileprivate func comment(_ range: SourceRange) -> SourceRange {
    guard let bytes = sources.file(of: range)?.utf8 else { return range }
    var start = range.start
    while start > 0, bytes[start - 1] == UInt8(ascii: " ") || bytes[start - 1] == UInt8(ascii: "\t") {
      start -= 1
    }
    let ownsLine = start == 0 || bytes[start - 1] == UInt8(ascii: "\n")
    let end = ownsLine && range.end < bytes.count ? range.end + 1 : range.end
    return SourceRange(file: range.file, start: start, end: end)
  }
}
