/// A circuit in normal form: a product state, then layers of diagonal, RY on every bit, and permutation, then read-outs.
///
/// Every circuit of rotations, fixed single-qubit gates, controlled ones and permutations has this form, up to a global
/// phase. Bits are positions in a state's index; at the start bit `qubitCount - 1 - q` belongs to qubit `q`, and each
/// layer's permutation may move it. After the last layer's permutation bits belong to qubits as at the start.
public struct FusedCircuit: Hashable, Sendable {
  /// Of the circuit.
  public var name: String
  /// Display names of the qubits.
  public var qubitNames: [String]
  public var operands: [CircuitOperand]
  /// Amplitudes of groups of qubits; those qubits have no factors in `start`.
  public var preparations: [Preparation]
  /// Arguments of factors, phases and rotations, each different.
  public var angles: [Angle]
  /// For each qubit, what acts on its |0>, in order.
  public var start: [[CircuitFactor]]
  public var layers: [FusedLayer]
  public var measurements: [Measurement]

  public init(
    name: String, qubitNames: [String], operands: [CircuitOperand], preparations: [Preparation] = [],
    angles: [Angle] = [], start: [[CircuitFactor]], layers: [FusedLayer] = [], measurements: [Measurement]
  ) {
    self.name = name
    self.qubitNames = qubitNames
    self.operands = operands
    self.preparations = preparations
    self.angles = angles
    self.start = start
    self.layers = layers
    self.measurements = measurements
  }

  public var qubitCount: Int { qubitNames.count }
  /// Number of values a sample.
  public var outputCount: Int { measurements.reduce(0) { $0 + $1.count } }

  /// When an angle is known: `nil` for a constant, `input` as soon as one of its terms is.
  public func binding(of argument: Int) -> CircuitOperand.Binding? {
    if angles[argument].isConstant { return nil }
    return angles[argument].terms.contains { operands[$0.operand].binding == .input } ? .input : .param
  }

  /// Whether all amplitudes are real for all arguments, so that one plane of numbers holds the state.
  ///
  /// A constant phase counts as real where it is a multiple of pi.
  public var isReal: Bool {
    func isSign(_ argument: Int) -> Bool {
      let angle = angles[argument]
      return angle.isConstant && abs(angle.constant.remainder(dividingBy: .pi)) < 1e-15
    }
    let realStart = start.joined().allSatisfy { factor in
      switch factor {
      case .rotation(let pauli, _): pauli == .y || pauli == .i
      case .phase(let argument): isSign(argument)
      case .fixed(let matrix): matrix.im.allSatisfy { $0 == 0 }
      }
    }
    let realReadout = measurements.allSatisfy { measurement in
      if case .expectation(let factors) = measurement {
        factors.filter { $0.pauli == .y }.count % 2 == 0
      } else {
        true
      }
    }
    return realStart && realReadout
      && layers.allSatisfy { $0.diagonal.allSatisfy { isSign($0.argument) } }
  }
}

/// One layer of a fused circuit: the diagonal acts first, then the rotations, then the permutation.
public struct FusedLayer: Hashable, Sendable {
  /// Factors of one diagonal matrix.
  public var diagonal: [FusedPhase]
  /// For each bit, the argument `h` of exp(-i h Y), if it is rotated.
  public var rotations: [Int?]
  public var permutation: BitMap

  public init(diagonal: [FusedPhase] = [], rotations: [Int?], permutation: BitMap) {
    self.diagonal = diagonal
    self.rotations = rotations
    self.permutation = permutation
  }

  /// A layer that does nothing yet.
  public init(bitCount: Int) {
    self.init(
      rotations: [Int?](repeating: nil, count: bitCount), permutation: BitMap(identity: bitCount))
  }
}

/// exp(i h) on the indices for which all checks hold.
public struct FusedPhase: Hashable, Sendable {
  /// Index into `FusedCircuit.angles`.
  public var argument: Int
  /// At least one.
  public var checks: [ParityCheck]

  public init(argument: Int, checks: [ParityCheck]) {
    self.argument = argument
    self.checks = checks
  }
}
