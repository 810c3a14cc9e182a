/// Splits a circuit's text into tokens.
struct CircuitLexer {
  enum Token: Hashable {
    case word(String)
    case quoted(String)
    case number(String)
    case symbol(Character)
    case end

    /// How a message names it.
    var name: String {
      switch self {
      case .word(let text), .number(let text): "`\(text)`"
      case .quoted(let text): "`\"\(text)\"`"
      case .symbol(let character): "`\(character)`"
      case .end: "the end of the text"
      }
    }
  }

  private(set) var tokens: [(token: Token, line: Int)] = []
  private var line = 1
  private var position = 0
  private let scalars: [Unicode.Scalar]

  init(_ text: String) throws(IRError) {
    scalars = Array(text.unicodeScalars)
    while let scalar = peek { try next(scalar) }
    tokens.append((.end, line))
  }

  /// Whether the text is one word token.
  static func isWord(_ text: Substring) -> Bool {
    guard let first = text.unicodeScalars.first, isWordStart(first) else { return false }
    return text.unicodeScalars.allSatisfy(isWordPart)
  }

  private static func isWordStart(_ scalar: Unicode.Scalar) -> Bool {
    ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || scalar == "_"
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

  private static func isWordPart(_ scalar: Unicode.Scalar) -> Bool {
    isWordStart(scalar) || isDigit(scalar) || scalar == "."
  }

  private var peek: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

  private mutating func next(_ scalar: Unicode.Scalar) throws(IRError) {
    switch scalar {
    case "\n":
      line += 1
      position += 1
    case " ", "\t", "\r":
      position += 1
    case "\"":
      try tokens.append((.quoted(quoted()), line))
    case "/" where position + 1 < scalars.count && scalars[position + 1] == "/":
      _ = take { $0 != "\n" }
    case _ where Self.isWordStart(scalar):
      tokens.append((.word(take(Self.isWordPart)), line))
    case _ where Self.isDigit(scalar):
      tokens.append((.number(number()), line))
    case "{", "}", "(", ")", "[", "]", ",", ";", "@", "+", "-", "*", "/", ":", "#", "^", "&", "!", "=":
      tokens.append((.symbol(Character(scalar)), line))
      position += 1
    default:
      throw IRError("line \(line): the character `\(scalar)` has no meaning here")
    }
  }

  private mutating func take(_ belongs: (Unicode.Scalar) -> Bool) -> String {
    var text = String.UnicodeScalarView()
    while let scalar = peek, belongs(scalar) {
      text.append(scalar)
      position += 1
    }
    return String(text)
  }

  private mutating func number() -> String {
    var text = take { Self.isDigit($0) || $0 == "." }
    if let scalar = peek, scalar == "e" || scalar == "E" {
      position += 1
      text += "e"
      if let sign = peek, sign == "+" || sign == "-" {
        position += 1
        text.unicodeScalars.append(sign)
      }
      text += take(Self.isDigit)
    }
    return text
  }

  private mutating func quoted() throws(IRError) -> String {
    position += 1
    var text = String.UnicodeScalarView()
    while let scalar = peek, scalar != "\n" {
      position += 1
      if scalar == "\"" { return String(text) }
      guard scalar == "\\" else {
        text.append(scalar)
        continue
      }
      switch peek {
      case "n": text.append("\n")
      case "r": text.append("\r")
      case "\"", "\\": text.append(scalars[position])
      default: throw IRError("line \(line): unknown escape in a quoted name")
      }
      position += 1
    }
    throw IRError("line \(line): a quoted name does not end")
  }
}
