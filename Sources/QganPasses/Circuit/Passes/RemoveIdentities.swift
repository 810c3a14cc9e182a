import QganIR

/// Drops gates that do nothing: `id`, `gphase`, rotations and phases by constant full turns, `unitary` of an identity.
///
/// Global phases are not observable, so uncontrolled rotations go at multiples of 2 pi, controlled ones at multiples of
/// 4 pi. Empty fused blocks go too.
enum RemoveIdentities {
  static func run(_ circuit: Circuit) -> Circuit {
    var result = circuit
    result.operations = circuit.operations.compactMap { operation in
      switch operation {
      case .apply(let application):
        return application.isIdentity ? nil : operation
      case .barrier:
        return operation
      case .fused(let qubit, let applications):
        let kept = applications.filter { !$0.isIdentity }
        return kept.isEmpty ? nil : .fused(qubit: qubit, kept)
      }
    }
    return result
  }
}
