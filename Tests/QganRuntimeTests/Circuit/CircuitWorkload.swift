import Foundation
import QganIR
import Testing

/// A circuit with reference values from `Tests/QganRuntimeTests/Reference`.
struct CircuitWorkload {
  var circuit: Circuit
  var batch: Int
  var outputs: [Double]
  var x: [Double]
  var weights: [Double]
  var cotangent: [Double]
  var inputGradient: [Double]
  var weightGradient: [Double]

  static let names = ["W1-b64", "W2", "W3"]

  init(named name: String) throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let data = try Data(contentsOf: folder.appendingPathComponent("Reference/\(name).json"))
    let file = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    func numbers(_ key: String) -> [Double] { CircuitWorkload.flat(file[key] as Any) }
    let qubits = try #require(file["qubits"] as? Int)
    let layers = try #require(file["layers"] as? Int)
    batch = try #require(file["batch"] as? Int)
    outputs = numbers("out")
    x = numbers("x")
    weights = numbers("w")
    cotangent = numbers("g")
    inputGradient = numbers("grad_x")
    weightGradient = numbers("grad_w")
    circuit = CircuitWorkload.circuit(
      qubits: qubits, layers: layers, isRing: file["ansatz"] as? String == "ry_ring")
  }

  private static func flat(_ value: Any) -> [Double] {
    if let list = value as? [Any] { return list.flatMap(flat) }
    return (value as? NSNumber).map { [$0.doubleValue] } ?? []
  }

  /// RY encoding, then layers of rotations and a ring of CX, then <Z> of each qubit.
  static func circuit(qubits n: Int, layers: Int, isRing: Bool) -> Circuit {
    let gates = isRing ? ["ry"] : ["rz", "ry", "rz"]
    var circuit = Circuit(
      name: isRing ? "ry_ring" : "sel", qubitNames: (0..<n).map { "q[\($0)]" },
      operands: [
        CircuitOperand(name: "x", binding: .input, shape: [n]),
        CircuitOperand(name: "w", binding: .param, shape: [layers, n, gates.count]),
      ])
    for q in 0..<n {
      circuit.operations.append(
        .apply(GateApplication(gate: "ry", angles: [.element(q, of: 0)], qubits: [q])))
    }
    for layer in 0..<layers {
      for q in 0..<n {
        for (k, gate) in gates.enumerated() {
          let angle = Angle.element((layer * n + q) * gates.count + k, of: 1)
          circuit.operations.append(.apply(GateApplication(gate: gate, angles: [angle], qubits: [q])))
        }
      }
      let reach = isRing ? 1 : layer % (n - 1) + 1
      for q in 0..<n {
        circuit.operations.append(
          .apply(GateApplication(gate: "x", controls: [Control(qubit: q)], qubits: [(q + reach) % n])))
      }
    }
    circuit.measurements = (0..<n).map { .expectation([PauliFactor(.z, $0)]) }
    return circuit
  }
}
