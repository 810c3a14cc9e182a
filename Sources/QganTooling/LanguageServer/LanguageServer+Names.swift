import QganSema
import QganSyntax

/// Where names are declared and used: definition, references, highlights, rename.
extension LanguageServer {
  /// A symbol as every program sees it: the file and the place of its name there.
  private struct Identity: Hashable {
    var path: String
    var start: Int
    var end: Int
  }

  /// A place in some file.
  private struct Found: Hashable {
    var path: String
    var range: JSON
    var start: Int
    var isDefinition: Bool
  }

  private func symbol(at place: Place) -> (SymbolIndex.Symbol, SymbolIndex.Occurrence)? {
    let index = place.checked.index
    guard let occurrence = index.occurrence(file: 0, at: place.offset),
      case .symbol(let number) = occurrence.target
    else { return nil }
    return (index.symbols[number], occurrence)
  }

  func definition(_ place: Place) -> JSON {
    guard let occurrence = place.checked.index.occurrence(file: 0, at: place.offset) else { return .null }
    let target: SourceRange
    switch occurrence.target {
    case .symbol(let number): target = place.checked.index.symbols[number].definition
    case .file(let file): target = SourceRange(file: file, start: 0, end: 0)
    case .builtin: return .null
    }
    let path = place.checked.file(target.file).path
    guard let uri = target.file == 0 ? place.document.uri : uri(ofPath: path) else { return .null }
    return ["uri": .string(uri), "range": place.checked.json(target)]
  }

  func references(_ place: Place, _ parameters: JSON) -> JSON {
    guard let (symbol, _) = symbol(at: place) else { return [] }
    let includesDeclaration = parameters["context"]?["includeDeclaration"]?.bool ?? true
    let identity = identity(of: symbol, in: place.checked)
    return .array(
      occurrences(of: symbol, identity).compactMap { found in
        if !includesDeclaration, found.path == identity.path, found.start == identity.start { return nil }
        return uri(ofPath: found.path).map { ["uri": .string($0), "range": found.range] }
      })
  }

  func highlights(_ place: Place) -> JSON {
    let index = place.checked.index
    guard let target = index.occurrence(file: 0, at: place.offset)?.target else { return [] }
    return .array(
      index.occurrences.filter { $0.range.file == 0 && $0.target == target }.map {
        ["range": place.checked.json($0.range), "kind": .int($0.isDefinition ? 3 : 2)]
      })
  }

  func prepareRename(_ place: Place) throws -> JSON {
    guard let (symbol, occurrence) = symbol(at: place) else {
      throw ResponseError.failed("there is no name of the program's own here")
    }
    try requireOwn(symbol, place.checked)
    return ["range": place.checked.json(occurrence.range), "placeholder": .string(symbol.name)]
  }

  func rename(_ place: Place, _ parameters: JSON) throws -> JSON {
    guard let (symbol, _) = symbol(at: place) else {
      throw ResponseError.failed("there is no name of the program's own here")
    }
    try requireOwn(symbol, place.checked)
    guard let name = parameters["newName"]?.string else {
      throw ResponseError.invalid("`newName` is missing")
    }
    let tokens = lex(SourceFile(id: 0, path: "", utf8: Array(name.utf8)))
    guard tokens.diagnostics.isEmpty, tokens.tokens.count == 2, tokens.tokens[0].kind == .name,
      tokens.tokens[0].start == 0, tokens.tokens[0].end == name.utf8.count
    else {
      throw ResponseError.failed("`\(name)` is not a name: letters, digits and `_`, and no keyword")
    }
    guard name != symbol.name else { return ["changes": [:]] }
    if let clash = clash(of: name, with: symbol, in: place.checked) { throw ResponseError.failed(clash) }
    let identity = identity(of: symbol, in: place.checked)
    if let string = pathNaming(symbol) { throw ResponseError.failed(string) }
    var changes: [String: JSON] = [:]
    for found in occurrences(of: symbol, identity) {
      guard let uri = uri(ofPath: found.path) else { continue }
      let edit: JSON = ["range": found.range, "newText": .string(name)]
      changes[uri] = .array((changes[uri]?.array ?? []) + [edit])
    }
    return ["changes": .object(changes)]
  }

  private func requireOwn(_ symbol: SymbolIndex.Symbol, _ checked: CheckedProgram) throws {
    if checked.file(symbol.definition.file).path.hasPrefix("std/") {
      throw ResponseError.failed("`\(symbol.name)` belongs to the standard library")
    }
  }

  /// Why `symbol` cannot be called `name`: something else that can be seen where it is seen has that name.
  private func clash(of name: String, with symbol: SymbolIndex.Symbol, in checked: CheckedProgram) -> String?
  {
    let others = checked.index.symbols.filter { other in
      guard other.name == name else { return false }
      if let container = symbol.container, let theirs = other.container { return container == theirs }
      // A name of a body hides one of a file.
      return true
    }
    guard let other = others.first else { return nil }
    let file = checked.file(other.definition.file)
    let line = file.position(of: other.definition.start).line
    return
      "`\(name)` is already the name of a \(other.kind.rawValue), declared in line \(line) of \(file.path)"
  }

  /// Why a layer is not renamed: a string, as in `cut(net, after: "encoder.first")`, names its instance, and which one cannot
  /// be told from the text.
  private func pathNaming(_ symbol: SymbolIndex.Symbol) -> String? {
    guard [.layer, .model, .circuit].contains(symbol.kind) else { return nil }
    for uri in documents.keys.sorted() {
      let checked = checked(uri)
      for (range, text) in checked.index.strings
      where text.split(separator: ".").contains(Substring(symbol.name)) {
        let file = checked.file(range.file)
        let line = file.position(of: range.start).line
        return
          "the string \"\(text)\" in line \(line) of \(file.path) may name an instance of `\(symbol.name)`; change both by hand"
      }
    }
    return nil
  }

  private func identity(of symbol: SymbolIndex.Symbol, in checked: CheckedProgram) -> Identity {
    Identity(
      path: checked.file(symbol.definition.file).path, start: symbol.definition.start,
      end: symbol.definition.end)
  }

  /// The places of a symbol in every open document, in what these include, and in the other files of the workspace.
  private func occurrences(of symbol: SymbolIndex.Symbol, _ identity: Identity) -> [Found] {
    var found: Set<Found> = []
    var seen: Set<String> = []
    for uri in documents.keys.sorted() {
      let checked = checked(uri)
      seen.formUnion(checked.program.scopes.map(\.path))
      found.formUnion(occurrences(of: identity, checked.program, checked.index) { checked.json($0) })
    }
    if symbol.kind.isTopLevel || symbol.container != nil {
      found.formUnion(elsewhere(symbol, identity, seen))
    }
    return found.sorted { ($0.path, $0.start) < ($1.path, $1.start) }
  }

  private func elsewhere(
    _ symbol: SymbolIndex.Symbol, _ identity: Identity, _ seen: Set<String>
  ) -> Set<Found> {
    var found: Set<Found> = []
    let sources = OverlaySources(
      base: host, resolve: { self.host.resolve($0, includedFrom: $1) }, buffers: buffers())
    let name = Array(symbol.name.utf8)
    for path in Set(folders.flatMap { host.programs(below: $0, limit: 1000) }).subtracting(seen).sorted() {
      guard let text = host.source(path, includedFrom: ""), text.utf8.contains(name) else { continue }
      let program = ProgramLoader.load(text, provider: sources)
      let index = SymbolIndex(program, catalog: host.catalog)
      var lines: [Int: TextLines] = [:]
      found.formUnion(
        occurrences(of: identity, program, index) { range in
          let known = lines[range.file] ?? TextLines(program.sources.files[range.file].utf8)
          lines[range.file] = known
          return known.json(range.start, range.end)
        })
    }
    return found
  }

  private func occurrences(
    of identity: Identity, _ program: Program, _ index: SymbolIndex, json: (SourceRange) -> JSON
  ) -> [Found] {
    guard let file = program.scopes.first(where: { $0.path == identity.path })?.file,
      let number = index.symbol(at: SourceRange(file: file, start: identity.start, end: identity.end))
    else { return [] }
    return index.occurrences.filter { $0.target == .symbol(number) }.map {
      Found(
        path: program.sources.files[$0.range.file].path, range: json($0.range), start: $0.range.start,
        isDefinition: $0.isDefinition)
    }
  }
}
