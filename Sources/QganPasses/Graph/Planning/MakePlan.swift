import QganIR

/// Turns a graph into the flat program that the executor runs, with all memory assigned.
///
/// Operations keep their order; those that nothing needs are left out. `reshape` and `stop_gradient` cost nothing,
/// a `broadcast` that only element-wise operations read is a strided view, and an element-wise operation overwrites
/// an operand that dies there. The last instructions are the copies into variables, and nothing else writes one.
/// Throws the first error of the verifier, and what `planCircuit` throws.
public func makePlan(_ graph: Graph) throws -> Plan {
  if let error = graph.verify().first { throw error }
  var values = ValueResolution(graph)
  values.resolve()
  var storage = StorageAssignment(values)
  storage.reuseDyingOperands()
  try storage.assignOffsets()
  return try PlanAssembly(storage).plan()
}
