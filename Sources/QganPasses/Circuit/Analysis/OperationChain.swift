import QganIR

/// Operations that have been kept so far, and for each qubit those that touch it, so that a pass looks back only where
/// something can be in the way.
struct OperationChain {
  /// How many operations a look back passes at most, which bounds the time of passes.
  static let reach = 256

  private var operations: [CircuitOperation?] = []
  private var axes: [[(qubit: Int, axes: GateAxes)]] = []
  /// Indices of the operations on each qubit, ascending; removed ones may linger.
  private var onQubit: [[Int]]

  init(qubitCount: Int) { onQubit = Array(repeating: [], count: qubitCount) }

  /// What is left, in order.
  var result: [CircuitOperation] { operations.compactMap { $0 } }

  subscript(index: Int) -> CircuitOperation? {
    get { operations[index] }
    set { operations[index] = newValue }
  }

  /// Appends an operation; a barrier on no qubit in particular is one on all.
  mutating func append(_ operation: CircuitOperation) {
    var touched = GateAxes.of(operation)
    if case .barrier(let qubits) = operation, qubits.isEmpty { touched = onQubit.indices.map { ($0, []) } }
    for (qubit, _) in touched where onQubit.indices.contains(qubit) {
      onQubit[qubit].append(operations.count)
    }
    operations.append(operation)
    axes.append(touched)
  }

  /// The latest operation that `matches` and that `application` reaches backwards by commuting with all in between.
  func reach(back application: GateApplication, _ matches: (GateApplication) -> Bool) -> Int? {
    let own = GateAxes.of(application)
    var cursors = own.map { onQubit.indices.contains($0.qubit) ? onQubit[$0.qubit].count - 1 : -1 }
    for _ in 0..<Self.reach {
      let index = own.indices.reduce(-1) { latest, k in
        cursors[k] >= 0 ? max(latest, onQubit[own[k].qubit][cursors[k]]) : latest
      }
      guard index >= 0 else { return nil }
      for k in own.indices where cursors[k] >= 0 && onQubit[own[k].qubit][cursors[k]] == index {
        cursors[k] -= 1
      }
      guard let operation = operations[index] else { continue }
      if case .apply(let earlier) = operation, matches(earlier) { return index }
      let commutes = own.allSatisfy { mine in
        axes[index].allSatisfy { $0.qubit != mine.qubit || !$0.axes.isDisjoint(with: mine.axes) }
      }
      guard commutes else { return nil }
    }
    return nil
  }
}
