import QganSyntax

/// Parses a file and all that it includes, and fills the scopes.
public struct ProgramLoader {
  private let provider: any SourceProvider
  private let program: Program
  private var scopeOfPath: [String: FileScope] = [:]
  /// Files whose includes are being read, from the main file inwards.
  private var active: [String] = []

  private init(provider: any SourceProvider) {
    self.provider = provider
    program = Program(sources: SourceMap(), provider: provider)
  }

  /// Loads the program whose main file is `main`.
  public static func load(_ main: SourceText, provider: any SourceProvider) -> Program {
    var loader = ProgramLoader(provider: provider)
    _ = loader.load(main)
    return loader.program
  }

  /// A loader that adds to a loaded program.
  fileprivate init(continuing program: Program) {
    provider = program.provider
    self.program = program
    scopeOfPath = Dictionary(program.scopes.map { ($0.path, $0) }) { first, _ in first }
  }

  fileprivate mutating func load(_ text: SourceText) -> FileScope {
    let file = program.sources.add(path: text.path, utf8: text.utf8)
    let parsed = parse(file)
    program.diagnostics += parsed.diagnostics
    let scope = FileScope(file: file.id, path: text.path, parsed: parsed)
    program.scopes.append(scope)
    scopeOfPath[text.path] = scope
    active.append(text.path)
    declareOwn(in: scope)
    for declaration in parsed.tree.declarations {
      if case .include(let include) = declaration.kind { self.include(include, into: scope) }
    }
    active.removeLast()
    return scope
  }

  private mutating func include(_ include: IncludeDeclaration, into scope: FileScope) {
    guard let text = provider.source(include.path, includedFrom: scope.path) else {
      report(.fileNotFound(include.path, at: include.pathRange))
      return
    }
    if active.contains(text.path) {
      report(.includeCycle(active + [text.path], at: include.pathRange))
      return
    }
    let included = scopeOfPath[text.path] ?? load(text)
    scope.includes[include.pathRange] = included
    if let alias = include.alias {
      if scope.namespaces[alias.text] != nil || scope.values[alias.text] != nil {
        report(.duplicate(alias.text, at: alias.range, first: scope.values[alias.text]?.symbol.name.range))
      } else {
        scope.namespaces[alias.text] = included
      }
    } else {
      join(included, into: scope, at: include.pathRange)
    }
  }

  /// Makes the names of `included` names of `scope`; `train`, `variant` and `sweep` count only where they stand.
  private func join(_ included: FileScope, into scope: FileScope, at range: SourceRange) {
    for (name, found) in included.values.sorted(by: { $0.key < $1.key }) {
      switch found.symbol {
      case .train, .variant, .sweep: continue
      default: break
      }
      if let known = scope.values[name] {
        guard known.symbol.name.range != found.symbol.name.range else { continue }
        report(
          .includeClash(name, at: range, first: known.symbol.name.range, second: found.symbol.name.range))
      } else {
        scope.values[name] = found
      }
    }
    for (name, found) in included.operations.sorted(by: { $0.key < $1.key }) {
      if let known = scope.operations[name] {
        guard known.symbol.name.range != found.symbol.name.range else { continue }
        report(
          .includeClash(name, at: range, first: known.symbol.name.range, second: found.symbol.name.range))
      } else {
        scope.operations[name] = found
      }
    }
    for (name, space) in included.namespaces where scope.namespaces[name] == nil {
      scope.namespaces[name] = space
    }
  }

  private func declareOwn(in scope: FileScope) {
    for declaration in scope.syntax.declarations {
      switch declaration.kind {
      case .include: break
      case .constant(let d): declare(.constant(d), in: scope)
      case .model(let d): declare(.model(d), in: scope)
      case .dataset(let d): declare(.dataset(d), in: scope)
      case .train(let d): declare(.train(d), in: scope)
      case .variant(let d): declare(.variant(d), in: scope)
      case .sweep(let d): declare(.sweep(d), in: scope)
      case .gate(let d): declare(.gate(d), in: scope)
      case .circuit(let d):
        if case .layer = d.form {
          declare(.circuit(d), in: scope)
        } else {
          declare(.subroutine(d), in: scope)
        }
      }
    }
  }

  private func declare(_ symbol: FileScope.ValueSymbol, in scope: FileScope) {
    let name = symbol.name
    if let first = scope.values[name.text] {
      report(.duplicate(name.text, at: name.range, first: first.symbol.name.range))
    } else {
      scope.values[name.text] = .init(symbol: symbol, scope: scope)
    }
  }

  private func declare(_ symbol: FileScope.OperationSymbol, in scope: FileScope) {
    let name = symbol.name
    if let first = scope.operations[name.text] {
      report(.duplicate(name.text, at: name.range, first: first.symbol.name.range))
    } else {
      scope.operations[name.text] = .init(symbol: symbol, scope: scope)
    }
  }

  private func report(_ diagnostic: Diagnostic) { program.diagnostics.append(diagnostic) }
}

extension Program {
  /// A file of the embedded library that the program may not include: a builtin feature extractor's. It is loaded when
  /// it is first asked for; `nil` if there is none of that name.
  func library(_ name: String) -> FileScope? {
    let path = "std/\(name)"
    if let known = scopes.first(where: { $0.path == path }) { return known }
    var loader = ProgramLoader(continuing: self)
    return provider.source(path, includedFrom: main.path).map { loader.load($0) }
  }
}
