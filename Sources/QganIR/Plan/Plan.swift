import OrderedCollections

/// Where a plan keeps a tensor.
public enum Storage: Hashable, Sendable {
  /// Elements from this offset of the plan's arena; offsets are multiples of 16.
  case arena(offset: Int)
  /// The variable of that name, in the variable store.
  case variable(String)
  /// The caller's tensor number `index` of `Plan.inputs`.
  case input(index: Int)
  /// `Plan.constants[index]`.
  case constant(index: Int)
}

/// A tensor as one instruction sees it.
public struct PlanTensor: Hashable, Sendable {
  public var storage: Storage
  public var shape: [Int]
  /// Elements between neighbours along each axis, for operands of element-wise instructions that read a broadcast
  /// without its being written out (0 along repeated axes); `nil` for a contiguous row-major tensor.
  public var strides: [Int]?

  public init(storage: Storage, shape: [Int], strides: [Int]? = nil) {
    self.storage = storage
    self.shape = shape
    self.strides = strides
  }

  public var count: Int { shape.reduce(1, *) }
}

/// One kernel call.
public struct Instruction: Hashable, Sendable {
  /// Name of the primitive; `copy` writes an operand into a variable or an output.
  public var primitive: String
  public var attributes: [String: Attribute]
  public var operands: [PlanTensor]
  public var results: [PlanTensor]
  /// Name of the graph value that the first result was, for messages.
  public var name: String?
  public var location: Location?

  public init(
    primitive: String, attributes: [String: Attribute], operands: [PlanTensor], results: [PlanTensor],
    name: String? = nil, location: Location? = nil
  ) {
    self.primitive = primitive
    self.attributes = attributes
    self.operands = operands
    self.results = results
    self.name = name
    self.location = location
  }
}

/// A flat program with all memory assigned: what the executor runs.
public struct Plan: Hashable, Sendable {
  /// A tensor that comes from or goes to the caller.
  public struct Port: Hashable, Sendable {
    public var name: String
    public var tensor: PlanTensor

    public init(name: String, tensor: PlanTensor) {
      self.name = name
      self.tensor = tensor
    }
  }

  /// A constant tensor: its shape and row-major elements (one element fills the tensor).
  public struct Constant: Hashable, Sendable {
    public var shape: [Int]
    public var values: [Double]

    public init(shape: [Int], values: [Double]) {
      self.shape = shape
      self.values = values
    }
  }

  public var name: String
  public var instructions: [Instruction] = []
  /// Elements of the arena.
  public var arenaCount: Int = 0
  public var constants: [Constant] = []
  public var inputs: [Port] = []
  public var outputs: [Port] = []
  public var variables: OrderedDictionary<String, Variable> = [:]
  public var circuits: OrderedDictionary<String, Circuit> = [:]
  /// The kernel steps of the circuits, by name.
  public var circuitPlans: OrderedDictionary<String, CircuitPlan> = [:]

  public init(name: String) { self.name = name }
}
