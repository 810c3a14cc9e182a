import QganIR

/// How large the derivatives of a circuit's expectations are where training starts, from a few random points.
///
/// At each point one walk through the circuit and back gives the derivative of the sum of all read-outs with random
/// signs by every angle; the mean of its square over the signs is the sum of the squares of all read-outs' derivatives.
public struct GradientScale: Sendable, Hashable {
  /// How an operand is drawn.
  public enum Draw: Sendable, Hashable {
    case uniform(ClosedRange<Double>)
    case normal(mean: Double, deviation: Double)
  }

  /// The most qubits that are simulated.
  public static let qubitLimit = 12
  /// The most amplitudes that are changed.
  public static let workLimit = 30_000_000
  private static let samples = 4...16

  /// The mean square of the derivative of a read-out by an element of a weight.
  public let meanSquare: Double
  /// At how many points it was taken.
  public let pointCount: Int

  /// Of a valid circuit that reads expectations only and has weights in its angles; `nil` for others, and for those
  /// that take too long.
  ///
  /// Elements in `excluded` do not count. Operands without a draw are uniform over [0, 2 pi].
  public init?(_ circuit: Circuit, draws: [Int: Draw], excluding excluded: Set<CircuitSensitivity.Element>) {
    let isExpectation = circuit.measurements.allSatisfy {
      if case .expectation = $0 { true } else { false }
    }
    guard isExpectation, !circuit.measurements.isEmpty, circuit.qubitCount <= Self.qubitLimit else {
      return nil
    }
    let cost = 4 * (circuit.gateCount + 1) << circuit.qubitCount
    let count = min(Self.samples.upperBound, Self.workLimit / cost)
    guard count >= Self.samples.lowerBound else { return nil }
    var random = SeededGenerator(seed: 0)
    var ranges: [Int: ClosedRange<Double>] = [:]
    for (operand, draw) in draws { if case .uniform(let range) = draw { ranges[operand] = range } }
    var squares: [CircuitSensitivity.Element: Double] = [:]
    for _ in 0..<count {
      var point = circuit.randomPoint(&random, ranges: ranges)
      for (operand, draw) in draws.sorted(by: { $0.key < $1.key }) {
        if case .normal(let mean, let deviation) = draw {
          for element in point[operand].indices {
            point[operand][element] = mean + deviation * random.normal()
          }
        }
      }
      let gradient = Self.gradient(circuit, point, &random)
      for (element, slope) in gradient where !excluded.contains(element) {
        squares[element, default: 0] += slope * slope
      }
    }
    guard !squares.isEmpty else { return nil }
    pointCount = count
    // Added in order of size: that of a dictionary differs from run to run.
    meanSquare =
      squares.values.sorted().reduce(0, +) / Double(count * squares.count * circuit.measurements.count)
  }

  /// The derivative of the signed sum of the read-outs by each element of a weight.
  private static func gradient(
    _ circuit: Circuit, _ point: [[Double]], _ random: inout SeededGenerator
  ) -> [CircuitSensitivity.Element: Double] {
    let applications = circuit.applications
    var state = ReferenceSimulator(circuit).state(point)
    var costate = state
    for index in costate.amplitudes.indices { costate.amplitudes[index] = 0 }
    for measurement in circuit.measurements {
      guard case .expectation(let factors) = measurement else { continue }
      let sign = Bool.random(using: &random) ? 1.0 : -1.0
      var image = state
      for factor in factors { image.apply(factor.pauli.matrix, to: [factor.qubit]) }
      for index in image.amplitudes.indices { costate.amplitudes[index] += sign * image.amplitudes[index] }
    }
    var result: [CircuitSensitivity.Element: Double] = [:]
    for application in applications.reversed() {
      let values = application.angles.map { $0.value(point) }
      guard let matrix = application.targetMatrix(angles: values) else { continue }
      let inverse = matrix.adjoint
      state.apply(inverse, to: application.qubits, controls: application.controls)
      let terms = application.angles.flatMap(\.terms).filter {
        circuit.operands[$0.operand].binding == .param
      }
      if !terms.isEmpty, let slope = application.targetDerivative(angles: values) {
        let overlap = overlap(costate, state, slope, application)
        for term in terms {
          let element = CircuitSensitivity.Element(operand: term.operand, element: term.element)
          result[element, default: 0] += 2 * term.coefficient * overlap
        }
      }
      costate.apply(inverse, to: application.qubits, controls: application.controls)
    }
    return result
  }

  /// Re <costate| slope |state>, where the controls hold.
  private static func overlap(
    _ costate: StateVector, _ state: StateVector, _ slope: ComplexMatrix, _ application: GateApplication
  ) -> Double {
    var image = state
    image.apply(slope, to: application.qubits)
    let on = application.controls.reduce(0) { $1.isOn ? $0 | state.mask($1.qubit) : $0 }
    let all = application.controls.reduce(0) { $0 | state.mask($1.qubit) }
    var sum = 0.0
    for index in image.amplitudes.indices where index & all == on {
      let (a, b) = (costate.amplitudes[index], image.amplitudes[index])
      sum += a.re * b.re + a.im * b.im
    }
    return sum
  }
}
