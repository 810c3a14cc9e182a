import QganIR

/// Executes circuits one sample at a time with plain matrices: slow and obviously right, what executors and passes are
/// checked against.
///
/// Circuits must be valid (`Circuit.verify`) and have fewer than 30 qubits. Operands are one row-major array each.
public struct ReferenceSimulator: Sendable {
  public let circuit: Circuit

  public init(_ circuit: Circuit) { self.circuit = circuit }

  /// Every application in order, fused blocks opened.
  private var applications: [GateApplication] { circuit.applications }

  /// The state before the measurements.
  public func state(_ operands: [[Double]]) -> StateVector {
    var state = start(operands)
    for application in applications {
      let valid = state.apply(application, operands: operands)
      assert(valid, "the circuit is not valid")
    }
    return state
  }

  /// All outputs, `outputCount` of them.
  public func outputs(_ operands: [[Double]]) -> [Double] {
    let state = state(operands)
    return circuit.measurements.flatMap { $0.matrixElements(state, state).map(\.re) }
  }

  /// The Jacobian as `[operand][element][output]`, by carrying a tangent through the circuit for each element.
  ///
  /// Amplitudes are differentiated as they enter, without renormalising.
  public func jacobian(_ operands: [[Double]]) -> [[[Double]]] {
    var state = start(operands)
    /// A tangent of the state for each element that has been met.
    var tangents = startTangents(operands)
    for application in applications {
      for key in tangents.keys { _ = tangents[key]?.apply(application, operands: operands) }
      let values = application.angles.map { $0.value(operands) }
      for term in application.angles.flatMap(\.terms) {
        guard let slope = application.targetDerivative(angles: values) else { continue }
        let change = change(state, Complex(term.coefficient) * slope, application)
        let key = Element(operand: term.operand, element: term.element)
        tangents[key] = tangents[key].map { $0 + change } ?? change
      }
      _ = state.apply(application, operands: operands)
    }
    return circuit.operands.indices.map { operand in
      (0..<circuit.operands[operand].count).map { element in
        guard let tangent = tangents[Element(operand: operand, element: element)] else {
          return [Double](repeating: 0, count: circuit.outputCount)
        }
        return circuit.measurements.flatMap { $0.matrixElements(state, tangent).map { 2 * $0.re } }
      }
    }
  }

  /// The Jacobian by central differences with that step, `[operand][element][output]`.
  public func differences(_ operands: [[Double]], step: Double = 1e-5) -> [[[Double]]] {
    circuit.operands.indices.map { operand in
      (0..<circuit.operands[operand].count).map { element in
        var (up, down) = (operands, operands)
        up[operand][element] += step
        down[operand][element] -= step
        return zip(outputs(up), outputs(down)).map { ($0 - $1) / (2 * step) }
      }
    }
  }

  /// The product of all gates as a matrix on all qubits, without preparations.
  public func unitary(_ operands: [[Double]]) -> ComplexMatrix {
    GateExpansion.matrix(
      of: applications, on: Array(0..<circuit.qubitCount), operands: operands) ?? .identity(0)
  }

  private func start(_ operands: [[Double]]) -> StateVector {
    var state = StateVector(qubitCount: circuit.qubitCount)
    for preparation in circuit.preparations {
      let old = state.amplitudes
      for index in old.indices {
        let origin = state.replacing(preparation.qubits, of: index, by: 0)
        let amplitude = operands[preparation.operand][state.subindex(of: index, preparation.qubits)]
        state.amplitudes[index] = amplitude * old[origin]
      }
    }
    return state
  }

  private struct Element: Hashable {
    var operand: Int
    var element: Int
  }

  /// The start state is multilinear in the operands: each preparation's is replaced in turn by a unit vector.
  private func startTangents(_ operands: [[Double]]) -> [Element: StateVector] {
    var tangents: [Element: StateVector] = [:]
    for (turn, preparation) in circuit.preparations.enumerated() {
      let basis = ReferenceSimulator(circuit.preparing(turn, from: operands.count))
      for element in operands[preparation.operand].indices {
        var unit = [Double](repeating: 0, count: operands[preparation.operand].count)
        unit[element] = 1
        let key = Element(operand: preparation.operand, element: element)
        let part = basis.start(operands + [unit])
        tangents[key] = tangents[key].map { $0 + part } ?? part
      }
    }
    return tangents
  }

  /// The derivative of a controlled gate acts where the controls hold and is zero elsewhere.
  private func change(_ state: StateVector, _ slope: ComplexMatrix, _ application: GateApplication)
    -> StateVector
  {
    var result = state
    result.apply(slope, to: application.qubits)
    for index in result.amplitudes.indices {
      let holds = application.controls.allSatisfy { (index & state.mask($0.qubit) != 0) == $0.isOn }
      if !holds { result.amplitudes[index] = 0 }
    }
    return result
  }
}

extension Circuit {
  /// The circuit with one preparation reading from another operand.
  fileprivate func preparing(_ index: Int, from operand: Int) -> Circuit {
    var result = self
    result.preparations[index].operand = operand
    return result
  }
}

extension StateVector {
  fileprivate static func + (a: StateVector, b: StateVector) -> StateVector {
    var sum = a
    for index in sum.amplitudes.indices { sum.amplitudes[index] += b.amplitudes[index] }
    return sum
  }
}
