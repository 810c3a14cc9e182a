/// A circuit as the state-vector engine runs it: a flat list of kernel steps on the bits of a state's index.
///
/// Bit `qubitCount - 1 - q` of an index belongs to qubit `q`.
public struct CircuitPlan: Hashable, Sendable {
  /// Of the circuit.
  public var name: String
  /// At most `CircuitPlan.maximumQubitCount`.
  public var qubitCount: Int
  /// Display names of the qubits.
  public var qubitNames: [String]
  public var operands: [CircuitOperand]
  public var preparations: [Preparation]
  /// Arguments of steps and factors, each different.
  public var angles: [Angle]
  public var steps: [CircuitStep]
  public var measurements: [Measurement]
  /// The same circuit in normal form; `nil` where it has none, as with a dense `unitary` on several qubits.
  public var fused: FusedCircuit?

  /// More qubits than any memory holds: indices stay within 62 bits.
  public static let maximumQubitCount = 62

  public init(
    name: String, qubitNames: [String], operands: [CircuitOperand], preparations: [Preparation],
    angles: [Angle] = [], steps: [CircuitStep] = [], measurements: [Measurement]
  ) {
    self.name = name
    self.qubitCount = qubitNames.count
    self.qubitNames = qubitNames
    self.operands = operands
    self.preparations = preparations
    self.angles = angles
    self.steps = steps
    self.measurements = measurements
  }

  /// Number of values a sample.
  public var outputCount: Int { measurements.reduce(0) { $0 + $1.count } }
  /// Whether any operand differs between samples.
  public var isBatched: Bool { operands.contains { $0.binding == .input } }

  /// When an angle is known: `nil` for a constant, `input` as soon as one of its terms is.
  public func binding(of angle: Angle) -> CircuitOperand.Binding? {
    if angle.isConstant { return nil }
    return angle.terms.contains { operands[$0.operand].binding == .input } ? .input : .param
  }
}

/// The indices with `index & mask == value`.
public struct BasisMask: Hashable, Sendable {
  public var mask: UInt64
  public var value: UInt64

  public init(mask: UInt64 = 0, value: UInt64 = 0) {
    self.mask = mask
    self.value = value
  }

  /// Also asks that a bit be 1, or 0.
  public func with(bit: Int, isOn: Bool) -> BasisMask {
    BasisMask(mask: mask | 1 << UInt64(bit), value: isOn ? value | 1 << UInt64(bit) : value)
  }
}

/// A product of Paulis: `P |index> = i^(number of Y) (-1)^(parity of index & z) |index ^ x>`; Y has both bits.
public struct PauliMask: Hashable, Sendable {
  public var x: UInt64
  public var z: UInt64

  public init(x: UInt64 = 0, z: UInt64 = 0) {
    self.x = x
    self.z = z
  }

  /// Multiplies by a Pauli on a bit that has none yet.
  public mutating func insert(_ pauli: Pauli, bit: Int) {
    if pauli == .x || pauli == .y { x |= 1 << UInt64(bit) }
    if pauli == .z || pauli == .y { z |= 1 << UInt64(bit) }
  }
}

/// One pass over the state. An argument is an index into `CircuitPlan.angles`.
public enum CircuitStep: Hashable, Sendable {
  /// exp(-i h P) on the indices of the mask.
  case rotation(PauliMask, BasisMask, argument: Int)
  /// exp(i h) on the indices of the mask.
  case phase(BasisMask, argument: Int)
  /// Swaps the amplitudes of `index` and `index ^ flip` for the indices of the mask.
  case exchange(BasisMask, flip: UInt64)
  /// A 2x2 matrix on one bit, the product of factors in the order they act.
  case block(bit: Int, BasisMask, [CircuitFactor])
  /// A constant matrix on bits, the most significant first.
  case matrix(bits: [Int], BasisMask, ComplexMatrix)
}

/// One factor of a block.
public enum CircuitFactor: Hashable, Sendable {
  /// exp(-i h P).
  case rotation(Pauli, argument: Int)
  /// diag(1, exp(i h)).
  case phase(argument: Int)
  case fixed(ComplexMatrix)

  /// Index into `CircuitPlan.angles`.
  public var argument: Int? {
    switch self {
    case .rotation(_, let argument), .phase(let argument): argument
    case .fixed: nil
    }
  }
}
