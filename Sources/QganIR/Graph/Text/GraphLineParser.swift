/// Reads the tokens of one line of a graph's text.
struct GraphLineParser {
  private let tokens: [GraphLexer.Token]
  private let comment: Substring?
  private var position = 0

  init(_ line: Substring) throws(IRError) {
    let lexer = try GraphLexer(line)
    (tokens, comment) = (lexer.tokens, lexer.comment)
  }

  /// Whether there is nothing, or nothing more, but a comment.
  var isAtEnd: Bool { position >= tokens.count }

  private var token: GraphLexer.Token? { isAtEnd ? nil : tokens[position] }

  func expected(_ what: String) -> IRError {
    IRError("expected \(what) but found \(token?.name ?? "the end of the line")")
  }

  mutating func accept(_ symbol: Character) -> Bool {
    guard token == .symbol(symbol) else { return false }
    position += 1
    return true
  }

  func isNext(_ symbol: Character) -> Bool { token == .symbol(symbol) }

  mutating func acceptWord(_ word: String) -> Bool {
    guard token == .word(word) else { return false }
    position += 1
    return true
  }

  mutating func expect(_ symbol: Character) throws(IRError) {
    guard accept(symbol) else { throw expected("`\(symbol)`") }
  }

  func expectEnd() throws(IRError) {
    guard isAtEnd else { throw expected("the end of the line") }
  }

  mutating func word(_ what: String) throws(IRError) -> String {
    guard case .word(let text)? = token else { throw expected(what) }
    position += 1
    return text
  }

  mutating func string(_ what: String) throws(IRError) -> String {
    guard case .quoted(let text)? = token else { throw expected(what) }
    position += 1
    return text
  }

  /// A word or a quoted string.
  mutating func name(_ what: String) throws(IRError) -> String {
    if case .quoted = token { return try string(what) }
    return try word(what)
  }

  /// `%7`
  mutating func value() throws(IRError) -> ValueID {
    try expect("%")
    guard case .integer(let index)? = token, index >= 0 else { throw expected("the number of a value") }
    position += 1
    return ValueID(index)
  }

  /// `%7, %8`
  mutating func values() throws(IRError) -> [ValueID] {
    var values = [try value()]
    while accept(",") { values.append(try value()) }
    return values
  }

  /// `f[2, 3]`, or `f`
  mutating func type() throws(IRError) -> TensorType {
    guard acceptWord("f") else { throw expected("a type such as `f[2, 3]`") }
    guard accept("[") else { return .scalar }
    var shape: [Int] = []
    repeat {
      guard case .integer(let size)? = token, size >= 0 else { throw expected("a size") }
      position += 1
      shape.append(size)
    } while accept(",")
    try expect("]")
    return TensorType(shape)
  }

  mutating func types() throws(IRError) -> [TensorType] {
    var types = [try type()]
    while accept(",") { types.append(try type()) }
    return types
  }

  mutating func real() throws(IRError) -> Double {
    switch token {
    case .real(let value)?:
      position += 1
      return value
    case .integer(let value)?:
      position += 1
      return Double(value)
    default: throw expected("a number")
    }
  }

  /// `{a = 1, b = [2, 3]}`, or nothing.
  mutating func attributes() throws(IRError) -> [String: Attribute] {
    guard accept("{") else { return [:] }
    var attributes: [String: Attribute] = [:]
    if accept("}") { return attributes }
    repeat {
      let key = try word("an attribute's name")
      try expect("=")
      guard attributes.updateValue(try attribute(), forKey: key) == nil else {
        throw IRError("the attribute `\(key)` is there twice")
      }
    } while accept(",")
    try expect("}")
    return attributes
  }

  mutating func attribute() throws(IRError) -> Attribute {
    switch token {
    case .integer(let value)?:
      position += 1
      return .integer(value)
    case .real(let value)?:
      position += 1
      return .float(value)
    case .quoted(let text)?:
      position += 1
      return .string(text)
    case .word("true")?, .word("false")?:
      return .boolean(try word("") == "true")
    case .symbol("[")?:
      position += 1
      return try list()
    default: throw expected("an attribute")
    }
  }

  /// A list after its bracket; of integers if all are.
  private mutating func list() throws(IRError) -> Attribute {
    if accept("]") { return .integers([]) }
    if token == .point {
      position += 1
      try expect("]")
      return .floats([])
    }
    var integers: [Int]? = []
    var reals: [Double] = []
    repeat {
      if case .integer(let value)? = token { integers?.append(value) } else { integers = nil }
      reals.append(try real())
    } while accept(",")
    try expect("]")
    return integers.map { .integers($0) } ?? .floats(reals)
  }

  mutating func initializer() throws(IRError) -> Initializer {
    let kind = try word("an initializer")
    try expect("(")
    let result: Initializer
    switch kind {
    case "constant": result = .constant(try real())
    case "uniform":
      let low = try real()
      try expect(",")
      result = .uniform(low: low, high: try real())
    case "normal":
      let mean = try real()
      try expect(",")
      result = .normal(mean: mean, deviation: try real())
    case "values":
      switch try attribute() {
      case .floats(let values): result = .values(values)
      case .integers(let values): result = .values(values.map(Double.init))
      default: throw IRError("`values` needs a list of numbers")
      }
    case "file":
      let path = try string("a path")
      try expect(",")
      result = .file(path: path, tensor: try string("a tensor's name"))
    case "block":
      let name = try string("a block's name")
      try expect(",")
      result = .block(name: name, variable: try string("a variable's name"))
    default: throw IRError("there is no initializer `\(kind)`")
    }
    try expect(")")
    return result
  }

  /// The names that the comment gives to `count` values; nothing if it is an ordinary comment.
  func names(_ count: Int) -> [String?]? {
    guard var rest = comment else { return nil }
    var names: [String?] = []
    repeat {
      rest = GraphLexer.trimmed(rest)
      if rest.utf8.first == UInt8(ascii: "\"") {
        guard let name = try? GraphLexer.quoted(&rest) else { return nil }
        names.append(name)
      } else {
        let name = rest.prefix { $0 != "," && $0 != " " }
        guard name == "_" || IRText.isPlain(name) else { return nil }
        rest = rest[name.endIndex...]
        names.append(name == "_" ? nil : String(name))
      }
      rest = GraphLexer.trimmed(rest)
    } while rest.popFirst() == ","
    return rest.isEmpty && names.count == count ? names : nil
  }
}
