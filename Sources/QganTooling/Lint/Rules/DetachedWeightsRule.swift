import QganIR
import QganPasses
import QganSyntax

extension LintRules {
  static let detachedWeights = LintRule(
    "QG312", "detached-weights", .trainability,
    rationale: """
      Weights that the loss does not see: no gradient reaches them, or it is zero whatever the weights and the data are. What they feed \
      may never reach the network's result, go through a function without a slope (`floor`, `sign`, `argmax`), or into a layer \
      that gives the same for everything, such as a `softmax` over one element, a `relu` of what is never positive, or a factor of \
      zero. They are counted and saved, and never trained. Single elements that nothing reads, as those of a `dense(4)` of which only \
      `h[0:1]` is used, are named too. Weights that are to stay as they are belong in `freeze`, which is no finding; a loss of \
      one's own has no trained weights either.

      It is proven on the graph of the training step, with intervals of values; angles of circuits that no read-out sees are told by \
      QG301.
      """,
    bad: LintExamples.adversarial(generator: "z |> dense(4) |> dense(1) |> softmax |> dense(4) |> tanh"),
    good: LintExamples.adversarial(generator: "z |> dense(4) |> dense(2) |> softmax |> dense(4) |> tanh")
  ) { context in
    context.trainings.flatMap { training in
      training.gradients.flatMap { step, bounds in
        findings(step, bounds, training, context) + elements(step, bounds, training, context)
      }
    }
  }

  /// Weights of which some elements are never trained, but for those that stand in angles only.
  private static func elements(
    _ step: TrainingGraphs.Gradients, _ bounds: ValueBounds, _ training: LintTraining, _ context: LintContext
  ) -> [LintRule.Finding] {
    let zeros = ZeroElements(step.graph)
    let angles = Set(training.network(step.role)?.circuitWeights.map(\.variable.name) ?? [])
    let flow = LossFlow(step, bounds)
    var result: [LintRule.Finding] = []
    for case (let name, let gradient?) in step.weights where bounds.constant(gradient) != 0 {
      guard let mask = zeros[gradient], !angles.contains(name), let variable = step.graph.variables[name]
      else {
        continue
      }
      let dead = mask.indices.filter { mask[$0] }
      let place = context.place(flow.location(of: name)) ?? training.place(step.role)
      // A layer's weight and bias are one finding.
      guard !dead.isEmpty, !result.contains(where: { $0.range == place }) else { continue }
      result.append(
        .init(
          "\(ElementNames.summary(name, shape: variable.shape, dead)) of the \(mask.count) elements of `\(name)` \(dead.count == 1 ? "is" : "are") never trained: what comes of \(dead.count == 1 ? "it" : "them") is never read",
          at: place))
    }
    return result
  }

  private static func findings(
    _ step: TrainingGraphs.Gradients, _ bounds: ValueBounds, _ training: LintTraining, _ context: LintContext
  ) -> [LintRule.Finding] {
    var dead = step.weights.filter { _, gradient in
      guard let gradient else { return true }
      return bounds[gradient] == 0...0
    }.map(\.key)
    dead += step.graph.variables.values.filter {
      $0.name.hasPrefix(LossFlow.lossPrefix) && $0.kind == .weight && !$0.isFrozen
    }.map(\.name)
    guard !dead.isEmpty else { return [] }
    let flow = LossFlow(step, bounds)
    let forgotten = context.forgottenValues
    var groups: [(place: SourceRange, names: [String])] = []
    for name in dead {
      let place = context.place(flow.location(of: name)) ?? training.place(step.role)
      // What is bound to a name that nothing reads is told there.
      guard !forgotten.contains(where: { $0.contains(place) }) else { continue }
      if let index = groups.firstIndex(where: { $0.place == place }) {
        groups[index].names.append(name)
      } else {
        groups.append((place, [name]))
      }
    }
    return groups.map { place, names in
      let shown = names.prefix(4).map { "`\($0)`" }.joined(separator: ", ")
      let more = names.count > 4 ? " and \(names.count - 4) more" : ""
      let verb = names.count == 1 ? "is" : "are"
      let (reason, location) = flow.reason(for: names[0])
      let cause = context.place(location).flatMap { $0 == place ? nil : $0 }
      return .init(
        "\(shown)\(more) \(verb) never trained: \(reason.text(location.flatMap { context.written($0) }))",
        at: place,
        notes: cause.map { [.init("it happens here", at: $0)] } ?? [])
    }
  }
}

/// How weights lead to a loss, and where they do not.
private struct LossFlow {
  enum Reason: Hashable {
    case unread
    case blocked(String)
    case constant(Double)
    case nothingIn
    case ofLoss

    /// As the end of a sentence, with the call as it is written.
    func text(_ call: String?) -> String {
      switch self {
      case .ofLoss: "they belong to the loss, and only the model's weights are trained"
      case .unread: "no loss reads what comes of them"
      case .nothingIn: "what \(call.map { "`\($0)`" } ?? "they") multiplies is always 0"
      case .blocked(let primitive): "`\(call ?? primitive)` lets no gradient through"
      case .constant(let value):
        "behind \(call.map { "`\($0)`" } ?? "them") every value is \(value.short), whatever the weights and data are"
      }
    }
  }

  /// What the names of a loss's own weights start with.
  static let lossPrefix = "loss."

  private let graph: Graph
  private let bounds: ValueBounds
  /// The place of each weight's first read.
  private var reads: [String: Int] = [:]
  /// The operations that the loss depends on.
  private var leading: Set<Int> = []

  init(_ step: TrainingGraphs.Gradients, _ bounds: ValueBounds) {
    graph = step.graph
    self.bounds = bounds
    for (index, operation) in graph.operations.enumerated().reversed()
    where operation.primitive == "variable" {
      if let name = operation.string("name") { reads[name] = index }
    }
    let producers = LintNetwork.producers(graph)
    var open = [step.loss]
    while let value = open.popLast() {
      guard let index = producers[value], leading.insert(index).inserted else { continue }
      open += graph.operations[index].operands
    }
  }

  func location(of name: String) -> Location? { reads[name].flatMap { graph.operations[$0].location } }

  /// Why the loss does not train a weight, and where.
  func reason(for name: String) -> (Reason, Location?) {
    if name.hasPrefix(Self.lossPrefix) { return (.ofLoss, nil) }
    guard let read = reads[name], leading.contains(read) else { return (.unread, nil) }
    var reached = Set(graph.operations[read].results)
    var blocked: (Reason, Location?)?
    for index in read + 1..<graph.operations.count where leading.contains(index) {
      let operation = graph.operations[index]
      let places = operation.operands.indices.filter { reached.contains(operation.operands[$0]) }
      guard !places.isEmpty else { continue }
      if Self.products.contains(operation.primitive),
        operation.operands.contains(where: { !reached.contains($0) && bounds.constant($0) == 0 })
      {
        return (.nothingIn, operation.location)
      }
      if let value = operation.results.first.flatMap({ bounds.constant($0) }) {
        return (.constant(lastConstant(from: index, reached) ?? value), operation.location)
      }
      let rule = DerivativeRules.named(operation.primitive)
      let passes = rule.map { rule in places.contains { rule.passes($0) } } ?? false
      if !passes, blocked == nil, operation.primitive != "stop_gradient" {
        blocked = (.blocked(operation.primitive), operation.location)
      }
      reached.formUnion(operation.results)
    }
    return blocked ?? (.unread, nil)
  }

  private static let products: Set = ["matmul", "mul", "conv2d", "conv2d_input_gradient"]

  /// What the layer call that wrote an operation gives in the end, if it is the same for everything.
  private func lastConstant(from start: Int, _ reached: Set<ValueID>) -> Double? {
    var reached = reached
    var last: Double?
    for index in start..<graph.operations.count where leading.contains(index) {
      let operation = graph.operations[index]
      guard operation.operands.contains(where: reached.contains) else { continue }
      guard operation.location == graph.operations[start].location else { break }
      reached.formUnion(operation.results)
      last = operation.results.first.flatMap { bounds.constant($0) }
    }
    return last
  }
}

extension LintContext {
  /// A place in the linted file.
  fileprivate func place(_ location: Location?) -> SourceRange? {
    guard let location, location.file == main.range.file else { return nil }
    return SourceRange(file: location.file, start: location.start, end: location.end)
  }

  /// What is written at a place, if it is short.
  fileprivate func written(_ location: Location) -> String? {
    let range = SourceRange(file: location.file, start: location.start, end: location.end)
    guard let file = sources.file(of: range) else { return nil }
    let text = file.text(of: range)
    return text.count <= 40 && !text.contains("\n") && !text.contains("`") ? text : nil
  }

  /// Where values are computed that are bound to names which nothing reads.
  fileprivate var forgottenValues: [SourceRange] {
    contents.flatMap { content in
      content.statements.compactMap { statement -> SourceRange? in
        guard case .binding(let name, _) = statement.kind, !content.uses(name.text) else { return nil }
        return statement.range
      }
    }
  }
}

extension SourceRange {
  fileprivate func contains(_ other: SourceRange) -> Bool {
    file == other.file && start <= other.start && other.end <= end
  }
}
