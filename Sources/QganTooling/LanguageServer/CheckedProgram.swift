import QganIR
import QganSema
import QganSyntax

/// A document with all that it includes; what answers are made from. It is parsed at once, and its bodies are expanded when
/// findings or shapes are first asked for, so that names and completions need not wait for that.
final class CheckedProgram {
  let program: Program
  let catalog: Catalog
  /// What expanding found out: types and shapes, and everything wrong.
  typealias Findings = (notes: ElaborationNotes, diagnostics: [Diagnostic])

  /// Those about the whole program.
  private var whole: Findings?
  /// Those about single declarations, by their indices.
  private var partial: [Int: Findings] = [:]
  private let makeElaborator: () -> Elaborator
  private lazy var reach = DeclarationReach(program, index)
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
    makeElaborator = { [program, catalog] in
      Elaborator(program: program, catalog: catalog, resolvePath: resolve)
    }
  }

  // MARK: Findings

  /// Types and shapes.
  var notes: ElaborationNotes { findings.notes }
  /// Everything wrong.
  var diagnostics: [Diagnostic] { findings.diagnostics }

  /// Types and shapes of what stands at `range`, as in `notes`.
  func notes(about range: SourceRange) -> ElaborationNotes { findings(about: range).notes }

  /// Among other things all that is wrong at `range`, as in `diagnostics`.
  func diagnostics(about range: SourceRange) -> [Diagnostic] { findings(about: range).diagnostics }

  private var findings: Findings {
    if let whole { return whole }
    let made = expanded { _ in true }
    whole = made
    return made
  }

  /// How many declarations are looked at by themselves before the whole program is.
  private static let partialLimit = 6

  /// Until everything is checked, only those declarations are expanded that lead to the one around `range`, which is the sooner
  /// the longer the file is.
  private func findings(about range: SourceRange) -> Findings {
    if let whole { return whole }
    guard let declaration = reach.declaration(around: range) else { return findings }
    if let known = partial[declaration] { return known }
    guard partial.count < Self.partialLimit else { return findings }
    let wanted = reach.leading(to: declaration)
    let made = expanded { wanted.contains($0.range) }
    partial[declaration] = made
    return made
  }

  private func expanded(where isWanted: (Declaration) -> Bool) -> Findings {
    let elaborator = makeElaborator()
    let notes = ElaborationNotes()
    elaborator.notes = notes
    return (notes, Sema.check(elaborator, where: isWanted))
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
