import Foundation

/// A TextMate grammar as editors run it, as far as the one of .qgan goes: patterns line by line, the earliest match first and
/// of equals the one that stands first; `begin` and `end` may lie in different lines.
struct TextMateGrammar {
  private struct Pattern {
    var name: String
    var start: NSRegularExpression
    var end: NSRegularExpression?
  }

  private struct File: Decodable {
    var patterns: [Include]
    var repository: [String: Group]
    struct Include: Decodable { var include: String }
    struct Group: Decodable { var patterns: [Rule] }
    struct Rule: Decodable {
      var name: String
      var match: String?
      var begin: String?
      var end: String?
    }
  }

  private let file: File
  private let patterns: [Pattern]

  init(_ json: String) throws {
    file = try JSONDecoder().decode(File.self, from: Data(json.utf8))
    let repository = file.repository
    patterns = try file.patterns.flatMap { include in
      try (repository[String(include.include.dropFirst())]?.patterns ?? []).map { rule in
        Pattern(
          name: rule.name, start: try NSRegularExpression(pattern: rule.match ?? rule.begin ?? "(?!)"),
          end: try rule.end.map { try NSRegularExpression(pattern: $0) })
      }
    }
  }

  /// The regular expressions of a part of the repository.
  func expressions(in key: String) -> [String] { file.repository[key]?.patterns.compactMap(\.match) ?? [] }

  /// The scope of every UTF-16 unit; empty where there is none, and `\n` for those of line breaks.
  func scopes(of text: String) -> [String] {
    var result: [String] = []
    var open: Pattern?
    for scalars in text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false) {
      // Editors show a grammar lines without their ends.
      let line = String(scalars)
      let isLong = line.unicodeScalars.last == "\r"
      let ns = (isLong ? String(line.unicodeScalars.dropLast()) : line) as NSString
      var scopes = [String](repeating: "", count: ns.length)
      var position = 0
      while position <= ns.length {
        let rest = NSRange(location: position, length: ns.length - position)
        if let inside = open, let end = inside.end {
          let found = end.firstMatch(in: ns as String, options: .withTransparentBounds, range: rest)?.range
          let stop = found.map { $0.location + $0.length } ?? ns.length
          for i in position..<stop { scopes[i] = inside.name }
          guard found != nil else { break }
          open = nil
          position = stop
          continue
        }
        var best: (range: NSRange, pattern: Pattern)?
        for pattern in patterns {
          let options: NSRegularExpression.MatchingOptions = [
            .withTransparentBounds, .withoutAnchoringBounds,
          ]
          guard let range = pattern.start.firstMatch(in: ns as String, options: options, range: rest)?.range,
            range.length > 0, best.map({ range.location < $0.range.location }) ?? true
          else { continue }
          best = (range, pattern)
          if range.location == position { break }
        }
        guard let (range, pattern) = best else { break }
        for i in range.location..<range.location + range.length { scopes[i] = pattern.name }
        position = range.location + range.length
        if pattern.end != nil { open = pattern }
      }
      result += scopes + (isLong ? ["\n", "\n"] : ["\n"])
    }
    return result
  }
}
