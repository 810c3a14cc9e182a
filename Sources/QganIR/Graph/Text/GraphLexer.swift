/// Splits one line of a graph's text into tokens.
struct GraphLexer {
  enum Token: Hashable {
    case word(String)
    case quoted(String)
    case integer(Int)
    case real(Double)
    /// `.`, which marks an empty list of reals.
    case point
    case symbol(Character)

    /// How a message names it.
    var name: String {
      switch self {
      case .word(let text): "`\(text)`"
      case .quoted(let text): IRText.quoted(text)
      case .integer(let value): "`\(value)`"
      case .real(let value): "`\(IRText.real(value))`"
      case .point: "`.`"
      case .symbol(let character): "`\(character)`"
      }
    }
  }

  private(set) var tokens: [Token] = []
  /// What follows `//`, without leading and trailing blanks.
  private(set) var comment: Substring?
  private var rest: Substring

  init(_ line: Substring) throws(IRError) {
    rest = line
    while let byte = rest.utf8.first {
      switch byte {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): drop(1)
      case UInt8(ascii: "/") where rest.utf8.starts(with: "//".utf8):
        drop(2)
        comment = GraphLexer.trimmed(rest)
        return
      case UInt8(ascii: "\""): tokens.append(.quoted(try GraphLexer.quoted(&rest)))
      case _ where IRText.isWordStart(byte):
        let word = take(IRText.isWordPart)
        switch word {
        case "inf": tokens.append(.real(.infinity))
        case "nan": tokens.append(.real(.nan))
        default: tokens.append(.word(String(word)))
        }
      case UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."),
        _ where IRText.isDigit(byte):
        tokens.append(try number())
      case _ where "{}[](),:=%@".utf8.contains(byte):
        tokens.append(.symbol(Character(Unicode.Scalar(byte))))
        drop(1)
      default:
        throw IRError("the character `\(rest.first.map(String.init) ?? "")` has no meaning here")
      }
    }
  }

  /// `text` without blanks at its ends.
  static func trimmed(_ text: Substring) -> Substring {
    var text = text
    while let first = text.unicodeScalars.first, " \t\r".unicodeScalars.contains(first) {
      text.unicodeScalars.removeFirst()
    }
    while let last = text.unicodeScalars.last, " \t\r".unicodeScalars.contains(last) {
      text.unicodeScalars.removeLast()
    }
    return text
  }

  /// Takes a quoted string off the start of `text`.
  static func quoted(_ text: inout Substring) throws(IRError) -> String {
    var scalars = text.unicodeScalars.dropFirst()
    var result = String.UnicodeScalarView()
    while let scalar = scalars.popFirst() {
      if scalar == "\"" {
        text = Substring(scalars)
        return String(result)
      }
      guard scalar == "\\" else {
        result.append(scalar)
        continue
      }
      switch scalars.popFirst() {
      case "n": result.append("\n")
      case "t": result.append("\t")
      case "r": result.append("\r")
      case "\"": result.append("\"")
      case "\\": result.append("\\")
      case "u":
        guard scalars.popFirst() == "{", let end = scalars.firstIndex(of: "}"),
          let code = UInt32(String(scalars[..<end]), radix: 16), let scalar = Unicode.Scalar(code)
        else { throw IRError("a `\\u{...}` in a string names no character") }
        scalars = scalars[scalars.index(after: end)...]
        result.append(scalar)
      default: throw IRError("a string has an unknown escape")
      }
    }
    throw IRError("a string does not end")
  }

  private mutating func drop(_ count: Int) {
    rest = rest.utf8.dropFirst(count).isEmpty ? "" : Substring(rest.utf8.dropFirst(count))
  }

  private mutating func take(_ belongs: (UInt8) -> Bool) -> Substring {
    let taken = rest.utf8.prefix(while: belongs)
    defer { rest = Substring(rest.utf8.dropFirst(taken.count)) }
    return Substring(taken)
  }

  private mutating func number() throws(IRError) -> Token {
    var text = ""
    if let sign = rest.utf8.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
      text = sign == UInt8(ascii: "-") ? "-" : ""
      drop(1)
    }
    text += take { IRText.isWordPart($0) || $0 == UInt8(ascii: ".") }
    if text.last == "e" || text.last == "E", let sign = rest.utf8.first,
      sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+")
    {
      text += sign == UInt8(ascii: "-") ? "-" : "+"
      drop(1)
      text += take(IRText.isDigit)
    }
    if text == "." { return .point }
    if let value = Int(text) { return .integer(value) }
    guard let value = Double(text) else { throw IRError("`\(text)` is no number") }
    return .real(value)
  }
}
