import Foundation
import QganIR

/// How a circuit's states and gradients spread over random points: expressibility, entangling capability, and variances of
/// gradients.
///
/// Weights and data are drawn uniformly from [0, 2 pi); data that are prepared as amplitudes are random unit vectors. States
/// are simulated by `ReferenceSimulator`.
public struct CircuitStatistics: Sendable, Hashable {
  /// Variances of the derivatives of outputs by the elements of a weight, over all random points.
  public struct Gradient: Sendable, Hashable {
    /// The weight's name.
    public var name: String
    public var shape: [Int]
    /// By element, row-major; each is the mean over the outputs.
    public var variances: [Double]
    /// The elements with gradient zero whatever the weights are.
    public var dead: [Int]

    /// The mean over the elements.
    public var mean: Double { variances.isEmpty ? 0 : variances.reduce(0, +) / Double(variances.count) }
  }

  /// The most qubits that are simulated.
  public static let qubitLimit = 12
  /// Bins of the histogram of fidelities, as Sim et al. use them.
  public static let binCount = 75

  public var qubitCount: Int
  public var gateCount: Int
  public var samples: Int
  /// Divergence of Kullback and Leibler of the fidelities of pairs of states from those of Haar-random ones, in nats; 0 is
  /// as expressive as can be (Sim, Johnson and Aspuru-Guzik, Adv. Quantum Technol. 2, 1900070, 2019).
  public var expressibility: Double
  /// The mean measure of Meyer and Wallach (J. Math. Phys. 43, 4273, 2002): 0 for product states, at most 1.
  public var entanglingCapability: Double
  public var gradients: [Gradient]

  /// Of a valid circuit with at most `qubitLimit` qubits, by `samples` > 0 pairs of points.
  public init(_ circuit: Circuit, samples: Int, seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let simulator = ReferenceSimulator(circuit)
    var histogram = [Int](repeating: 0, count: Self.binCount)
    var entanglement = 0.0
    var sums = circuit.operands.map { [[Double]](repeating: [], count: $0.count) }
    var squares = sums
    for _ in 0..<samples {
      let points = (0..<2).map { _ in circuit.randomPoint(&random) }
      let states = points.map(simulator.state)
      let overlap = zip(states[0].amplitudes, states[1].amplitudes).reduce(Complex(0)) {
        $0 + $1.0.conjugate * $1.1
      }
      let fidelity = overlap.re * overlap.re + overlap.im * overlap.im
      histogram[min(Self.binCount - 1, max(0, Int(fidelity * Double(Self.binCount))))] += 1
      entanglement += (Self.meyerWallach(states[0]) + Self.meyerWallach(states[1])) / 2
      for (operand, elements) in simulator.jacobian(points[0]).enumerated()
      where circuit.operands[operand].binding == .param {
        for (element, outputs) in elements.enumerated() {
          Self.add(outputs, to: &sums[operand][element])
          Self.add(outputs.map { $0 * $0 }, to: &squares[operand][element])
        }
      }
    }
    qubitCount = circuit.qubitCount
    gateCount = circuit.gateCount
    self.samples = samples
    expressibility = Self.divergence(histogram, dimension: pow(2, Double(circuit.qubitCount)))
    entanglingCapability = entanglement / Double(samples)
    let sensitivity = CircuitSensitivity(circuit)
    gradients = circuit.operands.enumerated().filter { $0.element.binding == .param }.map { index, operand in
      Gradient(
        name: operand.name, shape: operand.shape,
        variances: (0..<operand.count).map {
          Self.variance(sums[index][$0], squares[index][$0], Double(samples))
        },
        dead: (0..<operand.count).filter { sensitivity.dead[.init(operand: index, element: $0)] != nil })
    }
  }

  /// 2 (1 - the mean purity of single qubits).
  static func meyerWallach(_ state: StateVector) -> Double {
    guard state.qubitCount > 0 else { return 0 }
    var purity = 0.0
    for qubit in 0..<state.qubitCount {
      let mask = state.mask(qubit)
      var (zero, one) = (0.0, 0.0)
      var coherence = Complex(0)
      for index in state.amplitudes.indices where index & mask == 0 {
        let (a, b) = (state.amplitudes[index], state.amplitudes[index | mask])
        zero += a.re * a.re + a.im * a.im
        one += b.re * b.re + b.im * b.im
        coherence = coherence + a.conjugate * b
      }
      purity += zero * zero + one * one + 2 * (coherence.re * coherence.re + coherence.im * coherence.im)
    }
    return 2 * (1 - purity / Double(state.qubitCount))
  }

  /// Of a histogram of fidelities from Haar's (1 - F) ** (dimension - 1), integrated over each bin.
  private static func divergence(_ histogram: [Int], dimension: Double) -> Double {
    let total = Double(histogram.reduce(0, +))
    let width = 1 / Double(histogram.count)
    return histogram.enumerated().reduce(0.0) { sum, bin in
      guard bin.element > 0 else { return sum }
      let share = Double(bin.element) / total
      let low = 1 - Double(bin.offset) * width
      let high = bin.offset + 1 == histogram.count ? 0 : 1 - Double(bin.offset + 1) * width
      // The logarithm of low ** (N - 1) - high ** (N - 1), where the powers themselves may be too small to be told from 0.
      let haar = (dimension - 1) * log(low) + log1p(-pow(high / low, dimension - 1))
      return sum + share * (log(share) - haar)
    }
  }

  private static func add(_ values: [Double], to sums: inout [Double]) {
    sums = sums.isEmpty ? values : zip(sums, values).map { $0 + $1 }
  }

  /// The mean over outputs of the variance over samples.
  private static func variance(_ sums: [Double], _ squares: [Double], _ samples: Double) -> Double {
    guard !sums.isEmpty else { return 0 }
    return zip(sums, squares).reduce(0) { $0 + max(0, $1.1 / samples - ($1.0 / samples) * ($1.0 / samples)) }
      / Double(sums.count)
  }
}
