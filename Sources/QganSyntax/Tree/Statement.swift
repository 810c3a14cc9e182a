/// A statement of a gate's, circuit's or model's body.
public struct Statement: Sendable, Hashable {
  public indirect enum Kind: Sendable, Hashable {
    case constant(ConstantDeclaration)
    /// `qubit[n] q;`
    case register(RegisterSyntax)
    /// `param float[2] tone ~ constant(1);`
    case parameter(ParameterSyntax)
    /// `layer core = e;` or `layer blocks[i] = e;`
    case layer(name: Name, index: Expression?, value: Expression)
    case `for`(type: TypeSyntax, variable: Name, values: ValuesSyntax, body: Block)
    case conditional(Conditional)
    /// `a = e;`
    case binding(name: Name, value: ResultSyntax)
    case `return`(ResultSyntax)
    case barrier([Operand])
    case apply(GateCall)
  }

  public var kind: Kind
  public var range: SourceRange

  public init(_ kind: Kind, _ range: SourceRange) {
    self.kind = kind
    self.range = range
  }
}

/// Statements in braces.
public struct Block: Sendable, Hashable {
  public var statements: [Statement]
  /// From brace to brace.
  public var range: SourceRange

  public init(statements: [Statement], range: SourceRange) {
    self.statements = statements
    self.range = range
  }
}

/// `if (condition) then else otherwise`
public struct Conditional: Sendable, Hashable {
  public indirect enum Otherwise: Sendable, Hashable {
    case block(Block)
    case conditional(Conditional)
  }

  public var condition: Expression
  public var then: Block
  public var otherwise: Otherwise?

  public init(condition: Expression, then: Block, otherwise: Otherwise?) {
    self.condition = condition
    self.then = then
    self.otherwise = otherwise
  }
}

/// What `for` and `sweep` run over: `{a, b}`, or an expression that is a range or a const array.
public enum ValuesSyntax: Sendable, Hashable {
  case set([Expression], SourceRange)
  case expression(Expression)
}

/// The right side of a binding or of `return`.
public enum ResultSyntax: Sendable, Hashable {
  case expression(Expression)
  case readout(ReadoutSyntax)

  public var range: SourceRange {
    switch self {
    case .expression(let e): e.range
    case .readout(let r): r.range
    }
  }
}

/// `expval(Z @ X) a, b`, `probs q` or `sample q`.
public struct ReadoutSyntax: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    /// The observable's factors, one an operand.
    case expval([Name])
    case probs
    case sample
  }

  /// The keyword for what other tools call a read-out; the keys are folded as `Suggestion` folds.
  public static let elsewhere = [
    "expectation": "expval", "expectationvalue": "expval", "expect": "expval",
    "probabilities": "probs", "probability": "probs", "prob": "probs",
    "samples": "sample", "counts": "sample", "shots": "sample",
  ]

  public var kind: Kind
  public var operands: [Operand]
  public var range: SourceRange

  public init(kind: Kind, operands: [Operand], range: SourceRange) {
    self.kind = kind
    self.operands = operands
    self.range = range
  }
}

/// A qubit, a register or a part of one: `q`, `q[i]`, `q[0:3]`.
public struct Operand: Sendable, Hashable {
  public var name: Name
  public var items: [IndexItem]
  public var range: SourceRange

  public init(name: Name, items: [IndexItem], range: SourceRange) {
    self.name = name
    self.items = items
    self.range = range
  }
}

/// `ctrl @ ry(a) c, t;`
public struct GateCall: Sendable, Hashable {
  public var modifiers: [Modifier]
  public var name: QualifiedName
  /// `nil` when there are no parentheses.
  public var arguments: [Argument]?
  public var operands: [Operand]
  public var range: SourceRange

  public init(
    modifiers: [Modifier], name: QualifiedName, arguments: [Argument]?, operands: [Operand],
    range: SourceRange
  ) {
    self.modifiers = modifiers
    self.name = name
    self.arguments = arguments
    self.operands = operands
    self.range = range
  }
}

/// What stands before an `@`.
public struct Modifier: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    case inverse
    case power(Expression)
    case control(count: Expression?)
    case negatedControl(count: Expression?)
  }

  public var kind: Kind
  public var range: SourceRange

  public init(_ kind: Kind, _ range: SourceRange) {
    self.kind = kind
    self.range = range
  }
}
