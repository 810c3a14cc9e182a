extension GateExpansion {
  /// The applications, as one gate, to an integer power; a negative one repeats the inverse.
  ///
  /// - Throws: `IRError` if the power of several applications would give more than `powerLimit` of them.
  public static func power(of applications: [GateApplication], _ exponent: Int) throws(IRError)
    -> [GateApplication]
  {
    if applications.count == 1 { return [applications[0].power(exponent)] }
    let (total, overflow) = Int(clamping: exponent.magnitude)
      .multipliedReportingOverflow(by: applications.count)
    guard !overflow, total <= powerLimit else {
      throw IRError("`pow(\(exponent))` would expand into more than \(powerLimit) gates")
    }
    let factor = exponent < 0 ? inverse(of: applications) : applications
    return Array(repeatElement(factor, count: Int(exponent.magnitude)).joined())
  }

  /// The applications, as one gate, to a real power.
  ///
  /// Rotations and phases multiply their angle, which stays differentiable; fixed gates take the principal branch,
  /// eigenvalue phases lying in (-pi, pi]. So do several applications together, if they have constant angles
  /// and act on at most three qubits.
  ///
  /// - Throws: `IRError` otherwise.
  public static func power(of applications: [GateApplication], _ exponent: Double) throws(IRError)
    -> [GateApplication]
  {
    if let integer = Int(exactly: exponent) { return try power(of: applications, integer) }
    guard exponent.isFinite else { throw IRError("the exponent of `pow` is not finite") }
    if applications.count == 1 {
      guard let result = applications[0].power(exponent) else {
        throw IRError("`pow(\(exponent))` of `\(applications[0].gate)` cannot be found")
      }
      return [result]
    }
    let qubits = Array(Set(applications.flatMap(\.allQubits))).sorted()
    guard let first = applications.first else { return [] }
    guard applications.allSatisfy({ $0.angles.allSatisfy(\.isConstant) }) else {
      throw IRError(
        "a fractional power of a gate that is made of several needs angles that are constant",
        suggestion: "use a rotation or phase gate, whose angle can be scaled")
    }
    guard (1...3).contains(qubits.count), let matrix = matrix(of: applications, on: qubits),
      let power = matrix.unitaryPower(exponent)
    else { throw IRError("a fractional power of a gate that is made of several needs 1 to 3 qubits") }
    return try unitary(power, qubits: qubits, location: first.location)
  }

  /// The product of the applications as a matrix on `qubits`, the first being the most significant bit, at those
  /// operand elements; `nil` if an application is invalid or reaches another qubit.
  public static func matrix(
    of applications: [GateApplication], on qubits: [Int], operands: [[Double]] = []
  ) -> ComplexMatrix? {
    guard qubits.count < 16 else { return nil }
    let size = 1 << qubits.count
    var product = ComplexMatrix.zero(size)
    for column in 0..<size {
      var state = StateVector(qubitCount: qubits.count, basisState: column)
      for application in applications {
        var local = application
        let targets = application.qubits.compactMap { qubits.firstIndex(of: $0) }
        let controls = application.controls.compactMap { control in
          qubits.firstIndex(of: control.qubit).map { Control(qubit: $0, isOn: control.isOn) }
        }
        guard targets.count == application.qubits.count, controls.count == application.controls.count
        else { return nil }
        local.qubits = targets
        local.controls = controls
        guard state.apply(local, operands: operands) else { return nil }
      }
      for row in 0..<size { product[row, column] = state.amplitudes[row] }
    }
    return product
  }
}

extension GateApplication {
  /// The application repeated, or its inverse repeated where the exponent is negative.
  public func power(_ exponent: Int) -> GateApplication {
    var result = self
    result.angles = angles.map { Double(exponent) * $0 }
    if gate == Gates.unitary {
      let factor = exponent < 0 ? matrix?.adjoint : matrix
      // Squaring doubles rounding errors, so large powers go through eigenvalues.
      result.matrix = factor.map {
        exponent.magnitude > 64
          ? $0.unitaryPower(Double(exponent.magnitude)) ?? $0 : $0.power(exponent.magnitude)
      }
      return result
    }
    guard let definition = Gates.named(gate), case .fixed(let matrix) = definition.form else {
      return result
    }
    // The eighth power of every fixed gate is the identity.
    return result.replacing((exponent < 0 ? matrix.adjoint : matrix).power(exponent.magnitude % 8))
  }

  /// A rotation or phase by a multiple of its angle, or the principal power of a constant matrix; `nil` for an
  /// invalid application.
  public func power(_ exponent: Double) -> GateApplication? {
    if angles.isEmpty, let matrix = targetMatrix(angles: []) {
      return matrix.unitaryPower(exponent).map { replacing($0) }
    }
    var result = self
    result.angles = angles.map { exponent * $0 }
    return result
  }

  /// The fixed gate that has this matrix, else `unitary`, on the same qubits and controls.
  func replacing(_ matrix: ComplexMatrix) -> GateApplication {
    var result = self
    result.angles = []
    result.matrix = nil
    for definition in Gates.base where definition.qubitCount == qubits.count {
      if case .fixed(let fixed) = definition.form, fixed.distance(to: matrix) < 1e-14 {
        result.gate = definition.name
        return result
      }
    }
    result.gate = Gates.unitary
    result.matrix = matrix
    return result
  }
}
