import QganIR

/// A generator that repeats itself for equal seeds (SplitMix64), for tests.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: UInt64

  public init(seed: UInt64) { state = seed }

  public mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}

/// Random valid circuits for tests: every registered gate and `unitary`, controls of both kinds, symbolic angles that
/// share elements, special angles, barriers, preparations, all kinds of measurement.
public struct RandomCircuit: Sendable {
  public var qubitCount: Int
  public var gateCount: Int
  /// The gates drawn from, by name; `unitary` may be among them.
  public var gates: [String] = Gates.all.map(\.name) + [Gates.unitary]
  /// Whether an operand may prepare two qubits.
  public var hasPreparations = true
  /// Whether barriers may stand between gates.
  public var hasBarriers = true
  /// The most controls that a gate gets besides its own.
  public var controlLimit = 2

  public init(qubitCount: Int, gateCount: Int) {
    self.qubitCount = qubitCount
    self.gateCount = gateCount
  }

  /// The circuit that the seed stands for; operands `x` (input, 4), `w` (param, 2 x 3) and, in half the circuits,
  /// `amp` (input, 4).
  public func circuit(seed: UInt64) -> Circuit {
    var random = SeededGenerator(seed: seed)
    var circuit = Circuit(
      name: "random", qubitNames: (0..<qubitCount).map { "q[\($0)]" },
      operands: [
        CircuitOperand(name: "x", binding: .input, shape: [4]),
        CircuitOperand(name: "w", binding: .param, shape: [2, 3]),
      ])
    if hasPreparations, qubitCount >= 2, Bool.random(using: &random) {
      circuit.operands.append(CircuitOperand(name: "amp", binding: .input, shape: [4]))
      circuit.preparations = [Preparation(operand: 2, qubits: qubits(2, &random))]
    }
    while circuit.operations.count < gateCount {
      if hasBarriers, Int.random(in: 0..<20, using: &random) == 0 {
        let count = Int.random(in: 0...qubitCount, using: &random)
        circuit.operations.append(.barrier(qubits(count, &random)))
      }
      circuit.operations += gate(&random).map { .apply($0) }
    }
    circuit.measurements = (0..<Int.random(in: 1...3, using: &random)).map { _ in measurement(&random) }
    return circuit
  }

  /// Random operand elements, one sample; amplitudes have norm 1.
  public static func operands(of circuit: Circuit, seed: UInt64) -> [[Double]] {
    var random = SeededGenerator(seed: seed ^ 0x5eed)
    return circuit.operands.indices.map { index in
      let values = (0..<circuit.operands[index].count).map { _ in Double.random(in: -3...3, using: &random) }
      guard circuit.preparations.contains(where: { $0.operand == index }) else { return values }
      let norm = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return values.map { $0 / norm }
    }
  }

  private func qubits(_ count: Int, _ random: inout SeededGenerator) -> [Int] {
    Array((0..<qubitCount).shuffled(using: &random).prefix(count))
  }

  private func gate(_ random: inout SeededGenerator) -> [GateApplication] {
    let name = gates.randomElement(using: &random) ?? "h"
    let isUnitary = name == Gates.unitary
    let arity = isUnitary ? Int.random(in: 1...2, using: &random) : Gates.named(name)?.qubitCount ?? 0
    guard arity <= qubitCount else { return [] }
    let controlCount =
      Int.random(in: 0..<3, using: &random) == 0
      ? Int.random(in: 0...min(controlLimit, qubitCount - arity), using: &random) : 0
    let places = qubits(arity + controlCount, &random)
    let controls = places.prefix(controlCount).map {
      Control(qubit: $0, isOn: Bool.random(using: &random))
    }
    let targets = Array(places.dropFirst(controlCount))
    if isUnitary {
      return (try? GateExpansion.unitary(matrix(arity, &random), qubits: targets, controls: controls)) ?? []
    }
    let angles = (0..<(Gates.named(name)?.angles.count ?? 0)).map { _ in angle(&random) }
    return
      (try? GateExpansion.expand(gate: name, angles: angles, qubits: targets, controls: controls)) ?? []
  }

  private func angle(_ random: inout SeededGenerator) -> Angle {
    let special: [Double] = [0, .pi, -.pi, .pi / 2, .pi / 4, 2 * .pi, -2 * .pi, 4 * .pi]
    switch Int.random(in: 0..<6, using: &random) {
    case 0: return Angle(constant: special.randomElement(using: &random) ?? 0)
    case 1: return Angle(constant: .random(in: -7...7, using: &random))
    case 2: return .element(.random(in: 0..<4, using: &random), of: 0)
    case 3, 4: return .element(.random(in: 0..<6, using: &random), of: 1)
    default:
      return Angle(
        constant: special.randomElement(using: &random) ?? 0,
        terms: [
          .init(
            operand: 0, element: .random(in: 0..<4, using: &random),
            coefficient: .random(in: -2...2, using: &random)),
          .init(
            operand: 1, element: .random(in: 0..<6, using: &random),
            coefficient: Bool.random(using: &random) ? -1 : 0.5),
        ])
    }
  }

  /// A product of base gates at random angles.
  private func matrix(_ qubitCount: Int, _ random: inout SeededGenerator) -> ComplexMatrix {
    let factors = (0..<4).flatMap { _ in
      (0..<qubitCount).flatMap { qubit in
        ["rz", "ry", "rxx"].filter { qubitCount == 2 || $0 != "rxx" }.map { gate in
          GateApplication(
            gate: gate, angles: [Angle(constant: .random(in: -3...3, using: &random))],
            qubits: gate == "rxx" ? [0, 1] : [qubit])
        }
      }
    }
    return GateExpansion.matrix(of: factors, on: Array(0..<qubitCount)) ?? .identity(1 << qubitCount)
  }

  private func measurement(_ random: inout SeededGenerator) -> Measurement {
    let count = Int.random(in: 1...min(3, qubitCount), using: &random)
    let places = qubits(count, &random)
    switch Int.random(in: 0..<3, using: &random) {
    case 0: return .probabilities(qubits: places)
    case 1: return .expectation([PauliFactor(.z, places[0])])
    default:
      return .expectation(
        places.map { PauliFactor(Pauli.allCases.randomElement(using: &random) ?? .z, $0) })
    }
  }
}
