import QganIR
import QganSema
import QganSyntax

/// A document with all that it includes; what answers are made from. It is parsed at once, and its bodies are expanded when
/// findings or shapes are first asked for, so that names and completions need not wait for that.
final class CheckedProgram {
  let program: Program
  let catalog: Catalog
  private let elaborator: Elaborator
  /// Types and shapes.
  var notes: ElaborationNotes { checked.notes }
  /// Everything wrong.
  var diagnostics: [Diagnostic] { checked.diagnostics }
  private lazy var checked: (notes: ElaborationNotes, diagnostics: [Diagnostic]) = {
    let notes = ElaborationNotes()
    elaborator.notes = notes
    return (notes, Sema.check(elaborator))
  }()
  /// The tokens of the document itself.
  var lexed: LexedFile { program.main.lexed }
  /// Where every name stands.
  private(set) lazy var index = SymbolIndex(program, catalog: catalog)
  private var lines: [Int: TextLines] = [:]

  /// Parses the text of the file `path`.
  init(path: String, utf8: [UInt8], buffers: [String: [UInt8]], host: any LanguageServerHost) {
    catalog = host.catalog
    let resolve = { host.resolve($0, includedFrom: $1) }
    program = ProgramLoader.load(
      SourceText(path: path, utf8: utf8),
      provider: OverlaySources(base: host, resolve: resolve, buffers: buffers))
    elaborator = Elaborator(program: program, catalog: catalog, resolvePath: resolve)
  }

  /// The file of that index.
  func file(_ index: Int) -> SourceFile { program.sources.files[index] }

  /// The lines of a file, for positions.
  func lines(of file: Int) -> TextLines {
    if let known = lines[file] { return known }
    let made = TextLines(self.file(file).utf8)
    lines[file] = made
    return made
  }

  /// A range as the protocol writes it.
  func json(_ range: SourceRange) -> JSON { lines(of: range.file).json(range.start, range.end) }

  /// The text of a range.
  func text(_ range: SourceRange) -> String {
    program.sources.file(of: range)?.text(of: range) ?? ""
  }

  /// Whether the program consists of, or lacks, the file at `path`.
  func depends(on path: String, host: any LanguageServerHost) -> Bool {
    program.scopes.contains { scope in
      scope.path == path
        || scope.syntax.declarations.contains { declaration in
          guard case .include(let include) = declaration.kind, scope.includes[include.pathRange] == nil else {
            return false
          }
          return host.resolve(include.path, includedFrom: scope.path) == path
        }
    }
  }
}
