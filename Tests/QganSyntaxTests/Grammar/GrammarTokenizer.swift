import Foundation

/// Cuts text into the terminals of a grammar by its own regular expressions, the longest match winning.
struct GrammarTokenizer {
  struct Token: Hashable {
    /// The literal, or the name of the terminal.
    var terminal: String
    var text: String
  }

  private let skipped: [NSRegularExpression]
  private let named: [(name: String, regex: NSRegularExpression)]
  private let literals: Set<String>
  private let signs: [String]

  init(_ grammar: Grammar) throws {
    func regex(_ pattern: String) throws -> NSRegularExpression { try NSRegularExpression(pattern: pattern) }
    skipped = try ["SPACE", "COMMENT"].compactMap { try grammar.patterns[$0].map(regex) }
    named = try grammar.patterns.filter { !["SPACE", "COMMENT"].contains($0.key) }
      .sorted { $0.key < $1.key }.map { ($0.key, try regex($0.value)) }
    literals = grammar.literals
    signs = literals.filter { !($0.first?.isLetter ?? false) }.sorted { $0.count > $1.count }
  }

  /// The tokens of `text`; `nil` if some part of it is none.
  func tokens(of text: String) -> [Token]? {
    let ns = text as NSString
    var result: [Token] = []
    var position = 0
    while position < ns.length {
      if let length = skipped.compactMap({ length(of: $0, in: text, at: position, ns.length) }).max() {
        position += length
        continue
      }
      var best: (terminal: String, length: Int)?
      for (name, regex) in named {
        if let length = length(of: regex, in: text, at: position, ns.length), length > best?.length ?? 0 {
          best = (name, length)
        }
      }
      let rest = ns.substring(with: NSRange(location: position, length: min(2, ns.length - position)))
      if let sign = signs.first(where: { rest.hasPrefix($0) }), sign.count > best?.length ?? 0 {
        best = (sign, sign.count)
      }
      guard let best else { return nil }
      let piece = ns.substring(with: NSRange(location: position, length: best.length))
      let isKeyword = best.terminal == "NAME" && literals.contains(piece)
      result.append(Token(terminal: isKeyword ? piece : best.terminal, text: piece))
      position += best.length
    }
    return result
  }

  private func length(of regex: NSRegularExpression, in text: String, at position: Int, _ end: Int) -> Int? {
    let range = NSRange(location: position, length: end - position)
    let found = regex.rangeOfFirstMatch(in: text, options: .anchored, range: range)
    return found.location == position && found.length > 0 ? found.length : nil
  }
}
