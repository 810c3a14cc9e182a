/// What a gate is, from which gradients, kernels, drawing, export and documentation derive.
public struct GateDefinition: CatalogEntry {
  /// How the gate is defined.
  public enum Form: Sendable {
    /// exp(-i angle/2 P) for a product of Paulis, one a qubit; one angle.
    case rotation([Pauli])
    /// diag(1, exp(i angle)) on one qubit; one angle.
    case phase
    /// exp(i angle) on no qubit; one angle.
    case globalPhase
    /// A constant matrix.
    case fixed(ComplexMatrix)
    /// Another gate under `count` controls, which come first.
    case controlled(gate: String, count: Int)
    /// A product of other gates, in the order they act.
    case composed([Part])
  }

  /// One factor of a composed gate.
  public struct Part: Sendable {
    public var gate: String
    /// Affine in the composed gate's angles: `Angle.Term.element` is the angle's index, `operand` is 0.
    public var angles: [Angle]
    /// Indices into the composed gate's qubits.
    public var qubits: [Int]

    public init(gate: String, angles: [Angle] = [], qubits: [Int]) {
      self.gate = gate
      self.angles = angles
      self.qubits = qubits
    }
  }

  public var name: String
  public var summary: String
  /// What other tools call it; see `CatalogEntry`.
  public var elsewhere: [String]
  /// Names of the angles.
  public var angles: [String]
  /// Number of qubits, controls included.
  public var qubitCount: Int
  public var form: Form
  /// Other names, such as OpenQASM 2's.
  public var aliases: [String]
  /// Name of the inverse for a fixed gate; rotations and phases negate their angle.
  public var inverse: String?

  public init(
    _ name: String, _ summary: String, elsewhere: [String] = [], angles: [String] = [], qubitCount: Int,
    form: Form,
    aliases: [String] = [], inverse: String? = nil
  ) {
    self.name = name
    self.summary = summary
    self.elsewhere = elsewhere
    self.angles = angles
    self.qubitCount = qubitCount
    self.form = form
    self.aliases = aliases
    self.inverse = inverse
  }
}
