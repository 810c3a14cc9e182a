import Foundation
import QganIR

@testable import QganPasses

/// What tests of fused circuits share.
enum FusionTesting {
  /// The largest difference of an output between a circuit and its normal form.
  static func outputDistance(_ circuit: Circuit, _ fused: FusedCircuit, _ operands: [[Double]]) -> Double {
    let (x, y) = (
      ReferenceSimulator(circuit).outputs(operands), FusedReferenceSimulator(fused).outputs(operands)
    )
    return x.count == y.count ? CircuitEquality.distance([[x]], [[y]]) : .infinity
  }

  /// The largest difference of an output or of an entry of the Jacobian.
  static func distance(_ circuit: Circuit, _ fused: FusedCircuit, _ operands: [[Double]]) -> Double {
    let jacobians = (
      ReferenceSimulator(circuit).jacobian(operands), FusedReferenceSimulator(fused).jacobian(operands)
    )
    return max(
      outputDistance(circuit, fused, operands), CircuitEquality.distance(jacobians.0, jacobians.1))
  }

  /// The same between two normal forms.
  static func distance(_ a: FusedCircuit, _ b: FusedCircuit, _ operands: [[Double]]) -> Double {
    let (first, second) = (FusedReferenceSimulator(a), FusedReferenceSimulator(b))
    let (x, y) = (first.outputs(operands), second.outputs(operands))
    guard x.count == y.count else { return .infinity }
    return max(
      CircuitEquality.distance([[x]], [[y]]),
      CircuitEquality.distance(first.jacobian(operands), second.jacobian(operands)))
  }

  /// Elements for a circuit's operands, one sample, none of them special.
  static func operands(of circuit: FusedCircuit) -> [[Double]] {
    circuit.operands.enumerated().map { index, operand in
      (0..<operand.count).map { 0.7 * Double($0 + 1) - 1.1 * Double(index) - 0.45 }
    }
  }

  /// Layers as text, without comments and what stands round them.
  static func layers(_ circuit: FusedCircuit) -> [[String]] {
    var layers: [[String]] = []
    for line in circuit.description.split(separator: "\n") {
      let text = String(line.drop { $0 == " " }).components(separatedBy: " //")[0]
      if text == "layer {" {
        layers.append([])
      } else if line.hasPrefix("    ") {
        layers[layers.count - 1].append(text)
      }
    }
    return layers
  }

  /// Start factors as text.
  static func start(_ circuit: FusedCircuit) -> [String] {
    circuit.description.split(separator: "\n").filter { $0.hasPrefix("  start") }.map {
      String($0.dropFirst(8).prefix { $0 != "}" }) + "}"
    }
  }

  /// A circuit on a, b, c with input x[3] and param w[4].
  static func circuit(_ operations: String, measuring: String = "probs a, b, c; expval X @ Y @ Z a, b, c;")
    throws
    -> Circuit
  {
    try Circuit(text: "circuit t { qubit a, b, c; input x[3]; param w[4]; \(operations) \(measuring) }")
  }

  /// A circuit in normal form on a, b, c with input x[3] and param w[4].
  static func fused(_ layers: String, measuring: String = "probs a, b, c; expval X @ Y @ Z a, b, c;") throws
    -> FusedCircuit
  {
    try FusedCircuit(
      text: "fused_circuit t { qubit a, b, c; input x[3]; param w[4]; \(layers) \(measuring) }")
  }
}
