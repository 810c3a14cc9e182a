import QganSyntax

/// The declarations of one file, by name; values and operations are two name spaces.
public final class FileScope {
  /// Something that a name in the value name space stands for.
  enum ValueSymbol {
    case constant(ConstantDeclaration)
    case circuit(CircuitDeclaration)
    case model(ModelDeclaration)
    case dataset(DatasetDeclaration)
    case train(TrainDeclaration)
    case variant(VariantDeclaration)
    case sweep(SweepDeclaration)

    var name: Name {
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
  enum OperationSymbol {
    case gate(GateDeclaration)
    case subroutine(CircuitDeclaration)

    var name: Name {
      switch self {
      case .gate(let d): d.name
      case .subroutine(let d): d.name
      }
    }
  }

  /// A symbol and the file whose names its own text sees.
  struct Found<Symbol> {
    var symbol: Symbol
    var scope: FileScope
  }

  /// Index of the file in the source map.
  public let file: Int
  public let path: String
  public let syntax: FileSyntax
  var values: [String: Found<ValueSymbol>] = [:]
  var operations: [String: Found<OperationSymbol>] = [:]
  /// `include ... as name`
  var namespaces: [String: FileScope] = [:]

  init(file: Int, path: String, syntax: FileSyntax) {
    self.file = file
    self.path = path
    self.syntax = syntax
  }

  /// What the dotted `name` means in the value name space, and how many of its parts that took.
  func value(_ name: QualifiedName) -> Found<ValueSymbol>? {
    guard name.parts.count > 1 else { return values[name.parts[0].text] }
    return namespace(of: name)?.values[name.parts[name.parts.count - 1].text]
  }

  /// What the dotted `name` means before qubits.
  func operation(_ name: QualifiedName) -> Found<OperationSymbol>? {
    guard name.parts.count > 1 else { return operations[name.parts[0].text] }
    return namespace(of: name)?.operations[name.parts[name.parts.count - 1].text]
  }

  private func namespace(of name: QualifiedName) -> FileScope? {
    var scope: FileScope? = self
    for part in name.parts.dropLast() { scope = scope?.namespaces[part.text] }
    return scope
  }
}
