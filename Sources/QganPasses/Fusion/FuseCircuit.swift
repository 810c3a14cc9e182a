import QganIR

/// A circuit in normal form: gates as elementary operations, those with quarter turns rewritten and sorted into layers,
/// and the layers through passes.
///
/// `nil` where it has none: with a dense `unitary` on several qubits, which no few rotations can do. Throws an `IRError`
/// where the circuit contradicts itself.
public func fuseCircuit(_ circuit: Circuit, passes: [FusionPass] = FusionPasses.all) throws -> FusedCircuit? {
  guard let operations = try EulerDecomposition.operations(of: circuit) else { return nil }
  let prepared = circuit.preparations.flatMap(\.qubits).map { circuit.qubitCount - 1 - $0 }
  var layering = CircuitLayering(bitCount: circuit.qubitCount, prepared: prepared)
  for operation in QuarterTurns.rewritten(operations, bitCount: circuit.qubitCount) {
    layering.add(operation)
  }
  return passes.reduce(layering.circuit(like: circuit)) { $1.run($0) }
}
