import OrderedCollections
import QganIR
import QganSyntax

/// A circuit layer under construction: its qubits, the gates so far, and the data that its angles come from.
final class CircuitContext {
  let name: String
  let builder: ModelBuilder
  private(set) var qubitNames: [String] = []
  private(set) var operations: [CircuitOperation] = []
  private(set) var preparations: [Preparation] = []
  /// Circuit operands, by the graph value that each is.
  private var operands: OrderedDictionary<ValueID, CircuitOperand> = [:]
  /// Names of the operands, and how often each was asked for.
  private var taken: Set<String> = []
  private var uses: [String: Int] = [:]
  /// Names that readers know values by: the declared inputs and weights.
  var names: [ValueID: String] = [:]
  /// Qubits that a gate or preparation has acted on.
  private(set) var touched: Set<Int> = []
  /// Buffers of gates and subroutines being expanded, innermost last.
  private var buffers: [[CircuitOperation]] = []
  /// Where the first read-out stands.
  var firstReadout: SourceRange?
  /// Set when a statement failed, so that its missing effect causes no further findings.
  var isDamaged = false
  private var measurements: [Measurement] = []
  private var emitted: (operation: Int, result: ValueID, circuit: String)?
  private var tracer: AngleTracer

  init(name: String, builder: ModelBuilder) {
    self.name = name
    self.builder = builder
    tracer = AngleTracer(builder: builder)
  }

  /// Makes angles stop at the values that have names, as a reader of the circuit alone sees them.
  func stopAtNames() { tracer.opaque = Set(names.keys) }

  /// Adds qubits and returns their indices.
  func addQubits(_ names: [String]) -> [Int] {
    qubitNames += names
    return Array((qubitNames.count - names.count)..<qubitNames.count)
  }

  func append(_ operation: CircuitOperation) {
    if buffers.isEmpty {
      operations.append(operation)
    } else {
      buffers[buffers.count - 1].append(operation)
    }
    if case .barrier = operation { return }
    touched.formUnion(operation.qubits)
  }

  /// The operations that `body` appends, which are not yet part of the circuit.
  func collecting(_ body: () throws -> Void) rethrows -> [CircuitOperation] {
    buffers.append([])
    defer { buffers.removeLast() }
    try body()
    return buffers[buffers.count - 1]
  }

  func prepare(_ amplitudes: Tensor, on qubits: [Int]) throws {
    let operand = try operandIndex(of: amplitudes.value)
    preparations.append(Preparation(operand: operand, qubits: qubits))
    touched.formUnion(qubits)
  }

  /// Element `element` of a sample of `tensor` as an affine combination of the circuit's operands.
  func angle(_ tensor: Tensor, element: Int) throws -> Angle {
    let form = tracer.form(of: tensor.value, element: element)
    var terms: [Angle.Term] = []
    for (atom, coefficient) in form.terms {
      let operand = try operandIndex(of: atom.value)
      terms.append(.init(operand: operand, element: atom.element, coefficient: coefficient))
    }
    return Angle(constant: form.constant, terms: terms)
  }

  private func operandIndex(of value: ValueID) throws -> Int {
    if let known = operands.index(forKey: value) { return known }
    let isBatched = tracer.isBatched(value)
    let full = builder.graph.type(of: value).shape
    let shape = isBatched ? Array(full.dropFirst()) : full
    let base = names[value] ?? "t"
    var k = (uses[base] ?? 0) + 1
    var name = base == "t" || k > 1 ? (base == "t" ? "t\(k)" : "\(base)_\(k)") : base
    while taken.contains(name) {
      k += 1
      name = base == "t" ? "t\(k)" : "\(base)_\(k)"
    }
    uses[base] = k
    taken.insert(name)
    operands[value] = CircuitOperand(name: name, binding: isBatched ? .input : .param, shape: shape)
    return operands.count - 1
  }

  /// Reads the circuit out and returns the measurement's values, `[count]` a sample.
  ///
  /// The first read-out writes the circuit's operation into the graph; later ones add to its results.
  func measure(_ new: [Measurement]) throws -> Tensor {
    let graph = builder.graph
    let start = measurements.reduce(0) { $0 + $1.count }
    measurements += new
    let circuit = Circuit(
      name: emitted?.circuit ?? uniqueName(), qubitNames: qubitNames, operands: Array(operands.values),
      preparations: preparations, operations: operations, measurements: measurements)
    graph.graph.circuits[circuit.name] = circuit
    let total = circuit.outputCount
    let resultShape = circuit.isBatched ? [builder.batch, total] : [total]
    let result: ValueID
    if let emitted {
      result = emitted.result
      graph.graph.values[result.index].type = TensorType(resultShape)
    } else {
      let flat = try operands.map { value, operand in
        try graph.reshape(
          value, to: operand.binding == .input ? [builder.batch, operand.count] : [operand.count])
      }
      result = try graph.emitOne("circuit", flat, ["circuit": .string(circuit.name)], name: name)
      emitted = (graph.graph.operations.count - 1, result, circuit.name)
    }
    let count = total - start
    let lead = circuit.isBatched ? 1 : 0
    // Written even where it takes everything, since a later read-out makes the result longer.
    let part = try graph.emitOne(
      "slice", [result],
      [
        "starts": .integers([Int](repeating: 0, count: lead) + [start]),
        "steps": .integers([Int](repeating: 1, count: lead + 1)),
        "shape": .integers([Int](repeating: builder.batch, count: lead) + [count]),
      ])
    return Tensor(value: part, shape: [count], isBatched: circuit.isBatched)
  }

  private func uniqueName() -> String {
    let base = builder.path.isEmpty ? name : builder.path.joined(separator: ".")
    var candidate = base
    var k = 2
    while builder.graph.graph.circuits[candidate] != nil {
      candidate = "\(base)_\(k)"
      k += 1
    }
    return candidate
  }
}
