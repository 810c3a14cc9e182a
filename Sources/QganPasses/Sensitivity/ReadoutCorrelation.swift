import Foundation
import QganIR

/// Which qubits are correlated with the qubits that a circuit reads, when all gates have acted, at a random point.
///
/// The state is pure, so a qubit that is not read and is correlated with those that are leaves them in a mixed state. A
/// correlation at one point is one at almost all points.
public enum ReadoutCorrelation {
  /// The most qubits that are simulated.
  public static let qubitLimit = 12
  /// The most amplitudes that are changed.
  private static let workLimit = 4_000_000

  /// Those of `candidates`, none of which is read, that are correlated; none are claimed in circuits that are too large.
  public static func correlated(_ candidates: [Int], in circuit: Circuit) -> Set<Int> {
    guard !candidates.isEmpty, circuit.qubitCount <= qubitLimit,
      circuit.gateCount << circuit.qubitCount <= workLimit
    else { return [] }
    var random = SeededGenerator(seed: 0)
    let state = ReferenceSimulator(circuit).state(circuit.randomPoint(&random))
    let read = Set(circuit.measurements.flatMap(\.qubits)).sorted()
    var found: Set<Int> = []
    // Two operators on everything that is read: one may happen to see nothing.
    for _ in 0..<2 {
      var changed = state
      for qubit in read { changed.apply(observable(&random), to: [qubit]) }
      for qubit in candidates where !found.contains(qubit) {
        if covariance(qubit, state, changed) > 1e-6 { found.insert(qubit) }
      }
    }
    return found
  }

  /// A Hermitian operator on one qubit in a random direction.
  private static func observable(_ random: inout SeededGenerator) -> ComplexMatrix {
    var axis = (0..<3).map { _ in Double.random(in: -1...1, using: &random) }
    let norm = max(1e-3, axis.reduce(0) { $0 + $1 * $1 }.squareRoot())
    axis = axis.map { 0.8 * $0 / norm }
    return [Pauli.x, .y, .z].enumerated().reduce(ComplexMatrix.identity(2)) {
      $0 + Complex(axis[$1.offset]) * $1.element.matrix
    }
  }

  /// The largest entry of what the reduced operators say beyond independence, where `changed` is an operator on other
  /// qubits applied to `state`.
  private static func covariance(_ qubit: Int, _ state: StateVector, _ changed: StateVector) -> Double {
    let mask = state.mask(qubit)
    var joint = [Complex](repeating: 0, count: 4)
    var alone = joint
    for index in state.amplitudes.indices where index & mask == 0 {
      let rows = [state.amplitudes[index], state.amplitudes[index | mask]]
      let columns = [changed.amplitudes[index], changed.amplitudes[index | mask]]
      for i in 0..<2 {
        for j in 0..<2 {
          joint[2 * i + j] += rows[i].conjugate * columns[j]
          alone[2 * i + j] += rows[i].conjugate * rows[j]
        }
      }
    }
    let mean = joint[0] + joint[3]
    return zip(joint, alone).map { whole, part in
      let product = part * mean
      return hypot(whole.re - product.re, whole.im - product.im)
    }.max() ?? 0
  }
}
