import Foundation

/// A context-free grammar as grammar/qgan.ebnf writes it, with its repetitions and options turned into rules.
struct Grammar {
  enum Symbol: Hashable {
    /// A word or sign in quotes, or a terminal in capitals, by its text.
    case terminal(String)
    /// A rule, by its number.
    case rule(Int)
  }

  /// For each rule its alternatives.
  private(set) var alternatives: [[[Symbol]]] = []
  /// The number of each named rule.
  private(set) var numbers: [String: Int] = [:]
  /// The regular expressions of the terminals in capitals.
  private(set) var patterns: [String: String] = [:]
  /// What stands in quotes.
  private(set) var literals: Set<String> = []

  private var tokens: [Substring] = []
  private var position = 0

  struct Malformed: Error {
    var message: String
  }

  init(ebnf: String) throws {
    try tokenize(ebnf)
    while position < tokens.count { try readRule() }
    if let missing = numbers.first(where: { alternatives[$0.value].isEmpty }) {
      throw Malformed(message: "no rule \(missing.key)")
    }
  }

  private mutating func tokenize(_ text: String) throws {
    let regex = try NSRegularExpression(
      pattern: #"\(\*.*?\*\)|\s+|"[^"]+"|/(?:\\.|[^/\\])+/|[A-Za-z_]+|[=|;{}\[\]()]"#,
      options: .dotMatchesLineSeparators)
    let ns = text as NSString
    var end = 0
    for match in regex.matches(in: text, range: NSRange(location: 0, length: ns.length)) {
      guard match.range.location == end else { break }
      end = match.range.location + match.range.length
      let piece = ns.substring(with: match.range)
      if !piece.hasPrefix("(*"), !piece.allSatisfy(\.isWhitespace) { tokens.append(piece[...]) }
    }
    guard end == ns.length else {
      throw Malformed(message: "cannot read: \(ns.substring(from: end).prefix(40))")
    }
  }

  private mutating func take(_ expected: String? = nil) throws -> Substring {
    guard position < tokens.count, expected.map({ $0 == tokens[position] }) ?? true else {
      throw Malformed(message: "expected \(expected ?? "more") at \(tokens.dropFirst(position).prefix(3))")
    }
    position += 1
    return tokens[position - 1]
  }

  private mutating func number(of name: String) -> Int {
    if let known = numbers[name] { return known }
    numbers[name] = alternatives.count
    alternatives.append([])
    return alternatives.count - 1
  }

  private mutating func readRule() throws {
    let name = String(try take())
    _ = try take("=")
    if position < tokens.count, tokens[position].hasPrefix("/") {
      patterns[name] = String(try take().dropFirst().dropLast()).replacing("\\/", with: "/")
    } else {
      let number = number(of: name)
      let choices = try readAlternatives()
      alternatives[number] = choices
    }
    _ = try take(";")
  }

  private mutating func readAlternatives() throws -> [[Symbol]] {
    var result = [try readSequence()]
    while position < tokens.count, tokens[position] == "|" {
      position += 1
      result.append(try readSequence())
    }
    return result
  }

  private mutating func readSequence() throws -> [Symbol] {
    var result: [Symbol] = []
    while position < tokens.count {
      switch tokens[position] {
      case "{":
        let inner = try readGroup(closer: "}")
        let repetition = alternatives.count
        alternatives.append([[], [.rule(repetition), .rule(inner)]])
        result.append(.rule(repetition))
      case "[":
        let inner = try readGroup(closer: "]")
        alternatives.append([[], [.rule(inner)]])
        result.append(.rule(alternatives.count - 1))
      case "(":
        result.append(.rule(try readGroup(closer: ")")))
      case "|", ";", "}", "]", ")":
        return result
      case let token where token.hasPrefix("\""):
        position += 1
        let literal = String(token.dropFirst().dropLast())
        literals.insert(literal)
        result.append(.terminal(literal))
      case let token:
        position += 1
        // Terminals are in capitals.
        if token.allSatisfy(\.isUppercase) {
          result.append(.terminal(String(token)))
        } else {
          result.append(.rule(number(of: String(token))))
        }
      }
    }
    return result
  }

  /// Reads alternatives in brackets as a rule of their own and returns its number.
  private mutating func readGroup(closer: String) throws -> Int {
    position += 1
    let choices = try readAlternatives()
    _ = try take(closer)
    alternatives.append(choices)
    return alternatives.count - 1
  }
}
