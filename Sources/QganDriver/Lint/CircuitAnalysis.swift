import Foundation
import QganIR
import QganPasses
import QganTooling

/// Measures of the circuits in a call such as `vqc(5, 3)`, found by sampling.
public struct CircuitAnalysis {
  /// The circuits with their names, in order; equal ones once.
  public let circuits: [(name: String, statistics: CircuitStatistics)]
  public let seed: UInt64

  /// Of a checked program. Throws `DriverError`, and may leave findings in the compilation, with which it gives `nil`.
  public init?(_ compilation: Compilation, call: String, samples: Int, seed: UInt64) throws {
    guard let (function, names) = compilation.function(call) else { return nil }
    var facts: LintNetwork.Facts = [:]
    let place = compilation.program.main.syntax.range.startPoint
    let network = try LintNetwork(function, inputNames: names, place: place, facts: &facts)
    var seen: Set<ObjectIdentifier> = []
    let uses = network.circuits.filter { seen.insert(ObjectIdentifier($0.facts)).inserted }
    guard !uses.isEmpty else { throw DriverError(.usage, "`\(call)` has no circuit") }
    if let wide = uses.first(where: { $0.circuit.qubitCount > CircuitStatistics.qubitLimit }) {
      throw DriverError(
        .usage,
        "`\(wide.declaredName)` has \(wide.circuit.qubitCount) qubits, and at most \(CircuitStatistics.qubitLimit) are simulated here",
        hint: "analyze a smaller one of its kind: variances of gradients are compared over sizes")
    }
    circuits = uses.map { ($0.declaredName, CircuitStatistics($0.circuit, samples: samples, seed: seed)) }
    self.seed = seed
  }

  /// A table a circuit.
  public func text() -> String {
    circuits.map { name, statistics in
      var lines = [
        "\(name): \(statistics.qubitCount) qubits, \(statistics.gateCount) gates; \(statistics.samples) pairs of random points, seed \(seed)",
        "",
        row("expressibility", statistics.expressibility, "0 as Haar-random states (Sim et al. 2019)"),
        row(
          "entangling capability", statistics.entanglingCapability, "0 product states, 1 most (Meyer-Wallach)"
        ),
      ]
      for gradient in statistics.gradients {
        lines.append(
          row(
            "gradient of \(gradient.name)", gradient.mean,
            "mean variance of \(gradient.variances.count) elements, from \(number(gradient.variances.min() ?? 0)) to \(number(gradient.variances.max() ?? 0)); \(gradient.dead.count) always zero"
          ))
      }
      return lines.joined(separator: "\n")
    }.joined(separator: "\n\n")
  }

  /// One JSON array of objects.
  public func json() -> String {
    struct Row: Encodable {
      var circuit: String
      var qubits: Int
      var gates: Int
      var samples: Int
      var seed: UInt64
      var expressibility: Double
      var entanglingCapability: Double
      var gradients: [Weight]
    }
    struct Weight: Encodable {
      var name: String
      var shape: [Int]
      var variances: [Double]
      var alwaysZero: [Int]
    }
    return encodedJSON(
      circuits.map { name, s in
        Row(
          circuit: name, qubits: s.qubitCount, gates: s.gateCount, samples: s.samples, seed: seed,
          expressibility: s.expressibility, entanglingCapability: s.entanglingCapability,
          gradients: s.gradients.map {
            Weight(name: $0.name, shape: $0.shape, variances: $0.variances, alwaysZero: $0.dead)
          })
      })
  }

  private func row(_ label: String, _ value: Double, _ remark: String) -> String {
    let left = label.padding(toLength: max(24, label.count + 2), withPad: " ", startingAt: 0)
    return left + number(value).padding(toLength: 12, withPad: " ", startingAt: 0) + remark
  }

  private func number(_ value: Double) -> String { String(format: "%.4g", value) }
}
