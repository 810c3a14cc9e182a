import QganIR

/// Drops pairs of a gate and its inverse that only commuting gates, and no barrier, keep apart.
enum CancelInverses {
  static func run(_ circuit: Circuit) -> Circuit {
    var chain = OperationChain(qubitCount: circuit.qubitCount)
    for operation in circuit.operations {
      guard case .apply(let application) = operation else {
        chain.append(operation)
        continue
      }
      let wanted = Identity(application.inverse)
      if let index = chain.reach(back: application, { Identity($0) == wanted }) {
        chain[index] = nil
      } else {
        chain.append(operation)
      }
    }
    var result = circuit
    result.operations = chain.result
    return result
  }

  /// An application without what makes no difference: its location, and the order of controls and of like targets.
  private struct Identity: Equatable {
    let application: GateApplication

    init(_ application: GateApplication) {
      var result = application
      result.location = nil
      result.controls.sort { $0.qubit < $1.qubit }
      if application.gate != Gates.unitary, let form = RotationForm(application) {
        result.controls = form.key.controls
        result.qubits = form.key.qubits
        if let axis = form.key.axis, axis.count == 2, axis.first != axis.last {
          result.qubits = application.qubits
        }
      } else if application.gate == "swap" {
        result.qubits.sort()
      }
      self.application = result
    }

    static func == (a: Identity, b: Identity) -> Bool {
      guard let m = a.application.matrix, let n = b.application.matrix else {
        return a.application == b.application
      }
      guard m.size == n.size, m.distance(to: n) < 1e-14 else { return false }
      return a.application.controls == b.application.controls && a.application.qubits == b.application.qubits
    }
  }
}
