/// Something to be timed: a program in .qgan, what in it is called, and its data's seed.
struct Workload: Sendable {
  /// A batch that belongs to the standard set, and the seed of its data.
  struct Batch: Sendable, Hashable {
    var size: Int
    var seed: UInt32
  }

  /// What is called.
  enum Subject: Sendable {
    /// A circuit, with its consts; its only input has an element a qubit.
    case circuit(call: String, qubits: Int)
    /// The updates of the program's only train block.
    case step(TrainingStep)
    /// A layer, with its consts, on samples of a shape.
    case layer(call: String, shape: [Int])
  }

  var name: String
  var summary: String
  /// The program, as a person would write it.
  var source: String
  var subject: Subject
  var batches: [Batch]

  /// A circuit of a program.
  init(name: String, summary: String, source: String, call: String, qubits: Int, batches: [Batch]) {
    self.init(
      name: name, summary: summary, source: source, subject: .circuit(call: call, qubits: qubits),
      batches: batches)
  }

  /// Anything else of a program.
  init(name: String, summary: String, source: String, subject: Subject, batches: [Batch]) {
    self.name = name
    self.summary = summary
    self.source = source
    self.subject = subject
    self.batches = batches
  }

  /// How it can be timed.
  var modes: [Mode] {
    switch subject {
    case .circuit: Mode.ofCircuits
    case .step: [.step]
    case .layer: [.layer]
    }
  }

  /// Of a circuit; 0 for anything else.
  var qubits: Int { if case .circuit(_, let qubits) = subject { qubits } else { 0 } }

  /// The seed of the data for a batch: the standard set's, or the first of it.
  func seed(batch: Int) -> UInt32 {
    batches.first { $0.size == batch }?.seed ?? batches.first?.seed ?? 0
  }
}
