extension Parser {
  /// `type`
  mutating func parseType() throws(Failure) -> TypeSyntax {
    let token = current
    let scalar: TypeSyntax.Scalar
    if let known = kind.typeScalar {
      advance()
      scalar = known
    } else if at(.name), peek().kind == .name || peek().kind == .leftBracket {
      report(.unknownType(range(token), text(token), suggestion: typeSuggestion(for: text(token))))
      advance()
      scalar = .float
    } else {
      throw unexpected("a type")
    }
    var dimensions: [Dimension] = []
    if at(.leftBracket) {
      let opening = advance()
      dimensions = try parseList(
        closing: opening, with: .rightBracket, of: "dimensions", allowsEmpty: false,
        allowsTrailingComma: false
      ) { p throws(Failure) in try p.parseDimension() }
    }
    let whole = range(from: token)
    if at(.leftBracket), !current.startsLine {
      throw unexpected("a name", hint: "a type with several dimensions is written `float[a, b]`")
    }
    return TypeSyntax(scalar: scalar, dimensions: dimensions, range: whole)
  }

  /// The type that `word` was probably meant to name.
  func typeSuggestion(for word: String) -> String? {
    Self.foreignTypes[word]
      ?? Suggestion.nearest(to: word, in: TypeSyntax.Scalar.allCases.map(\.rawValue))
  }

  /// `dimension`
  mutating func parseDimension() throws(Failure) -> Dimension {
    if eat(.const) != nil { return .binding(try parseName("a size")) }
    return .size(try parsePipeline())
  }

  /// `type NAME`, of a constant or parameter; a missing type is repaired as `guess`.
  mutating func parseTypedName(_ what: String, guess: TypeSyntax.Scalar) throws(Failure) -> (TypeSyntax, Name)
  {
    if at(.name) {
      switch peek().kind {
      case .name, .leftBracket, .dot: break
      case .colon:
        // `x: float`, the order of other languages.
        let name = try parseName(what)
        let colon = advance()
        if !(kind.isType || (at(.name) && peek().kind != .comma)) { throw unexpected("a type") }
        let type = try parseType()
        report(
          .typeAfterName(
            range(colon), name: name, type: lexed.file.text(of: type.range),
            whole: name.range.union(type.range)))
        return (type, name)
      default:
        let name = try parseName(what)
        report(.missingType(name, of: what, guess: guess.rawValue))
        return (TypeSyntax(scalar: guess, dimensions: [], range: name.range), name)
      }
    }
    let type = try parseType()
    let name = try parseName(what)
    if at(.leftBracket) { throw fail(.sizeAfterName(range(current), name: name.text, isRegister: false)) }
    return (type, name)
  }

  /// `register`
  mutating func parseRegister() throws(Failure) -> RegisterSyntax {
    let token = try expect(.qubit, "of a register")
    var size: Dimension?
    if at(.leftBracket) {
      let opening = advance()
      size = try nested { p throws(Failure) in try p.parseDimension() }
      try expectCloser(.rightBracket, of: opening)
    }
    let name = try parseName("a register")
    if at(.leftBracket), !current.startsLine {
      let start = current
      let items = try parseIndex()
      let text = lexed.file.text(of: range(from: start))
      report(.sizeAfterRegister(range(from: start), name: name, size: text, insertion: range(token).endPoint))
      if size == nil, case .element(let e)? = items.first { size = .size(e) }
    }
    return RegisterSyntax(size: size, name: name, range: range(from: token))
  }

  /// `parameters`, with their parentheses.
  mutating func parseParameters() throws(Failure) -> [ParameterSyntax] {
    guard at(.leftParenthesis) else {
      // A head without parentheses is understood as one without parameters.
      guard at(.arrow) || at(.leftBrace) || at(.qubit) else { throw unexpected("`(`") }
      let edit = Diagnostic.Edit(range: endOfPrevious, replacement: "()")
      let failure = unexpected(
        "`(`", hint: "a circuit or model without parameters still has parentheses",
        fixes: [.init("insert `()`", edits: [edit])])
      _ = failure
      return []
    }
    let opening = advance()
    return try parseList(
      closing: opening, with: .rightParenthesis, of: "parameters", allowsEmpty: true,
      allowsTrailingComma: true
    ) { p throws(Failure) in try p.parseParameter() }
  }

  private mutating func parseParameter() throws(Failure) -> ParameterSyntax {
    let token = current
    switch kind {
    case .const:
      advance()
      let (type, name) = try parseTypedName("a parameter", guess: .int)
      var value: Expression?
      if eat(.assign) != nil { value = try parsePipeline() }
      return ParameterSyntax(kind: .const(default: value), type: type, name: name, range: range(from: token))
    case .input:
      advance()
      let (type, name) = try parseTypedName("a parameter", guess: .float)
      return ParameterSyntax(kind: .input, type: type, name: name, range: range(from: token))
    case .param:
      return try parseWeight()
    case .qubit:
      let register = try parseRegister()
      hasMisplacedRegister = true
      throw fail(.registerAmongParameters(register.range, text: lexed.file.text(of: register.range)))
    default:
      guard kind.isType || at(.name) else { throw unexpected("a parameter") }
      let (type, name) = try parseTypedName("a parameter", guess: .angle)
      if at(.assign) {
        throw unexpected(
          "`,` or `)`", hint: "only a `const` parameter has a default",
          fixes: [
            .init(
              "make the parameter `const`",
              edits: [
                .init(
                  range: SourceRange(file: lexed.file.id, start: token.start, end: token.start),
                  replacement: "const ")
              ], isSafe: false)
          ])
      }
      return ParameterSyntax(kind: .plain, type: type, name: name, range: range(from: token))
    }
  }

  /// `"param" type NAME [ "~" reference ]`
  mutating func parseWeight() throws(Failure) -> ParameterSyntax {
    let token = advance()
    let (type, name) = try parseTypedName("a parameter", guess: .angle)
    var initializer: Expression?
    if eat(.tilde) != nil {
      guard at(.name) else { throw unexpected("an initialiser after `~`, such as `normal(0, 0.1)`") }
      (initializer, _) = try parseReferenceParts()
    } else if at(.assign) {
      throw unexpected(
        "`~`", hint: "a weight has no value in the text, only a way to start",
        fixes: [
          .init(
            "write `~`", edits: [.init(range: range(current), replacement: "~")], isSafe: false)
        ])
    }
    return ParameterSyntax(
      kind: .param(initializer: initializer), type: type, name: name, range: range(from: token))
  }

  /// Scalar types of other languages and what they are called here.
  private static let foreignTypes: [String: String] = [
    "double": "float", "real": "float", "float32": "float", "float64": "float", "number": "float",
    "f32": "float", "f64": "float", "tensor": "float", "Tensor": "float", "Float": "float", "uint": "int",
    "integer": "int", "long": "int", "i32": "int", "i64": "int", "Int": "int", "str": "string",
    "String": "string", "boolean": "bool", "Bool": "bool", "bit": "bool", "module": "layer",
  ]
}
