import QganIR
import QganSyntax

/// Expands a program: evaluates constants, checks types and shapes, and writes bodies as IR.
///
/// Checking is expansion: a body is checked once per set of consts and shapes that it is used with.
public final class Elaborator {
  let program: Program
  let catalog: Catalog
  /// Settings that replace initialisers and train properties, innermost (strongest) last.
  let overrides: Overrides
  /// Everything found, without duplicates, in the order found.
  public private(set) var diagnostics: [Diagnostic] = []
  private var seen: Set<Finding> = []

  /// One cause is one finding, however many uses lead to it and whichever check meets it first.
  private struct Finding: Hashable {
    var code: String
    var range: SourceRange?
    /// Told apart by text only where there is no place, or where one place lacks several things.
    var message: String
  }

  /// Values of constants, by file and name.
  var constants: [ConstantKey: Value] = [:]
  /// Constants being evaluated, to find cycles.
  var evaluating: [ConstantKey] = []
  /// Calls from the outermost body inwards: what was called, and where.
  var calls: [(name: String, range: SourceRange)] = []
  /// Names of declarations that are checked by themselves: nothing calls them.
  var rootRanges: Set<SourceRange> = []
  /// Statements expanded since the outermost body was entered, with what else costs time or memory.
  var expanded = 0
  /// Whether the limit of expansion was ever met and reported; no other body is expanded then.
  var isExhausted = false
  /// Expressions that are being evaluated, from the outermost inwards.
  var depth = 0
  /// `cut` layers being built: the absolute path to stop after.
  var cuts: [String] = []
  /// Paths of instances that were used, for `cut`'s message.
  var usedPaths: [String] = []
  /// What `load` asked for while the last graph was written.
  public internal(set) var loads: [LoadedWeights] = []
  /// The shapes of results that were found without errors.
  var probed: [ProbeKey: [Int]] = [:]
  /// Where types and sizes are noted for an editor; nothing is noted without it.
  public var notes: ElaborationNotes?

  struct ConstantKey: Hashable {
    var file: Int
    var name: String
  }

  /// Statements that a body may expand to, and elements of a range.
  let expansionLimit: Int
  static let callDepthLimit = 50
  /// Layers inside one another.
  static let layerNestingLimit = 50
  /// Elements of a const array.
  static let arrayLimit = 1 << 24
  /// Expressions inside one another, through the constants and calls that they need.
  static let depthLimit = 1000
  /// What a use of a layer costs: it writes several operations.
  static let statementsPerLayer = 10
  /// Const arrays of so many elements cost as much as a statement.
  static let elementsPerStatement = 8

  /// Turns a path as written in the file `includer` into one that can be opened.
  let resolvePath: (_ path: String, _ includer: String) -> String

  public init(
    program: Program, catalog: Catalog, overrides: Overrides = Overrides(), expansionLimit: Int = 1_000_000,
    resolvePath: @escaping (_ path: String, _ includer: String) -> String = { path, _ in path }
  ) {
    self.program = program
    self.catalog = catalog
    self.overrides = overrides
    self.expansionLimit = expansionLimit
    self.resolvePath = resolvePath
  }

  /// Whether anything found is an error.
  public var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

  /// Records a finding, with the calls that led to it.
  func report(_ diagnostic: Diagnostic) {
    var d = diagnostic
    for call in calls.reversed().prefix(6) where !rootRanges.contains(call.range) {
      d.notes.append(.init("in `\(call.name)`, called here", at: call.range))
    }
    let finding = Finding(
      code: d.code, range: d.range, message: d.range == nil || d.code == "QG282" ? d.message : "")
    if seen.insert(finding).inserted { diagnostics.append(d) }
  }

  /// Adds to what has been expanded; an error past the limit.
  func charge(_ statements: Int = 1, at range: SourceRange) throws {
    expanded += statements
    guard expanded > expansionLimit else { return }
    if isExhausted { throw AlreadyDiagnosed() }
    isExhausted = true
    throw Diagnosed(.tooLarge(expansionLimit, at: range))
  }

  /// Adds the cost of a const array of `elements`.
  func charge(elements: Int, at range: SourceRange) throws {
    try charge(elements / Elaborator.elementsPerStatement, at: range)
  }

  /// Records what `error` says; errors of other rooms are placed at `range`.
  func report(_ error: any Error, at range: SourceRange) {
    switch error {
    case let e as Diagnosed: report(e.diagnostic)
    case is AlreadyDiagnosed: break
    case let e as IRError:
      report(.layerRefused(e.message, at: range, notes: e.suggestion.map { [.init($0)] } ?? []))
    default: report(.layerRefused("\(error)", at: range, notes: []))
    }
  }

  /// Runs `body`; what it throws is reported at `range`, and the result is then `fallback`.
  func recovering<R>(at range: SourceRange, _ fallback: R, _ body: () throws -> R) rethrows -> R {
    do { return try body() } catch let signal as CutReached { throw signal } catch {
      report(error, at: range)
      return fallback
    }
  }
}

/// Unwinds a layer that `cut` ends early; never leaves the elaborator's thread.
struct CutReached: Error, @unchecked Sendable {
  var path: String
  var value: Value
}

/// Weights that come from a file or from another train block.
public struct LoadedWeights: Hashable, Sendable {
  /// Variables that start from it: our full path, and the tensor's name there.
  public var tensors: [String: String]
  /// The weight file, or `nil` for a train block.
  public var path: String?
  /// The train block, or `nil` for a file.
  public var block: String?
  /// Prefix within the source that was asked for.
  public var prefix: String
  /// Patterns of tensors that may be left over.
  public var ignored: [String]
  /// Whether the whole layer was built, so that what is left over is an error.
  public var isComplete: Bool
}
