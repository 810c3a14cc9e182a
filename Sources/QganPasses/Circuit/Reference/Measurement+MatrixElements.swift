import QganIR

extension Measurement {
  /// <bra| O |ket> for each output O.
  func matrixElements(_ bra: StateVector, _ ket: StateVector) -> [Complex] {
    switch self {
    case .expectation(let factors):
      var image = ket
      for factor in factors { image.apply(factor.pauli.matrix, to: [factor.qubit]) }
      return [zip(bra.amplitudes, image.amplitudes).reduce(0) { $0 + $1.0.conjugate * $1.1 }]
    case .probabilities(let qubits):
      var result = [Complex](repeating: 0, count: count)
      for index in ket.amplitudes.indices {
        result[ket.subindex(of: index, qubits)] += bra.amplitudes[index].conjugate * ket.amplitudes[index]
      }
      return result
    }
  }
}
