import QganIR

/// Collects runs of uncontrolled single-qubit gates on one qubit, up to a gate on more qubits or a barrier, into fused
/// blocks, which execute as one 2x2 matrix; a run of one gate stays a gate.
enum FuseSingleQubitGates {
  static func run(_ circuit: Circuit) -> Circuit {
    var runs = [[GateApplication]](repeating: [], count: circuit.qubitCount)
    var operations: [CircuitOperation] = []
    func close(_ qubits: [Int]) {
      for qubit in qubits {
        switch runs[qubit].count {
        case 0: break
        case 1: operations.append(.apply(runs[qubit][0]))
        default: operations.append(.fused(qubit: qubit, runs[qubit]))
        }
        runs[qubit] = []
      }
    }
    for operation in circuit.operations {
      switch operation {
      case .apply(let application):
        if application.controls.isEmpty, application.qubits.count == 1 {
          runs[application.qubits[0]].append(application)
          continue
        }
        close(application.allQubits)
      case .barrier(let qubits):
        close(qubits.isEmpty ? Array(runs.indices) : qubits)
      case .fused(let qubit, let applications):
        runs[qubit] += applications
        continue
      }
      operations.append(operation)
    }
    close(Array(runs.indices))
    var result = circuit
    result.operations = operations
    return result
  }
}
