/// A state of qubits as complex amplitudes, slow and plain: what the fast executors are checked against.
///
/// Qubit 0 is the most significant bit of an amplitude's index.
public struct StateVector: Hashable, Sendable {
  public let qubitCount: Int
  public var amplitudes: [Complex]

  /// The basis state with that index.
  public init(qubitCount: Int, basisState: Int = 0) {
    precondition((0..<30).contains(qubitCount) && (0..<1 << qubitCount).contains(basisState))
    self.qubitCount = qubitCount
    amplitudes = [Complex](repeating: 0, count: 1 << qubitCount)
    amplitudes[basisState] = 1
  }

  /// The bit of a basis state that a qubit is.
  public func mask(_ qubit: Int) -> Int { 1 << (qubitCount - 1 - qubit) }

  /// Applies a matrix to qubits, the first being the matrix's most significant bit, where all controls hold.
  ///
  /// The matrix has `2 ** qubits.count` rows; the qubits are different and in range.
  public mutating func apply(_ matrix: ComplexMatrix, to qubits: [Int], controls: [Control] = []) {
    let onMask = controls.reduce(0) { $1.isOn ? $0 | mask($1.qubit) : $0 }
    let controlMask = controls.reduce(0) { $0 | mask($1.qubit) }
    let targetMask = qubits.reduce(0) { $0 | mask($1) }
    let offsets = (0..<matrix.size).map { replacing(qubits, of: 0, by: $0) }
    var old = [Complex](repeating: 0, count: matrix.size)
    var index = 0
    while index < amplitudes.count {
      if index & targetMask == 0, index & controlMask == onMask {
        for (column, offset) in offsets.enumerated() { old[column] = amplitudes[index | offset] }
        for (row, offset) in offsets.enumerated() {
          var (re, im) = (0.0, 0.0)
          for column in 0..<matrix.size {
            let (a, b) = (matrix.re[row * matrix.size + column], matrix.im[row * matrix.size + column])
            re += a * old[column].re - b * old[column].im
            im += a * old[column].im + b * old[column].re
          }
          amplitudes[index | offset] = Complex(re, im)
        }
      }
      index += 1
    }
  }

  /// Applies an application at those operand elements (one sample); false, leaving the state, if it is invalid.
  public mutating func apply(_ application: GateApplication, operands: [[Double]]) -> Bool {
    let qubits = application.allQubits
    guard let matrix = application.targetMatrix(angles: application.angles.map { $0.value(operands) }),
      matrix.size == 1 << application.qubits.count, Set(qubits).count == qubits.count,
      qubits.allSatisfy({ (0..<qubitCount).contains($0) })
    else { return false }
    apply(matrix, to: application.qubits, controls: application.controls)
    return true
  }

  /// The bits of `index` at `qubits`, the first being the most significant.
  public func subindex(of index: Int, _ qubits: [Int]) -> Int {
    qubits.reduce(0) { $0 << 1 | (index & mask($1) != 0 ? 1 : 0) }
  }

  /// `index` with its bits at `qubits` replaced by those of `value`.
  public func replacing(_ qubits: [Int], of index: Int, by value: Int) -> Int {
    var result = index
    for (place, qubit) in qubits.reversed().enumerated() {
      result = value >> place & 1 == 1 ? result | mask(qubit) : result & ~mask(qubit)
    }
    return result
  }
}
