extension Workloads {
  /// W1 to W6: RY encoding, layers, <Z> of every qubit, at sizes from a register to main memory.
  static let named: [Workload] = [
    Workload(
      name: "W1", summary: "3 layers of RY and a CX ring", source: ring, call: "ry_ring(3)", qubits: 5,
      batches: [.init(size: 64, seed: 101), .init(size: 256, seed: 102)]),
    entangling("W2", qubits: 8, layers: 6, batches: [.init(size: 64, seed: 103)]),
    entangling("W3", qubits: 12, layers: 6, batches: [.init(size: 32, seed: 104)]),
    entangling("W4", qubits: 16, layers: 4, batches: [.init(size: 4, seed: 105)]),
    entangling("W5", qubits: 20, layers: 4, batches: [.init(size: 1, seed: 106)]),
    entangling("W6", qubits: 24, layers: 2, batches: [.init(size: 1, seed: 107)]),
  ]

  /// Many layers on few qubits.
  static let deep: [Workload] = [
    Workload(
      name: "D5", summary: "12 layers of RY and a CX ring", source: ring, call: "ry_ring(12)", qubits: 5,
      batches: [.init(size: 64, seed: 301), .init(size: 256, seed: 302)]),
    entangling(
      "D5S", qubits: 5, layers: 12, batches: [.init(size: 64, seed: 303), .init(size: 256, seed: 304)]),
  ]

  /// The sample's angles again in every layer.
  static let reuploading: [Workload] = [
    reuploading("R5", qubits: 5, seed: 201),
    reuploading("R8", qubits: 8, seed: 202),
  ]

  private static func entangling(_ name: String, qubits: Int, layers: Int, batches: [Workload.Batch])
    -> Workload
  {
    Workload(
      name: name, summary: "\(layers) strongly entangling layers", source: entangling,
      call: "strongly_entangling(\(layers))", qubits: qubits, batches: batches)
  }

  private static func reuploading(_ name: String, qubits: Int, seed: UInt32) -> Workload {
    Workload(
      name: name, summary: "4 layers of RY(x), Rot and a CX ring", source: reupload, call: "reupload(4)",
      qubits: qubits, batches: [.init(size: 64, seed: seed)])
  }

  private static let ring = """
    qgan 1.0;

    /// RY encoding, then layers of RY and CX round a ring.
    circuit ry_ring(const int layers, input angle[const n] x, param angle[layers, n] w) -> float[n] {
      qubit[n] q;
      ry(x) q;
      for int l in [0:layers - 1] {
        ry(w[l]) q;
        for int i in [0:n - 1] { cx q[i], q[(i + 1) % n]; }
      }
      return expval(Z) q;
    }

    """

  private static let entangling = """
    qgan 1.0;

    /// RY encoding, then layers of general rotations and CX round a ring whose step grows by one a layer.
    circuit strongly_entangling(const int layers, input angle[const n] x, param angle[layers, n, 3] w) -> float[n] {
      qubit[n] q;
      ry(x) q;
      for int l in [0:layers - 1] {
        rz(w[l, :, 0]) q;
        ry(w[l, :, 1]) q;
        rz(w[l, :, 2]) q;
        for int i in [0:n - 1] { cx q[i], q[(i + l % (n - 1) + 1) % n]; }
      }
      return expval(Z) q;
    }

    """

  private static let reupload = """
    qgan 1.0;

    /// In every layer RY of the data, a general rotation, and CX round a ring.
    circuit reupload(const int layers, input angle[const n] x, param angle[layers, n, 3] w) -> float[n] {
      qubit[n] q;
      for int l in [0:layers - 1] {
        ry(x) q;
        rot(w[l, :, 0], w[l, :, 1], w[l, :, 2]) q;
        for int i in [0:n - 1] { cx q[i], q[(i + 1) % n]; }
      }
      return expval(Z) q;
    }

    """
}
