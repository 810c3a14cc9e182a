/// A declaration at the top of a file, with the `///` lines before it.
public struct Declaration: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    case include(IncludeDeclaration)
    case constant(ConstantDeclaration)
    case gate(GateDeclaration)
    case circuit(CircuitDeclaration)
    case model(ModelDeclaration)
    case dataset(DatasetDeclaration)
    case train(TrainDeclaration)
    case variant(VariantDeclaration)
    case sweep(SweepDeclaration)
  }

  public var kind: Kind
  /// Markdown without the slashes; `nil` if there is none.
  public var documentation: String?
  public var range: SourceRange

  public init(_ kind: Kind, documentation: String?, _ range: SourceRange) {
    self.kind = kind
    self.documentation = documentation
    self.range = range
  }
}

/// `include "path" as name;`
public struct IncludeDeclaration: Sendable, Hashable {
  public var path: String
  public var pathRange: SourceRange
  public var alias: Name?

  public init(path: String, pathRange: SourceRange, alias: Name?) {
    self.path = path
    self.pathRange = pathRange
    self.alias = alias
  }
}

/// `const type NAME = e;` or `config type NAME = e;`
public struct ConstantDeclaration: Sendable, Hashable {
  public var isConfig: Bool
  public var type: TypeSyntax
  public var name: Name
  public var value: Expression

  public init(isConfig: Bool, type: TypeSyntax, name: Name, value: Expression) {
    self.isConfig = isConfig
    self.type = type
    self.name = name
    self.value = value
  }
}

/// `gate name(angles) qubits { ... }`
public struct GateDeclaration: Sendable, Hashable {
  public var name: Name
  public var angles: [Name]
  public var qubits: [Name]
  public var body: Block

  public init(name: Name, angles: [Name], qubits: [Name], body: Block) {
    self.name = name
    self.angles = angles
    self.qubits = qubits
    self.body = body
  }
}

/// A circuit layer (`-> type`) or a subroutine (registers).
public struct CircuitDeclaration: Sendable, Hashable {
  public enum Form: Sendable, Hashable {
    case layer(result: TypeSyntax)
    case subroutine(registers: [RegisterSyntax])
  }

  public var name: Name
  public var parameters: [ParameterSyntax]
  public var form: Form
  public var body: Block

  public init(name: Name, parameters: [ParameterSyntax], form: Form, body: Block) {
    self.name = name
    self.parameters = parameters
    self.form = form
    self.body = body
  }
}

/// `model name(parameters) -> type { ... }`
public struct ModelDeclaration: Sendable, Hashable {
  public var name: Name
  public var parameters: [ParameterSyntax]
  public var result: TypeSyntax?
  public var body: Block

  public init(name: Name, parameters: [ParameterSyntax], result: TypeSyntax?, body: Block) {
    self.name = name
    self.parameters = parameters
    self.result = result
    self.body = body
  }
}

/// One parameter of a circuit or model.
public struct ParameterSyntax: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    case const(default: Expression?)
    case input
    /// How the weight starts, after `~`.
    case param(initializer: Expression?)
    /// A subroutine's: whatever the caller has.
    case plain
  }

  public var kind: Kind
  public var type: TypeSyntax
  public var name: Name
  public var range: SourceRange

  public init(kind: Kind, type: TypeSyntax, name: Name, range: SourceRange) {
    self.kind = kind
    self.type = type
    self.name = name
    self.range = range
  }
}

/// `qubit[n] q`
public struct RegisterSyntax: Sendable, Hashable {
  /// `nil` for a single qubit.
  public var size: Dimension?
  public var name: Name
  public var range: SourceRange

  public init(size: Dimension?, name: Name, range: SourceRange) {
    self.size = size
    self.name = name
    self.range = range
  }
}

/// `dataset name { key: value; ... }`
public struct DatasetDeclaration: Sendable, Hashable {
  public var name: Name
  public var properties: [Property]

  public init(name: Name, properties: [Property]) {
    self.name = name
    self.properties = properties
  }
}

/// `key: value;` or `key qualifier: value;`
public struct Property: Sendable, Hashable {
  public var key: Name
  /// The second word, as in `optimizer generator: sgd(lr: 0.3);`
  public var qualifier: Name?
  public var value: Expression
  public var range: SourceRange

  public init(key: Name, qualifier: Name?, value: Expression, range: SourceRange) {
    self.key = key
    self.qualifier = qualifier
    self.value = value
    self.range = range
  }
}

/// `train name { properties and every-blocks }`
public struct TrainDeclaration: Sendable, Hashable {
  public var name: Name
  public var properties: [Property]
  public var schedules: [EverySyntax]

  public init(name: Name, properties: [Property], schedules: [EverySyntax]) {
    self.name = name
    self.properties = properties
    self.schedules = schedules
  }
}

/// `every 2 epochs { action; ... }`
public struct EverySyntax: Sendable, Hashable {
  public var interval: Expression
  /// `epoch`, `epochs`, `step` or `steps`; anything else is the checker's to refuse.
  public var unit: Name
  /// Each a `.name` or a `.call`.
  public var actions: [Expression]
  public var range: SourceRange

  public init(interval: Expression, unit: Name, actions: [Expression], range: SourceRange) {
    self.interval = interval
    self.unit = unit
    self.actions = actions
    self.range = range
  }
}

/// `variant name of base { NAME = e; ... }`
public struct VariantDeclaration: Sendable, Hashable {
  public var name: Name
  public var base: Name
  public var settings: [Setting]

  public init(name: Name, base: Name, settings: [Setting]) {
    self.name = name
    self.base = base
    self.settings = settings
  }

  public struct Setting: Sendable, Hashable {
    public var name: Name
    public var value: Expression

    public init(name: Name, value: Expression) {
      self.name = name
      self.value = value
    }
  }
}

/// `sweep name of {bases} { NAME in values; ... }`
public struct SweepDeclaration: Sendable, Hashable {
  public var name: Name
  public var bases: [Name]
  public var axes: [Axis]

  public init(name: Name, bases: [Name], axes: [Axis]) {
    self.name = name
    self.bases = bases
    self.axes = axes
  }

  public struct Axis: Sendable, Hashable {
    public var name: Name
    public var values: ValuesSyntax

    public init(name: Name, values: ValuesSyntax) {
      self.name = name
      self.values = values
    }
  }
}
