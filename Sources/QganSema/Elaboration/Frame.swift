import QganIR
import QganSyntax

/// The state of one body while it is expanded.
final class Frame {
  enum Kind: String {
    case constant = "a const expression"
    case circuit = "a circuit"
    case subroutine = "a subroutine"
    case gate = "a gate"
    case model = "a model"
  }

  /// What a name of the body stands for.
  struct Entry {
    enum Kind: String {
      case binding
      case constant = "a constant"
      case loopVariable = "a loop variable"
      case weight = "a weight"
      case layer = "a layer"
      case parameter
    }

    var value: Value
    var kind: Kind
    var range: SourceRange?
  }

  let kind: Kind
  /// What messages call the body: "`vqc`".
  let name: String
  let scope: FileScope
  /// Where graph IR is written; absent in const expressions.
  let builder: ModelBuilder?
  /// Where gates are written, in circuits and subroutines.
  let circuit: CircuitContext?
  /// Innermost last.
  var blocks: [[String: Entry]] = [[:]]
  /// Qubits by register name, with whether it was declared as a single one.
  var registers: [String: (qubits: [Int], isSingle: Bool, range: SourceRange)] = [:]
  /// How often each written name was used anonymously.
  var uses: [String: Int] = [:]
  var returned: Value?
  /// Where the returned value stands.
  var returnRange: SourceRange?

  init(kind: Kind, name: String, scope: FileScope, builder: ModelBuilder?, circuit: CircuitContext? = nil) {
    self.kind = kind
    self.name = name
    self.scope = scope
    self.builder = builder
    self.circuit = circuit
  }

  /// What `name` is bound to here.
  func entry(_ name: String) -> Entry? {
    for block in blocks.reversed() {
      if let entry = block[name] { return entry }
    }
    return nil
  }

  /// Declares a name in the innermost block.
  func declare(_ name: String, _ entry: Entry) { blocks[blocks.count - 1][name] = entry }

  /// Binds a name anew where it is bound, or in the innermost block.
  func bind(_ name: String, _ value: Value, range: SourceRange) {
    for i in blocks.indices.reversed() where blocks[i][name] != nil {
      blocks[i][name] = Entry(value: value, kind: .binding, range: range)
      return
    }
    declare(name, Entry(value: value, kind: .binding, range: range))
  }

  /// The path component of the next anonymous use of a layer written as `name`.
  func nextUse(of name: String) -> String {
    let count = (uses[name] ?? 0) + 1
    uses[name] = count
    return count == 1 ? name : "\(name)_\(count)"
  }

  /// Every name that is visible in the body.
  var names: [String] { blocks.flatMap(\.keys) }
}
