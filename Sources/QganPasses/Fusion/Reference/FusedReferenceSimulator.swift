import QganIR

/// Executes circuits in normal form one sample at a time, amplitude by amplitude: slow and obviously right, what passes
/// and executors are checked against.
///
/// Circuits must be valid and have fewer than 30 qubits. Operands are one row-major array each.
public struct FusedReferenceSimulator: Sendable {
  public let circuit: FusedCircuit

  public init(_ circuit: FusedCircuit) { self.circuit = circuit }

  /// The state before the measurements, up to a global phase that of the circuit.
  public func state(_ operands: [[Double]]) -> StateVector { vector(amplitudes(operands).map(\.value)) }

  /// All outputs, `outputCount` of them.
  public func outputs(_ operands: [[Double]]) -> [Double] {
    let state = state(operands)
    return circuit.measurements.flatMap { $0.matrixElements(state, state).map(\.re) }
  }

  /// The Jacobian as `[operand][element][output]`; amplitudes are differentiated as they enter.
  public func jacobian(_ operands: [[Double]]) -> [[[Double]]] {
    circuit.operands.indices.map { operand in
      (0..<circuit.operands[operand].count).map { element in
        let result = amplitudes(operands, moving: (operand, element))
        let (state, rate) = (vector(result.map(\.value)), vector(result.map(\.rate)))
        return circuit.measurements.flatMap { $0.matrixElements(state, rate).map { 2 * $0.re } }
      }
    }
  }

  private func vector(_ amplitudes: [Complex]) -> StateVector {
    var state = StateVector(qubitCount: circuit.qubitCount)
    state.amplitudes = amplitudes
    return state
  }

  /// The amplitudes with their derivatives by an element of an operand.
  private func amplitudes(_ operands: [[Double]], moving element: (operand: Int, element: Int)? = nil)
    -> [DualComplex]
  {
    let angles = circuit.angles.map { angle in
      let term = angle.terms.first { $0.operand == element?.operand && $0.element == element?.element }
      return (value: angle.value(operands), rate: term?.coefficient ?? 0)
    }
    var state = start(operands, angles, element)
    for layer in circuit.layers { state = apply(layer, to: state, angles) }
    return state
  }

  private typealias Values = [(value: Double, rate: Double)]

  private func start(_ operands: [[Double]], _ angles: Values, _ moving: (operand: Int, element: Int)?)
    -> [DualComplex]
  {
    let qubits = circuit.start.map { factors in
      factors.reduce([DualComplex(1), DualComplex(0)]) { pair, factor in
        switch factor {
        case .rotation(let pauli, let argument):
          let cosine = DualComplex.cosine(angles[argument].value, rate: angles[argument].rate)
          let sine = DualComplex.sine(angles[argument].value, rate: angles[argument].rate)
          return apply(pauli.matrix, to: pair).enumerated().map { row, image in
            cosine * pair[row] - DualComplex(.i) * sine * image
          }
        case .phase(let argument):
          return [pair[0], .phase(angles[argument].value, rate: angles[argument].rate) * pair[1]]
        case .fixed(let matrix):
          return apply(matrix, to: pair)
        }
      }
    }
    let indices = StateVector(qubitCount: circuit.qubitCount)
    return indices.amplitudes.indices.map { index in
      var product = DualComplex(1)
      for (qubit, pair) in qubits.enumerated() {
        // A prepared qubit has no factors, and its |1> comes with the preparation.
        if circuit.preparations.contains(where: { $0.qubits.contains(qubit) }) { continue }
        product = product * pair[index & indices.mask(qubit) == 0 ? 0 : 1]
      }
      for preparation in circuit.preparations {
        let place = indices.subindex(of: index, preparation.qubits)
        let isMoving = moving?.operand == preparation.operand && moving?.element == place
        let amplitude = Complex(operands[preparation.operand][place])
        product = product * DualComplex(amplitude, rate: isMoving ? 1 : 0)
      }
      return product
    }
  }

  private func apply(_ matrix: ComplexMatrix, to pair: [DualComplex]) -> [DualComplex] {
    (0..<2).map { row in
      DualComplex(matrix[row, 0]) * pair[0] + DualComplex(matrix[row, 1]) * pair[1]
    }
  }

  private func apply(_ layer: FusedLayer, to state: [DualComplex], _ angles: Values) -> [DualComplex] {
    var state = state
    for index in state.indices {
      for phase in layer.diagonal where phase.checks.allSatisfy({ $0.holds(for: UInt64(index)) }) {
        let angle = angles[phase.argument]
        state[index] = .phase(angle.value, rate: angle.rate) * state[index]
      }
    }
    for (bit, argument) in layer.rotations.enumerated() {
      guard let argument else { continue }
      let cosine = DualComplex.cosine(angles[argument].value, rate: angles[argument].rate)
      let sine = DualComplex.sine(angles[argument].value, rate: angles[argument].rate)
      let old = state
      for index in old.indices {
        let other = old[index ^ 1 << bit]
        state[index] =
          index >> bit & 1 == 0
          ? cosine * old[index] - sine * other : cosine * old[index] + sine * other
      }
    }
    var result = state
    for index in state.indices { result[Int(layer.permutation.image(of: UInt64(index)))] = state[index] }
    return result
  }
}
