/// What a token is; the raw value of a keyword or a symbol is its text.
public enum TokenKind: String, Sendable, Hashable, CaseIterable {
  case name
  /// Digits alone.
  case integerLiteral = "integer"
  /// A number with a point or an exponent.
  case floatLiteral = "float literal"
  case stringLiteral = "string literal"
  /// Characters that start no token; already diagnosed.
  case unknown
  case endOfFile = "end of file"

  // Keywords, reserved everywhere except as labels and property keys.
  case `as`, angle, barrier, bool, circuit, config, const, ctrl, dataset, `else`, every, expval
  case `false`, float, `for`, gate, `if`, `in`, include, input, int, inv, layer, model, negctrl, of
  case param, pow, probs, qgan, qubit, `return`, sample, string, sweep, train, `true`, variant

  // Symbols.
  case leftBrace = "{"
  case rightBrace = "}"
  case leftParenthesis = "("
  case rightParenthesis = ")"
  case leftBracket = "["
  case rightBracket = "]"
  case semicolon = ";"
  case colon = ":"
  case comma = ","
  case dot = "."
  case at = "@"
  case tilde = "~"
  case assign = "="
  case arrow = "->"
  case pipe = "|>"
  case plus = "+"
  case minus = "-"
  case star = "*"
  case slash = "/"
  case percent = "%"
  case power = "**"
  case not = "!"
  case and = "&&"
  case or = "||"
  case equal = "=="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="

  // Symbols of other languages, which no rule of the grammar accepts.
  case dotDot = ".."
  case ampersand = "&"
  case bar = "|"
  case caret = "^"

  /// The keywords by their text.
  public static let keywords: [String: TokenKind] = Dictionary(
    uniqueKeysWithValues: allCases.filter(\.isKeyword).map { ($0.rawValue, $0) })

  /// Whether the token is a reserved word.
  public var isKeyword: Bool {
    switch self {
    case .as, .angle, .barrier, .bool, .circuit, .config, .const, .ctrl, .dataset, .else, .every,
      .expval, .false, .float, .for, .gate, .if, .in, .include, .input, .int, .inv, .layer, .model,
      .negctrl, .of, .param, .pow, .probs, .qgan, .qubit, .return, .sample, .string, .sweep, .train,
      .true, .variant:
      true
    default: false
    }
  }

  /// Whether the token may be a label or a property key; `every` alone of the keywords may not.
  public var isWord: Bool { self == .name || (isKeyword && self != .every) }

  /// Whether the token names a type.
  public var isType: Bool { typeScalar != nil }

  /// The scalar type that the keyword names.
  var typeScalar: TypeSyntax.Scalar? { isKeyword ? TypeSyntax.Scalar(rawValue: rawValue) : nil }

  /// Whether the token starts a declaration and no statement.
  var startsDeclarationOnly: Bool {
    switch self {
    case .include, .gate, .circuit, .model, .dataset, .train, .variant, .sweep: true
    default: false
    }
  }

  /// Whether the token is a keyword that starts a statement.
  var startsStatement: Bool {
    switch self {
    case .const, .config, .qubit, .param, .layer, .for, .if, .return, .barrier: true
    default: false
    }
  }
}
