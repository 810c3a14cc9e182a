extension Parser {
  /// Parses the entries of a declaration in braces, each by `entry`; one that fails is left out.
  private mutating func parseEntries<T>(
    of owner: Name, entry: (inout Parser) throws(Failure) -> T?
  ) throws(Failure) -> [T] {
    guard at(.leftBrace) else { throw unexpected("`{`, which opens the body of `\(owner.text)`") }
    let opening = advance()
    var entries: [T] = []
    while true {
      if let closing = eat(.rightBrace) {
        noteBraces(opening, closing)
        return entries
      }
      if at(.endOfFile) || (current.startsLine && startsDeclaration()) || startsConstant() {
        reportUnclosedBrace(opening)
        return entries
      }
      if skipStraySemicolon() { continue }
      let start = position
      do throws(Failure) {
        if let value = try entry(&self) { entries.append(value) }
      } catch {
        skipToStatementEnd(from: start)
      }
    }
  }

  /// Whether a line begins here that can only be a constant of the file.
  private func startsConstant() -> Bool {
    (at(.const) || at(.config)) && current.startsLine && peek().kind.isType
  }

  /// `dataset`
  mutating func parseDataset() throws(Failure) -> DatasetDeclaration {
    advance()
    let name = try parseName("a dataset")
    let properties = try parseEntries(of: name) { p throws(Failure) in try p.parseProperty() }
    return DatasetDeclaration(name: name, properties: properties)
  }

  /// `train`
  mutating func parseTrain() throws(Failure) -> TrainDeclaration {
    enum Entry {
      case property(Property)
      case schedule(EverySyntax)
    }
    advance()
    let name = try parseName("a train block")
    let entries = try parseEntries(of: name) { p throws(Failure) in
      if p.at(.every) { return Entry.schedule(try p.parseEvery()) }
      return .property(try p.parseProperty())
    }
    var train = TrainDeclaration(name: name, properties: [], schedules: [])
    for entry in entries {
      switch entry {
      case .property(let property): train.properties.append(property)
      case .schedule(let every): train.schedules.append(every)
      }
    }
    return train
  }

  /// `property`
  private mutating func parseProperty() throws(Failure) -> Property {
    let start = current
    let key = try parseWord("a property, such as `batch: 64;`")
    var qualifier: Name?
    let isSecondWord = peek().kind == .assign || (peek().kind == .name && !peek().startsLine)
    if at(.name), peek().kind == .colon || (isSecondWord && !current.startsLine) {
      qualifier = try parseName("a network")
    }
    if eat(.colon) == nil {
      if let token = eat(.assign) {
        report(.propertyWithoutColon(range(token), key: key.text, replacing: rangeWithBlanks(token)))
      } else if startsExpression(), !current.startsLine {
        report(.propertyWithoutColon(endOfPrevious, key: key.text, replacing: nil))
      } else {
        throw unexpected("`:` after `\(key.text)`")
      }
    }
    let value = try parseExpression()
    try expectSemicolon(after: "the property")
    return Property(key: key, qualifier: qualifier, value: value, range: range(from: start))
  }

  /// `every`
  private mutating func parseEvery() throws(Failure) -> EverySyntax {
    let start = advance()
    if at(.name), peek().kind == .leftBrace {
      let edit = Diagnostic.Edit(range: range(current).startPoint, replacement: "1 ")
      throw unexpected("how often", hint: nil, fixes: [.init("write how often", edits: [edit])])
    }
    let interval = try parsePipeline()
    let unit = try parseName("the unit, `epochs` or `steps`")
    let actions = try parseEntries(of: unit) { p throws(Failure) in
      let name = try p.parseQualifiedName("an action")
      var action = Expression(.name(name), name.range)
      if p.at(.leftParenthesis) { action = try p.parseCall(of: action) }
      try p.expectSemicolon(after: "the action")
      return action
    }
    return EverySyntax(interval: interval, unit: unit, actions: actions, range: range(from: start))
  }

  /// `variant`
  mutating func parseVariant() throws(Failure) -> VariantDeclaration {
    advance()
    let name = try parseName("a variant")
    try expect(.of, "and what it is a variant of")
    let base = try parseName("a train block or variant")
    let settings = try parseEntries(of: name) { p throws(Failure) in
      let name = try p.parseWord("a setting, such as `RATE = 0.1;`")
      if p.eat(.assign) == nil {
        guard p.at(.colon) || p.at(.in) else { throw p.unexpected("`=` after `\(name.text)`") }
        p.report(.wrongSettingMark(p.range(p.advance()), meant: "=", in: "a variant"))
      }
      let value = try p.parseExpression()
      try p.expectSemicolon(after: "the setting")
      return VariantDeclaration.Setting(name: name, value: value)
    }
    return VariantDeclaration(name: name, base: base, settings: settings)
  }

  /// `sweep`
  mutating func parseSweep() throws(Failure) -> SweepDeclaration {
    advance()
    let name = try parseName("a sweep")
    try expect(.of, "and what is swept")
    var bases: [Name] = []
    if let opening = eat(.leftBrace) {
      bases = try parseList(
        closing: opening, with: .rightBrace, of: "names", allowsEmpty: false, allowsTrailingComma: true
      ) { p throws(Failure) in try p.parseName("a train block or variant") }
    } else {
      bases = [try parseName("a train block or variant")]
    }
    let axes = try parseEntries(of: name) { p throws(Failure) in
      let name = try p.parseWord("a line, such as `seed in [1:3];`")
      if p.eat(.in) == nil {
        guard p.at(.colon) || p.at(.assign) else { throw p.unexpected("`in` after `\(name.text)`") }
        p.report(.wrongSettingMark(p.range(p.advance()), meant: "in", in: "a sweep"))
      }
      let values = try p.parseValues()
      try p.expectSemicolon(after: "the values")
      return SweepDeclaration.Axis(name: name, values: values)
    }
    return SweepDeclaration(name: name, bases: bases, axes: axes)
  }
}
