extension Workloads {
  /// Circuits of `std/ansatze.qgan`, each `(const int n, const int layers, input angle[n] x, ...)`.
  static let ansatze = ["vqc", "strongly_entangling", "reupload", "hardware_efficient"]
  /// Subroutines of `std/encodings.qgan`, each `(angle[const n] x)`.
  static let encodings = ["angle_encoding", "phase_encoding", "iqp"]
  /// Subroutines of `std/entanglers.qgan` with their arguments.
  static let entanglers = [
    "ring": "1", "chain": "", "cz_chain": "", "cz_ring": "", "brick": "", "all_to_all": "",
  ]

  /// The standard library of circuits at 4, 5, 8 and 12 qubits, batch 64: `circuits/NAME@QUBITS`.
  ///
  /// An ansatz stands alone with 4 layers; an encoding comes before 4 layers of RY and a CX ring; an entangler follows
  /// RY in each of 4 layers after an RY encoding.
  static let library: [Workload] =
    ansatze.flatMap { name in
      atEverySize(
        name, "\(layers) layers of the library's \(name)",
        source: "qgan 1.0;\ninclude \"std/ansatze.qgan\" as lib;\n", call: { "lib.\(name)(\($0), \(layers))" }
      )
    }
    + encodings.flatMap { name in
      atEverySize(
        name, "the library's \(name), then \(layers) layers of RY and a CX ring",
        source: layered(encoding: "enc.\(name)(x) q", entangler: "ent.ring(1) q"),
        call: { _ in "layered(\(layers))" })
    }
    + entanglers.sorted { $0.key < $1.key }.flatMap { name, arguments in
      atEverySize(
        name, "RY encoding, then \(layers) layers of RY and the library's \(name)",
        source: layered(encoding: "ry(x) q", entangler: "ent.\(name)(\(arguments)) q"),
        call: { _ in "layered(\(layers))" })
    }

  private static let layers = 4

  private static func atEverySize(
    _ name: String, _ summary: String, source: String, call: (_ qubits: Int) -> String
  ) -> [Workload] {
    [4, 5, 8, 12].map { qubits in
      Workload(
        name: "circuits/\(name)@\(qubits)", summary: summary, source: source, call: call(qubits),
        qubits: qubits, batches: [.init(size: 64, seed: 400 + UInt32(qubits))])
    }
  }

  private static func layered(encoding: String, entangler: String) -> String {
    """
    qgan 1.0;
    include "std/encodings.qgan" as enc;
    include "std/entanglers.qgan" as ent;

    circuit layered(const int layers, input angle[const n] x, param angle[layers, n] w) -> float[n] {
      qubit[n] q;
      \(encoding);
      for int l in [0:layers - 1] {
        ry(w[l]) q;
        \(entangler);
      }
      return expval(Z) q;
    }

    """
  }
}
