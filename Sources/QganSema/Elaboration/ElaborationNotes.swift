import QganSyntax

/// What expanding a program found out about its expressions, by place: what an editor shows.
///
/// A body is expanded once per set of consts and shapes, so that one place may have several facts.
public final class ElaborationNotes {
  /// The type of an expression, and its value where that is a const number.
  public struct Fact: Hashable, Sendable {
    /// `float`, `int`, `layer`, ...
    public var kind: String
    /// Empty for a scalar, `nil` for what has no shape.
    public var shape: [Int]?
    /// The value of a const scalar.
    public var number: Double?
    /// Whether it is known at compile time.
    public var isConst: Bool

    /// The type as one writes it: `float[3, 32, 32]`.
    public var type: String {
      guard let shape else { return kind }
      return describeShape(shape, scalar: kind)
    }
  }

  /// A use of a layer: the shapes of its data and result, and the number of weights that it made.
  public struct Use: Hashable, Sendable {
    public var inputs: [[Int]]
    public var result: [Int]?
    /// Scalars that are trained; 0 for an instance that was used before.
    public var weights: Int
  }

  /// How many different facts a place keeps.
  public static let limit = 4

  /// Facts by the place of the expression, in the order found.
  public private(set) var facts: [SourceRange: [Fact]] = [:]
  /// Uses by the place of the call and by the name of what is declared.
  public private(set) var uses: [SourceRange: [Use]] = [:]

  public init() {}

  func note(_ value: Value, at range: SourceRange) {
    guard let fact = Fact(value) else { return }
    facts[range, default: []].add(fact, upTo: Self.limit)
  }

  func note(_ use: Use, at range: SourceRange) {
    guard let known = uses[range] else {
      uses[range] = [use]
      return
    }
    if let same = known.firstIndex(where: { $0.inputs == use.inputs && $0.result == use.result }) {
      uses[range]?[same].weights = max(known[same].weights, use.weights)
    } else if known.count < Self.limit {
      uses[range]?.append(use)
    }
  }
}

extension [ElaborationNotes.Fact] {
  /// Adds a fact that is not there yet, unless there are `limit`.
  fileprivate mutating func add(_ fact: ElaborationNotes.Fact, upTo limit: Int) {
    if count < limit, !contains(fact) { append(fact) }
  }
}

extension ElaborationNotes.Fact {
  /// `nil` for what an error left unknown.
  init?(_ value: Value) {
    switch value {
    case .poison: return nil
    case .integer(let v): self.init(kind: "int", shape: [], number: Double(v), isConst: true)
    case .real(let v): self.init(kind: "float", shape: [], number: v, isConst: true)
    case .tensor(let t): self.init(kind: "float", shape: t.shape, number: nil, isConst: false)
    case .array(let a): self.init(kind: a.scalar.rawValue, shape: a.shape, number: nil, isConst: true)
    default: self.init(kind: value.typeDescription, shape: nil, number: nil, isConst: true)
    }
  }
}
