/// A circuit to be timed: a program in .qgan, a call in it, and the data's seed.
struct Workload: Sendable {
  /// A batch that belongs to the standard set, and the seed of its data.
  struct Batch: Sendable, Hashable {
    var size: Int
    var seed: UInt32
  }

  var name: String
  var summary: String
  /// The program, as a person would write it.
  var source: String
  /// The circuit, with its consts.
  var call: String
  /// Of the only input, which has an element a qubit.
  var qubits: Int
  var batches: [Batch]

  /// The seed of the data for a batch: the standard set's, or the first of it.
  func seed(batch: Int) -> UInt32 {
    batches.first { $0.size == batch }?.seed ?? batches.first?.seed ?? 0
  }
}
