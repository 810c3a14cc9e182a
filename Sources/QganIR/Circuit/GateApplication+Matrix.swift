import Foundation

extension GateDefinition {
  /// The matrix of a base gate at those angles; of any other gate, and where the number of angles is wrong, `nil`.
  public func baseMatrix(angles: [Double]) -> ComplexMatrix? {
    guard angles.count == self.angles.count else { return nil }
    switch form {
    case .fixed(let matrix):
      return matrix
    case .phase:
      return .diagonal([1, .phase(angles[0])])
    case .globalPhase:
      return .diagonal([.phase(angles[0])])
    case .rotation(let paulis):
      let (c, s) = (cos(angles[0] / 2), sin(angles[0] / 2))
      let product = paulis.product
      return Complex(c) * .identity(product.size) + Complex(0, -s) * product
    case .controlled, .composed:
      return nil
    }
  }

  /// The Hermitian G with gate(angle) = exp(i angle G): -P/2 of a rotation, diag(0, 1) of a phase; `nil` without angle.
  public var generator: ComplexMatrix? {
    switch form {
    case .phase: .diagonal([0, 1])
    case .globalPhase: .identity(1)
    case .rotation(let paulis): Complex(-0.5) * paulis.product
    case .fixed, .controlled, .composed: nil
    }
  }
}

extension [Pauli] {
  /// The tensor product, the first factor on the most significant qubit.
  public var product: ComplexMatrix {
    reduce(.identity(1)) { $0.tensor($1.matrix) }
  }
}

extension GateApplication {
  /// The matrix on the targets, without controls, at those values of `angles`; `nil` if the application is not valid.
  public func targetMatrix(angles values: [Double]) -> ComplexMatrix? {
    gate == Gates.unitary ? matrix : Gates.named(gate)?.baseMatrix(angles: values)
  }

  /// The matrix on `allQubits`, the first being the index's most significant bit, at those values of `angles`; `nil`
  /// if the application is not valid.
  public func fullMatrix(angles values: [Double]) -> ComplexMatrix? {
    guard let target = targetMatrix(angles: values) else { return nil }
    return controls.reversed().reduce(target) { $0.controlled(isOn: $1.isOn) }
  }

  /// The derivative of `targetMatrix` by its angle, i G gate(angle); `nil` if there is no angle.
  public func targetDerivative(angles values: [Double]) -> ComplexMatrix? {
    guard let definition = Gates.named(gate), let generator = definition.generator,
      let matrix = definition.baseMatrix(angles: values)
    else { return nil }
    return Complex.i * (generator * matrix)
  }

  /// Whether the matrix is diagonal at every angle, controls included.
  public var isDiagonal: Bool { hasStructure { $0.isDiagonal() } }

  /// Whether the matrix is a permutation of basis states, controls included.
  public var isPermutation: Bool { hasStructure { $0.isPermutation() } }

  /// Whether the matrix is real at every angle, controls included.
  public var isReal: Bool { hasStructure { $0.isReal() } }

  /// Asks the matrix at an angle that is in no way special, so that the answer holds for all.
  private func hasStructure(_ property: (ComplexMatrix) -> Bool) -> Bool {
    guard let matrix = targetMatrix(angles: [Double](repeating: 1.2345, count: angles.count)) else {
      return false
    }
    return property(matrix)
  }
}
