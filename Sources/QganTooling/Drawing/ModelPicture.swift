import QganIR

/// A model laid out as a list of steps from its inputs to its result: what all renderers of models draw.
///
/// Steps are layers, circuits and the arithmetic between them, in the order in which they were written; every value
/// flows downwards.
public struct ModelPicture: Hashable, Sendable {
  /// What a step is.
  public enum Kind: String, Hashable, Sendable {
    case input, layer, circuit, arithmetic, output
  }

  /// A box of the picture.
  public struct Step: Hashable, Sendable {
    public var kind: Kind
    /// Name and arguments: `conv2d(24, kernel: 3)`.
    public var name: String
    /// What else is known: qubits and parameters of a circuit, that weights are frozen.
    public var notes: [String] = []
    /// Number of weights, frozen ones included; those of a layer that is used again count where it was used first.
    public var weights = 0
    /// Steps whose values it reads, in order.
    public var inputs: [Int] = []
    /// Sample shape of its value.
    public var shape: [Int]
  }

  /// Steps that a model inside the model wrote.
  public struct Group: Hashable, Sendable {
    public var name: String
    public var steps: Range<Int>
    /// How many groups it stands in.
    public var depth: Int
  }

  /// The model's name.
  public var title: String
  public private(set) var steps: [Step] = []
  public private(set) var groups: [Group] = []
  /// Number of weights of the whole.
  public private(set) var weights = 0

  /// Lays out what `trace` saw being written into `graph`.
  ///
  /// `isBatched` says whether an input of the graph has the batch as its first axis.
  public init(title: String, graph: Graph, trace: ModelTrace, batchedInputs: Set<ValueID>) {
    self.title = title
    var layout = ModelLayout(graph: graph, batched: batchedInputs)
    for input in graph.inputs { layout.add(input) }
    // The outermost model is the picture itself.
    for scope in trace.scopes { layout.add(scope, isOutermost: true, notes: [], name: nil) }
    layout.addOperations(upTo: graph.operations.count)
    for output in graph.outputs { layout.add(output) }
    steps = layout.steps
    groups = layout.groups
    weights = graph.variables.values.filter { $0.kind == .weight }.reduce(0) { $0 + $1.type.count }
  }

  /// `1x28x28`, or `scalar`.
  static func shapeText(_ shape: [Int]) -> String {
    shape.isEmpty ? "scalar" : shape.map(String.init).joined(separator: "×")
  }

  /// `4,321`.
  static func countText(_ count: Int) -> String {
    var digits = Array(String(count))
    var index = digits.count - 3
    while index > 0 {
      digits.insert(",", at: index)
      index -= 3
    }
    return String(digits)
  }

  /// Values that skip steps, each with a lane of its own while it is under way; lane 0 is next to the boxes.
  var skips: [(from: Int, to: Int, lane: Int)] {
    let edges = steps.enumerated().flatMap { to, step in
      Set(step.inputs).filter { $0 != to - 1 }.map { (from: $0, to: to) }
    }.sorted { ($0.to - $0.from, $0.from) < ($1.to - $1.from, $1.from) }
    var lanes: [[(from: Int, to: Int)]] = []
    var result: [(from: Int, to: Int, lane: Int)] = []
    for edge in edges {
      let lane =
        lanes.firstIndex { $0.allSatisfy { $0.to <= edge.from || edge.to <= $0.from } } ?? lanes.count
      if lane == lanes.count { lanes.append([]) }
      lanes[lane].append(edge)
      result.append((edge.from, edge.to, lane))
    }
    return result.sorted { ($0.from, $0.to) < ($1.from, $1.to) }
  }
}

/// Groups the operations of a graph into steps.
private struct ModelLayout {
  let graph: Graph
  var batched: Set<ValueID>
  var steps: [ModelPicture.Step] = []
  var groups: [ModelPicture.Group] = []
  /// The step that each value comes from; values of weights and constants alone have none.
  private var makers: [ValueID: Int] = [:]
  private var next = 0
  private var seen: Set<String> = []
  private var depth = 0

  init(graph: Graph, batched: Set<ValueID>) {
    self.graph = graph
    self.batched = batched
  }

  /// Primitives that only rearrange, or that say where a value comes from.
  private static let transparent: Set = ["variable", "constant", "reshape", "broadcast"]
  private static let symbols = ["add": "+", "sub": "−", "mul": "×", "div": "÷", "neg": "negate"]

  private static func name(of operation: Operation) -> String {
    switch (operation.primitive, operation.float("factor"), operation.float("exponent")) {
    case ("scale", let factor?, _): "× \(DrawingLabel.number(factor))"
    case ("power", _, let exponent?): "^ \(DrawingLabel.number(exponent))"
    default: symbols[operation.primitive] ?? operation.primitive
    }
  }

  mutating func add(_ input: Graph.Input) {
    makers[input.value] = steps.count
    steps.append(.init(kind: .input, name: input.name, shape: shape(of: input.value)))
  }

  mutating func add(_ output: Graph.Output) {
    let inputs = makers[output.value].map { [$0] } ?? []
    steps.append(.init(kind: .output, name: output.name, inputs: inputs, shape: shape(of: output.value)))
  }

  mutating func add(_ scope: ModelTrace.Scope, isOutermost: Bool, notes: [String], name: String?) {
    addOperations(upTo: scope.operations.lowerBound)
    var notes = notes
    switch scope.kind {
    case .instance, .freeze, .load, .cut:
      if scope.kind == .freeze { notes.append("frozen") }
      if scope.kind == .load { notes.append("loaded") }
      if scope.kind == .cut { notes.append("cut after \(scope.arguments)") }
      let name = scope.kind == .instance ? scope.name : name
      for child in scope.children {
        add(child, isOutermost: isOutermost, notes: notes, name: name)
      }
      addOperations(upTo: scope.operations.upperBound)
    case .model where !scope.children.isEmpty || scope.operations.isEmpty:
      let first = steps.count
      if !isOutermost { depth += 1 }
      for child in scope.children { add(child, isOutermost: false, notes: notes, name: nil) }
      addOperations(upTo: scope.operations.upperBound)
      if !isOutermost {
        depth -= 1
        groups.append(.init(name: label(scope, name), steps: first..<steps.count, depth: depth))
      }
    case .builtin, .circuit, .model, .parallel: addStep(scope, notes: notes, name: name)
    }
  }

  private func label(_ scope: ModelTrace.Scope, _ name: String?) -> String {
    let call = scope.arguments.isEmpty ? scope.name : "\(scope.name)(\(scope.arguments))"
    return name == nil || name == scope.name ? call : "\(name ?? "") = \(call)"
  }

  private mutating func addStep(_ scope: ModelTrace.Scope, notes: [String], name: String?) {
    let range = scope.operations
    let circuits = graph.operations[range].filter { $0.primitive == "circuit" }.compactMap { operation in
      operation.string("circuit").flatMap { graph.circuits[$0] }
    }
    var step = ModelPicture.Step(
      kind: circuits.isEmpty ? .layer : .circuit, name: label(scope, name), notes: notes,
      shape: scope.result?.shape ?? [])
    if scope.kind == .parallel {
      let inner = scope.children.first.map { label($0, nil) } ?? scope.name
      step.name = (name.map { "\($0) = " } ?? "") + "\(scope.arguments) × \(inner)"
    }
    let prefix = scope.path.joined(separator: ".")
    for (variable, value) in graph.variables where value.kind == .weight {
      guard prefix.isEmpty || variable.hasPrefix(prefix + "."), !seen.contains(variable) else { continue }
      seen.insert(variable)
      step.weights += value.type.count
    }
    if let qubits = circuits.map(\.qubitCount).max() {
      let count = circuits.count > 1 ? "\(circuits.count) circuits of " : ""
      let parameters = ModelPicture.countText(step.weights)
      let link = circuits.count > 1 ? ", " : " × "
      step.notes.insert(
        "\(count)\(qubits) qubit\(qubits == 1 ? "" : "s")\(link)\(parameters) parameters", at: 0)
    }
    let inputs = scope.inputs.map(\.value)
    step.inputs = inputs.compactMap { makers[$0] }
    if step.inputs.isEmpty {
      step.inputs = Array(
        Set(graph.operations[range].flatMap(\.operands).compactMap { makers[$0] })
      ).sorted()
    }
    if step.inputs.isEmpty, inputs.isEmpty, step.weights == 0, range.isEmpty { return }
    // A layer that changes nothing hands its input on.
    for operation in graph.operations[range] {
      for result in operation.results {
        makers[result] = steps.count
        follow(operation)
      }
    }
    if let result = scope.result { makers[result.value] = steps.count }
    steps.append(step)
    next = max(next, range.upperBound)
  }

  /// Adds what was written between layers: sums, products and other functions as steps, the rest as nothing.
  mutating func addOperations(upTo end: Int) {
    while next < min(end, graph.operations.count) {
      let operation = graph.operations[next]
      next += 1
      follow(operation)
      let inputs = operation.operands.compactMap { makers[$0] }
      guard let result = operation.results.first, !inputs.isEmpty else { continue }
      if ModelLayout.transparent.contains(operation.primitive) {
        makers[result] = inputs[0]
        continue
      }
      makers[result] = steps.count
      steps.append(
        .init(
          kind: .arithmetic, name: ModelLayout.name(of: operation), inputs: inputs, shape: shape(of: result)))
    }
  }

  /// Notes whether results have the batch.
  private mutating func follow(_ operation: Operation) {
    if operation.primitive == "random_uniform" || operation.operands.contains(where: batched.contains) {
      batched.formUnion(operation.results)
    }
  }

  private func shape(of value: ValueID) -> [Int] {
    let shape = graph.type(of: value).shape
    return batched.contains(value) ? Array(shape.dropFirst()) : shape
  }
}
