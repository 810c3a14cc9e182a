import QganIR
import QganSema
import QganSyntax

/// A document with all that it includes, checked; what answers are made from.
final class CheckedProgram {
  let program: Program
  let diagnostics: [Diagnostic]
  let notes: ElaborationNotes
  /// The tokens of the document itself.
  let lexed: LexedFile
  let catalog: Catalog
  /// Where every name stands.
  private(set) lazy var index = SymbolIndex(program, catalog: catalog)
  private var lines: [Int: TextLines] = [:]

  /// Checks the text of the file `path`.
  init(path: String, utf8: [UInt8], sources: OverlaySources) {
    catalog = sources.host.catalog
    program = ProgramLoader.load(SourceText(path: path, utf8: utf8), provider: sources)
    let elaborator = Elaborator(
      program: program, catalog: catalog, resolvePath: { sources.host.resolve($0, includedFrom: $1) })
    notes = ElaborationNotes()
    elaborator.notes = notes
    diagnostics = Sema.check(elaborator)
    lexed = lex(program.sources.files[0])
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

  /// The declarations of the document, with what stands at an offset first asked for.
  func declaration(at offset: Int) -> Declaration? {
    program.main.syntax.declarations.first { $0.range.start <= offset && offset <= $0.range.end }
  }
}
