import QganIR
import QganRuntime

/// All tensors of a run that outlive a step.
final class TrainingVariables<Scalar: RuntimeScalar> {
  let store: VariableStore<Scalar>

  /// The variables of `plans` as they start: drawn, constant, or read by `source`; averages start as their weights.
  init(of plans: [Plan], seed: UInt64, source: WeightSource) throws {
    store = VariableStore(seed: seed)
    for plan in plans {
      try store.add(plan.variables.values) { try source.values(for: $0) }
    }
    for name in store.entries.keys where name.hasPrefix(TrainingNames.averagePrefix) {
      let weight = String(name.dropFirst(TrainingNames.averagePrefix.count))
      try store.set(name, to: store.values(of: weight))
    }
  }

  /// The variables of `plans` as a checkpoint holds them.
  init(restoring plans: [Plan], from checkpoint: Checkpoint, path: String) throws {
    store = VariableStore(seed: 0)
    for plan in plans { try store.add(plan.variables.values) }
    try restore(checkpoint, path: path, isComplete: false)
  }

  /// Bytes that the variables of `plans` take.
  static func requiredBytes(_ plans: [Plan]) -> Int? {
    var known: Set<String> = []
    var total = 0
    for variable in plans.flatMap(\.variables.values) where known.insert(variable.name).inserted {
      guard let bytes = checkedProduct(variable.shape + [MemoryLayout<Scalar>.stride]) else { return nil }
      let (sum, overflows) = total.addingReportingOverflow(bytes)
      if overflows { return nil }
      total = sum
    }
    return total
  }

  /// Numbers that the optimizer of `role` trains.
  func weightCount(of role: String) -> Int {
    store.entries.values.reduce(0) { total, entry in
      let variable = entry.variable
      let isTrained = variable.kind == .weight && !variable.isFrozen && variable.name.hasPrefix(role + ".")
      return total + (isTrained ? entry.buffer.count : 0)
    }
  }

  /// The first variable that holds a NaN or an infinity.
  func firstNonFinite() -> String? {
    store.entries.first { !PrecisionCopy.isFinite($0.value.buffer.elements) }?.key
  }

  /// The tensors for a checkpoint.
  func stored() -> [String: StoredTensor] {
    var tensors: [String: StoredTensor] = [:]
    for (name, entry) in store.entries {
      tensors[name] = PrecisionCopy.stored(entry.buffer.elements, shape: entry.variable.shape)
    }
    return tensors
  }

  /// Takes the tensors of a checkpoint; every variable must be there, in its shape, and nothing else
  /// (with `isComplete` false, the checkpoint may hold more).
  func restore(_ checkpoint: Checkpoint, path: String, isComplete: Bool = true) throws {
    for (name, entry) in store.entries {
      guard let tensor = checkpoint.tensors[name] else {
        throw TrainingError.badData(path: path, reason: "the checkpoint lacks the tensor `\(name)`")
      }
      guard tensor.shape == entry.variable.shape else {
        throw TrainingError.badData(
          path: path,
          reason: "`\(name)` has shape \(tensor.shape) and the program's \(entry.variable.shape)")
      }
      try store.set(name, to: PrecisionCopy.values(tensor, as: Scalar.self))
    }
    guard isComplete, checkpoint.tensors.count != store.entries.count else { return }
    let extra = checkpoint.tensors.keys.filter { store.entries[$0] == nil }.sorted()
    throw TrainingError.badData(
      path: path, reason: "the checkpoint has the tensor `\(extra.first ?? "")`, which the program lacks")
  }
}
