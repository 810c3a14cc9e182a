import QganSyntax

/// The declarations of one file, by name; values and operations are two name spaces.
public final class FileScope {
  /// Something that a name in the value name space stands for.
  public enum ValueSymbol {
    case constant(ConstantDeclaration)
    case circuit(CircuitDeclaration)
    case model(ModelDeclaration)
    case dataset(DatasetDeclaration)
    case train(TrainDeclaration)
    case variant(VariantDeclaration)
    case sweep(SweepDeclaration)

    /// The declared name.
    public var name: Name {
      switch self {
      case .constant(let d): d.name
      case .circuit(let d): d.name
      case .model(let d): d.name
      case .dataset(let d): d.name
      case .train(let d): d.name
      case .variant(let d): d.name
      case .sweep(let d): d.name
      }
    }
  }

  /// Something that stands before qubits.
  public enum OperationSymbol {
    case gate(GateDeclaration)
    case subroutine(CircuitDeclaration)

    /// The declared name.
    public var name: Name {
      switch self {
      case .gate(let d): d.name
      case .subroutine(let d): d.name
      }
    }
  }

  /// A symbol and the file whose names its own text sees.
  public struct Found<Symbol> {
    public var symbol: Symbol
    /// Not counted, since a file finds its own declarations in itself; the file that was asked keeps what it includes.
    public unowned var scope: FileScope
  }

  /// Index of the file in the source map.
  public let file: Int
  public let path: String
  public let syntax: FileSyntax
  /// The tokens of the file.
  public let lexed: LexedFile
  /// What names of the value name space stand for, those of plain includes among them.
  public internal(set) var values: [String: Found<ValueSymbol>] = [:]
  /// What names before qubits stand for.
  public internal(set) var operations: [String: Found<OperationSymbol>] = [:]
  /// `include ... as name`
  public internal(set) var namespaces: [String: FileScope] = [:]
  /// The files that the include lines name, by the places of the paths.
  public internal(set) var includes: [SourceRange: FileScope] = [:]

  init(file: Int, path: String, parsed: ParsedFile) {
    self.file = file
    self.path = path
    syntax = parsed.tree
    lexed = parsed.lexed
  }

  /// What the dotted `name` means in the value name space, and how many of its parts that took.
  public func value(_ name: QualifiedName) -> Found<ValueSymbol>? {
    guard name.parts.count > 1 else { return values[name.parts[0].text] }
    return namespace(of: name)?.values[name.parts[name.parts.count - 1].text]
  }

  /// What the dotted `name` means before qubits.
  public func operation(_ name: QualifiedName) -> Found<OperationSymbol>? {
    guard name.parts.count > 1 else { return operations[name.parts[0].text] }
    return namespace(of: name)?.operations[name.parts[name.parts.count - 1].text]
  }

  private func namespace(of name: QualifiedName) -> FileScope? {
    var scope: FileScope? = self
    for part in name.parts.dropLast() { scope = scope?.namespaces[part.text] }
    return scope
  }
}
