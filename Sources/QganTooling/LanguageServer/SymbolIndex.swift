import QganIR
import QganSema
import QganSyntax

/// Where every name of a program is declared and used.
struct SymbolIndex {
  /// Something that a program declares.
  struct Symbol {
    enum Kind: String {
      case constant, config, gate, subroutine, circuit, model, dataset, train, variant, sweep, namespace
      case const, input, param, angle, size, register, qubit, binding, weight, layer
      case loopVariable = "loop variable"

      /// Whether it belongs to a file rather than to a body.
      var isTopLevel: Bool {
        switch self {
        case .constant, .config, .gate, .subroutine, .circuit, .model, .dataset, .train, .variant, .sweep,
          .namespace:
          true
        default: false
        }
      }
    }

    var name: String
    var kind: Kind
    /// The name where it is first declared: the symbol's identity.
    var definition: SourceRange
    /// What to show of the declaration: its head.
    var head: SourceRange
    var documentation: String?
    /// The declaration whose body it belongs to; `nil` at the top of a file.
    var container: SourceRange?
    /// The expression that it is bound to.
    var value: SourceRange?
  }

  /// A name that the language or its library gives a meaning.
  enum Builtin: Hashable {
    case layer(String)
    case gate(String)
    case number(String)
    case layerFunction(String)
    case loss(String)
    case optimizer(String)
    case schedule(String)
    case initializer(String)
    case latent(String)
    case augmentation(String)
    case dataset(String)
    case action(String)
    case extractor(String)
    case datasetKey(String)
    case trainKey(String)
    /// A const parameter of a builtin, where a call labels it.
    indirect case label(String, of: Builtin)
    case observable(String)
  }

  enum Target: Hashable {
    case symbol(Int)
    case builtin(Builtin)
    /// A file, by its index in the source map.
    case file(Int)
  }

  struct Occurrence {
    var range: SourceRange
    var target: Target
    /// Whether it declares or binds.
    var isDefinition = false
    /// What a binding anew binds.
    var value: SourceRange?
  }

  var symbols: [Symbol] = []
  /// In the order of the text, file by file.
  var occurrences: [Occurrence] = []
  /// Strings that calls get, which may be paths of layer instances, such as `"encoder.first"`.
  var strings: [(range: SourceRange, text: String)] = []
  var symbolAt: [SourceRange: Int] = [:]
  /// Const parameters and others of a declaration by the place of its name.
  var parameters: [SourceRange: [String: Int]] = [:]
  let catalog: Catalog

  // MARK: The walk's state

  var scope: FileScope
  /// The names of a body, innermost block last.
  var blocks: [[String: Int]] = []
  var registers: [String: Int] = [:]
  var container: SourceRange?

  init(_ program: Program, catalog: Catalog) {
    self.catalog = catalog
    scope = program.main
    for file in program.scopes { declareFile(file) }
    for file in program.scopes {
      scope = file
      for declaration in file.syntax.declarations { walk(declaration) }
    }
    occurrences.sort {
      ($0.range.file, $0.range.start, $0.range.end) < ($1.range.file, $1.range.start, $1.range.end)
    }
  }

  /// What stands at `offset`, also just behind it; the innermost.
  func occurrence(file: Int, at offset: Int) -> Occurrence? {
    let here = occurrences.filter {
      $0.range.file == file && $0.range.start <= offset && offset <= $0.range.end
    }
    return here.first { offset < $0.range.end } ?? here.last
  }

  /// The symbol declared at `range`.
  func symbol(at range: SourceRange) -> Int? { symbolAt[range] }
}
