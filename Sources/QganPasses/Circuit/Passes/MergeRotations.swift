import QganIR

/// Adds up rotations about one axis, and phases, on the same qubits and controls that only commuting gates, and no
/// barrier, keep apart; angles may be symbolic.
///
/// Uncontrolled, phases and the fixed roots of Paulis join rotations, since a global phase is not observable.
enum MergeRotations {
  static func run(_ circuit: Circuit) -> Circuit {
    var chain = OperationChain(qubitCount: circuit.qubitCount)
    for operation in circuit.operations {
      guard case .apply(let application) = operation, let form = RotationForm(application) else {
        chain.append(operation)
        continue
      }
      let index = chain.reach(back: application) { earlier in
        guard let other = RotationForm(earlier) else { return false }
        // Two fixed gates of the X or Y family stay as they are: `x` is cheaper than a rotation.
        let mayMerge =
          other.isParametric || form.isParametric || form.key.axis == nil || form.key.axis == [.z]
        return other.key == form.key && mayMerge
      }
      guard let index, case .apply(let earlier)? = chain[index], let other = RotationForm(earlier) else {
        chain.append(operation)
        continue
      }
      chain[index] = RotationForm.application(
        form.key, other.angle + form.angle, location: earlier.location ?? application.location
      ).map { .apply($0) }
    }
    var result = circuit
    result.operations = chain.result
    return result
  }
}
