import QganIR

extension Circuit {
  /// Floating-point operations of one sample's state, gate by gate on complex amplitudes; tables, angles and read-outs are
  /// not counted.
  ///
  /// A new amplitude is a sum over the entries of its row that are not zero: 6 operations for a complex factor, 2 for a
  /// real or imaginary one, none for 1, -1, i or -i, and 2 for each addition; so 6 for a rotation, 14 for a general
  /// single-qubit gate, 0 for CX and SWAP. A diagonal gate without controls has its first entry divided out, so a phase
  /// is 6 on half of the amplitudes. Controls halve the amplitudes that are touched; a fused block is one 2x2 matrix; a
  /// prepared or |0...0> start costs nothing.
  public var floatingPointOperations: Double {
    let amplitudes = (0..<qubitCount).reduce(1.0) { count, _ in 2 * count }
    return operations.reduce(0) { sum, operation in
      switch operation {
      case .barrier: return sum
      case .apply(let application):
        guard let matrix = application.genericMatrix else { return sum }
        let share = application.controls.reduce(1.0) { share, _ in share / 2 }
        return sum + share * amplitudes * matrix.operationsPerAmplitude(isAlone: application.controls.isEmpty)
      case .fused(_, let applications):
        let product = applications.reduce(ComplexMatrix.identity(2)) { product, application in
          guard let matrix = application.genericMatrix, matrix.size == 2 else { return product }
          return matrix * product
        }
        return sum + amplitudes * product.operationsPerAmplitude(isAlone: true)
      }
    }
  }
}

extension GateApplication {
  /// The targets' matrix at an angle that is in no way special where it is not constant.
  fileprivate var genericMatrix: ComplexMatrix? {
    targetMatrix(angles: angles.map { $0.isConstant ? $0.constant : 1.2345 })
  }
}

extension ComplexMatrix {
  /// Operations for one amplitude of the matrix's product with a vector; `isAlone` where the phase does not matter.
  fileprivate func operationsPerAmplitude(isAlone: Bool) -> Double {
    var matrix = self
    if isAlone, size > 0, isDiagonal() { matrix = Complex.phase(-self[0, 0].argument) * self }
    var total = 0.0
    for row in 0..<size {
      let entries = (0..<size).map { matrix[row, $0] }.filter { $0.magnitude > 1e-12 }
      for entry in entries {
        let isAxial = abs(entry.re) <= 1e-12 || abs(entry.im) <= 1e-12
        total += !isAxial ? 6 : abs(entry.magnitude - 1) <= 1e-12 ? 0 : 2
      }
      total += 2 * Double(max(0, entries.count - 1))
    }
    return size == 0 ? 0 : total / Double(size)
  }
}
