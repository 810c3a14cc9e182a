import QganIR
import QganSema
import QganSyntax

extension LanguageServer {
  /// What may be written at the caret.
  func completion(_ place: Place) -> JSON {
    let context = CompletionContext(place.checked.lexed, at: place.offset)
    var list = CompletionList(context, place.checked, host)
    list.fill()
    return ["isIncomplete": false, "items": .array(list.items)]
  }
}

/// The items of one completion.
private struct CompletionList {
  /// The protocol's numbers of kinds.
  enum Kind: Int {
    case function = 3
    case variable = 6
    case `class` = 7
    case module = 9
    case property = 10
    case keyword = 14
    case file = 17
    case constant = 21
    case `operator` = 24
    case parameter = 25
    case method = 2
    case value = 12
  }

  private let context: CompletionContext
  private let checked: CheckedProgram
  private let host: any LanguageServerHost
  private(set) var items: [JSON] = []
  private var known: Set<String> = []

  init(_ context: CompletionContext, _ checked: CheckedProgram, _ host: any LanguageServerHost) {
    self.context = context
    self.checked = checked
    self.host = host
  }

  private var scope: FileScope { checked.program.main }
  private var catalog: Catalog { checked.catalog }

  private mutating func add(
    _ label: String, _ kind: Kind, detail: String = "", documentation: String = "", insert: String? = nil,
    order: Int = 5
  ) {
    guard known.insert(label).inserted else { return }
    var item: [String: JSON] = [
      "label": .string(label), "kind": .int(kind.rawValue), "sortText": .string("\(order)\(label)"),
    ]
    if !detail.isEmpty { item["detail"] = .string(detail) }
    if !documentation.isEmpty {
      item["documentation"] = ["kind": "markdown", "value": .string(documentation)]
    }
    if let insert { item["insertText"] = .string(insert) }
    items.append(.object(item))
  }

  private mutating func add(_ name: String, _ kind: Kind, _ builtin: SymbolIndex.Builtin, order: Int = 6) {
    guard let description = BuiltinDescription(builtin, catalog) else { return }
    add(name, kind, detail: description.signature, documentation: description.summary, order: order)
  }

  private mutating func keywords(_ words: [String]) {
    for word in words { add(word, .keyword, order: 7) }
  }

  mutating func fill() {
    switch context.place {
    case .nothing: break
    case .declaration:
      keywords([
        "include", "const", "config", "gate", "circuit", "model", "dataset", "train", "variant", "sweep",
      ])
      if checked.program.main.syntax.version == nil { add("qgan 1.0;", .keyword, order: 0) }
    case .property(let block):
      if block == .dataset {
        for key in DatasetKeys.all where !context.keys.contains(key.name) {
          add(key.name, .property, documentation: key.summary, insert: "\(key.name): ", order: 1)
        }
      } else {
        for key in Elaborator.trainKeys where !context.keys.contains(key) {
          add(key, .property, insert: "\(key): ", order: 1)
        }
        keywords(["every"])
      }
    case .propertyValue(let key): propertyValue(key)
    case .action:
      for name in catalog.actions.keys { add(name, .function, .action(name), order: 1) }
    case .setting:
      for (name, found) in scope.values.sorted(by: { $0.key < $1.key }) {
        if case .constant(let d) = found.symbol, d.isConfig { value(name, found.symbol, order: 1) }
      }
      for key in Elaborator.trainKeys { add(key, .property, order: 4) }
    case .statement(let body): statement(body)
    case .gate: gates(order: 1)
    case .layer: layers()
    case .initializer:
      for name in catalog.initializers.keys { add(name, .function, .initializer(name), order: 1) }
      values()
    case .observable:
      for pauli in Pauli.allCases { add(pauli.rawValue, .value, .observable(pauli.rawValue), order: 1) }
    case .type:
      keywords(["int", "float", "angle", "bool", "string", "layer", "const", "input", "param", "qubit"])
    case .member(let space): members(space)
    case .includePath(let written, let range): paths(written, in: range)
    case .expression:
      labels()
      values()
    }
  }

  // MARK: Names

  private mutating func statement(_ body: TokenKind) {
    keywords(["const", "for", "if", "else", "return"])
    locals(registers: false)
    if body == .model {
      keywords(["param", "layer"])
    } else {
      keywords(["barrier", "ctrl", "negctrl", "inv", "pow"])
      if body == .circuit { keywords(["qubit"]) }
      gates(order: 3)
    }
  }

  private mutating func gates(order: Int) {
    for (name, found) in scope.operations.sorted(by: { $0.key < $1.key }) {
      operation(name, found.symbol, order: order)
    }
    for name in scope.namespaces.keys.sorted() { add(name, .module, detail: "namespace", order: order) }
    for name in Gates.builtinNames {
      add(name, .operator, .gate(name), order: order + 1)
    }
  }

  private mutating func layers() {
    for (name, isRegister) in context.locals.sorted(by: { $0.key < $1.key }) where !isRegister {
      add(name, .variable, detail: "local", order: 2)
    }
    for (name, found) in scope.values.sorted(by: { $0.key < $1.key }) {
      switch found.symbol {
      case .circuit, .model: value(name, found.symbol, order: 1)
      case .constant(let d) where d.type.scalar == .layer: value(name, found.symbol, order: 1)
      default: break
      }
    }
    for name in scope.namespaces.keys.sorted() { add(name, .module, detail: "namespace", order: 3) }
    for name in catalog.layers.keys { add(name, .function, .layer(name), order: 4) }
    for name in Elaborator.layerFunctions { add(name, .function, .layerFunction(name), order: 5) }
  }

  private mutating func locals(registers: Bool) {
    for (name, isRegister) in context.locals.sorted(by: { $0.key < $1.key }) where registers || !isRegister {
      add(name, .variable, detail: isRegister ? "qubits" : "local", order: 2)
    }
  }

  private mutating func values() {
    locals(registers: true)
    for (name, found) in scope.values.sorted(by: { $0.key < $1.key }) { value(name, found.symbol, order: 3) }
    for name in scope.namespaces.keys.sorted() { add(name, .module, detail: "namespace", order: 3) }
    for name in Elaborator.numbers.keys.sorted() { add(name, .constant, .number(name)) }
    for name in catalog.layers.keys { add(name, .function, .layer(name)) }
    for name in Elaborator.layerFunctions { add(name, .function, .layerFunction(name)) }
    if context.declaration != .model { keywords(["expval", "probs", "sample"]) }
    keywords(["true", "false"])
  }

  private mutating func value(_ name: String, _ symbol: FileScope.ValueSymbol, order: Int) {
    let kind: Kind =
      switch symbol {
      case .constant: .constant
      case .circuit: .function
      case .model: .class
      case .dataset, .train, .variant, .sweep: .variable
      }
    declared(name, kind, symbol.name.range, order)
  }

  private mutating func operation(_ name: String, _ symbol: FileScope.OperationSymbol, order: Int) {
    declared(name, .operator, symbol.name.range, order)
  }

  private mutating func declared(_ name: String, _ kind: Kind, _ definition: SourceRange, _ order: Int) {
    guard let number = checked.index.symbol(at: definition) else { return add(name, kind, order: order) }
    let symbol = checked.index.symbols[number]
    let head = checked.text(symbol.head).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    add(name, kind, detail: head, documentation: symbol.documentation ?? "", order: order)
  }

  private mutating func members(_ path: [String]) {
    var space: FileScope? = scope
    for part in path { space = space?.namespaces[part] }
    guard let space else { return }
    for (name, found) in space.values.sorted(by: { $0.key < $1.key }) {
      switch found.symbol {
      case .train, .variant, .sweep: continue
      default: value(name, found.symbol, order: 1)
      }
    }
    for (name, found) in space.operations.sorted(by: { $0.key < $1.key }) {
      operation(name, found.symbol, order: 1)
    }
    for name in space.namespaces.keys.sorted() { add(name, .module, detail: "namespace", order: 2) }
  }

  // MARK: Calls, properties, paths

  private mutating func labels() {
    guard context.isArgumentStart, let name = context.callee.last else { return }
    let qualified = QualifiedName(context.callee.map { Name($0, SourceRange(file: 0, start: 0, end: 0)) })
    var parameters: [ParameterSyntax] = []
    switch scope.value(qualified)?.symbol {
    case .circuit(let d)?: parameters = d.parameters
    case .model(let d)?: parameters = d.parameters
    default: break
    }
    for parameter in parameters {
      guard case .const = parameter.kind else { continue }
      label(parameter.name.text, detail: checked.text(parameter.range), "")
    }
    guard parameters.isEmpty, context.callee.count == 1 else { return }
    for item in BuiltinDescription.layerFunctionLabels[name] ?? [] {
      label(item.name, detail: "", item.summary)
    }
    for spec in builtin(name)?.parameters ?? [] where !spec.isVariadic {
      label(spec.name, detail: BuiltinDescription.spelled(spec), spec.summary)
    }
  }

  private mutating func label(_ name: String, detail: String, _ summary: String) {
    guard !context.labels.contains(name) else { return }
    add("\(name):", .parameter, detail: detail, documentation: summary, insert: "\(name): ", order: 0)
  }

  /// The builtin that a call outside of operations can mean.
  private func builtin(_ name: String) -> BuiltinDescription? {
    let candidates: [SymbolIndex.Builtin] = [
      .layer(name), .dataset(name), .optimizer(name), .loss(name), .schedule(name), .action(name),
      .extractor(name), .latent(name), .initializer(name), .augmentation(name),
    ]
    return candidates.lazy.compactMap { BuiltinDescription($0, catalog) }.first
  }

  private mutating func propertyValue(_ key: String) {
    switch key {
    case "loss": for name in catalog.losses.keys { add(name, .function, .loss(name), order: 1) }
    case "optimizer": for name in catalog.optimizers.keys { add(name, .function, .optimizer(name), order: 1) }
    case "schedule": for name in catalog.schedules.keys { add(name, .function, .schedule(name), order: 1) }
    case "latent": for name in catalog.latents.keys { add(name, .function, .latent(name), order: 1) }
    case "augment", "diff_augment":
      for name in catalog.augmentations.keys { add(name, .function, .augmentation(name), order: 1) }
    case "source": for name in catalog.datasets.keys { add(name, .function, .dataset(name), order: 1) }
    case "features": for name in catalog.extractors.keys { add(name, .function, .extractor(name), order: 1) }
    case "gradient_clip": for name in ["norm", "value"] { add(name, .function, order: 1) }
    case "target": for name in ["label", "self"] { add(name, .value, order: 1) }
    case "split": for name in ["\"train\"", "\"test\""] { add(name, .value, order: 1) }
    default: break
    }
    if key == "data" || key == "against" || key == "source" {
      for (name, found) in scope.values.sorted(by: { $0.key < $1.key }) {
        if case .dataset = found.symbol { value(name, found.symbol, order: 0) }
      }
    }
    if ["generator", "discriminator", "model", "features", "view", "through", "loss"].contains(key) {
      for (name, found) in scope.values.sorted(by: { $0.key < $1.key }) {
        switch found.symbol {
        case .circuit, .model: value(name, found.symbol, order: 0)
        default: break
        }
      }
    }
    labels()
    values()
  }

  /// Files of the library, and programs beside the document and below.
  private mutating func paths(_ written: String, in range: SourceRange) {
    func offer(_ path: String, _ detail: String, order: Int) {
      guard path.hasPrefix(written), known.insert(path).inserted else { return }
      // The whole path is replaced: editors take a part between slashes for a word.
      items.append([
        "label": .string(path), "kind": .int(Kind.file.rawValue), "detail": .string(detail),
        "sortText": .string("\(order)\(path)"), "filterText": .string(path),
        "textEdit": ["range": checked.json(range), "newText": .string(path)],
      ])
    }
    for name in host.libraryFiles.sorted() { offer("std/\(name)", "part of qganc", order: 6) }
    let own = checked.file(0).path
    guard let slash = own.lastIndex(of: "/") else { return }
    for path in host.programs(below: String(own[..<slash]), limit: 200) where path != own {
      guard path.hasPrefix(own[...slash]) else { continue }
      offer(String(path.dropFirst(own[...slash].count)), "a program", order: 5)
    }
  }
}
