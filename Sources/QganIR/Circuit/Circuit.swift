/// A tensor that a circuit's angles or amplitudes come from.
public struct CircuitOperand: Hashable, Sendable {
  /// When a value is known, and by whom it is shared.
  public enum Binding: String, Hashable, Sendable, CaseIterable {
    /// Differs for each sample of the batch.
    case input
    /// Shared by the batch; changes once per training step.
    case param
  }

  public var name: String
  public var binding: Binding
  /// The declared shape, for readers; elements are addressed row-major.
  public var shape: [Int]

  public init(name: String, binding: Binding, shape: [Int]) {
    self.name = name
    self.binding = binding
    self.shape = shape
  }

  public var count: Int { shape.reduce(1, *) }
}

/// Sets untouched qubits to the state whose amplitudes are an operand's elements, which must have norm 1.
public struct Preparation: Hashable, Sendable {
  /// Index into `Circuit.operands`; the operand has `2 ** qubits.count` elements.
  public var operand: Int
  /// The first qubit is the most significant bit.
  public var qubits: [Int]

  public init(operand: Int, qubits: [Int]) {
    self.operand = operand
    self.qubits = qubits
  }
}

/// A qubit that an application depends on.
public struct Control: Hashable, Sendable {
  public var qubit: Int
  /// Whether the application acts where the qubit is |1> (`ctrl`) or |0> (`negctrl`).
  public var isOn: Bool

  public init(qubit: Int, isOn: Bool = true) {
    self.qubit = qubit
    self.isOn = isOn
  }
}

/// A base gate (one of `Gates.base`, or `unitary`) on qubits, under controls.
public struct GateApplication: Hashable, Sendable {
  /// Name in `Gates`.
  public var gate: String
  /// One an angle parameter of the gate.
  public var angles: [Angle]
  public var controls: [Control]
  /// Targets; the first is the most significant bit of the gate's matrix.
  public var qubits: [Int]
  /// The matrix of a `unitary`, else `nil`.
  public var matrix: ComplexMatrix?
  public var location: Location?

  public init(
    gate: String, angles: [Angle] = [], controls: [Control] = [], qubits: [Int], matrix: ComplexMatrix? = nil,
    location: Location? = nil
  ) {
    self.gate = gate
    self.angles = angles
    self.controls = controls
    self.qubits = qubits
    self.matrix = matrix
    self.location = location
  }

  /// Every qubit that is touched: controls, then targets.
  public var allQubits: [Int] { controls.map(\.qubit) + qubits }
}

/// One step of a circuit.
public enum CircuitOperation: Hashable, Sendable {
  case apply(GateApplication)
  /// No gate crosses it on these qubits.
  case barrier([Int])
  /// Uncontrolled single-qubit gates on one qubit, in the order they act, executed as one 2x2 matrix.
  case fused(qubit: Int, [GateApplication])

  /// Every qubit that is touched.
  public var qubits: [Int] {
    switch self {
    case .apply(let application): application.allQubits
    case .barrier(let qubits): qubits
    case .fused(let qubit, _): [qubit]
    }
  }
}

public enum Pauli: String, Hashable, Sendable, CaseIterable {
  case i = "I"
  case x = "X"
  case y = "Y"
  case z = "Z"
}

/// What a circuit returns; results are concatenated in order.
public enum Measurement: Hashable, Sendable {
  /// One value: the expectation of a product of Paulis.
  case expectation([PauliFactor])
  /// `2 ** qubits.count` values: the joint distribution, the first qubit being the most significant bit.
  case probabilities(qubits: [Int])

  /// Number of values.
  public var count: Int {
    switch self {
    case .expectation: 1
    case .probabilities(let qubits): 1 << qubits.count
    }
  }

  /// Every qubit that is read.
  public var qubits: [Int] {
    switch self {
    case .expectation(let factors): factors.map(\.qubit)
    case .probabilities(let qubits): qubits
    }
  }
}

public struct PauliFactor: Hashable, Sendable {
  public var pauli: Pauli
  public var qubit: Int

  public init(_ pauli: Pauli, _ qubit: Int) {
    self.pauli = pauli
    self.qubit = qubit
  }
}

/// A circuit in IR: operands, preparations, gates, measurements; the state starts in |0...0>.
///
/// As a graph operation it takes one tensor an operand (`[batch, count]` for an input, `[count]` for a param) and
/// gives `[batch, outputCount]`, or `[outputCount]` when it has no inputs.
public struct Circuit: Hashable, Sendable {
  public var name: String
  /// Display names such as `q[0]`; the index is the qubit. Qubit 0 is the most significant bit of a state's index.
  public var qubitNames: [String]
  public var operands: [CircuitOperand]
  public var preparations: [Preparation]
  public var operations: [CircuitOperation]
  public var measurements: [Measurement]

  public init(
    name: String, qubitNames: [String], operands: [CircuitOperand] = [], preparations: [Preparation] = [],
    operations: [CircuitOperation] = [], measurements: [Measurement] = []
  ) {
    self.name = name
    self.qubitNames = qubitNames
    self.operands = operands
    self.preparations = preparations
    self.operations = operations
    self.measurements = measurements
  }

  public var qubitCount: Int { qubitNames.count }
  public var outputCount: Int { measurements.reduce(0) { $0 + $1.count } }
  /// Whether any operand differs between samples.
  public var isBatched: Bool { operands.contains { $0.binding == .input } }
}
