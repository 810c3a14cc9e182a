import QganIR

/// A step taken apart: what it makes of a batch of data before anything that changes from step to step, and the rest.
///
/// A frozen backbone gives the same features for a sample each time it is seen, so they are computed once for all samples
/// and fed in place of the data. Nothing is taken out behind a random draw, nor where samples of a batch meet.
public struct FrozenData {
  /// The step, with an input `TrainingNames.frozenFeature(k)` for each feature; the whole step if there is none.
  public var step: Graph
  /// The features of a batch of data as outputs of the same names; `nil` if there is nothing worth taking out.
  public var features: Graph?

  /// The most bytes of features, at 4 a number, that are kept for all samples together.
  public static let sizeLimit = 1 << 31

  /// A step that is not taken apart.
  init(whole step: Graph) { self.step = step }

  /// Takes `graph`, a step on `batch` samples at a time of `samples`, apart.
  public init(_ graph: Graph, batch: Int, samples: Int) throws {
    step = graph
    let live = try RemoveDeadOperations.run(graph)
    guard let data = live.inputs.first(where: { $0.name == TrainingNames.data })?.value else { return }
    let analysis = FrozenAnalysis(live, data: data, batch: batch)
    let frontier = analysis.frontier
    guard !frontier.isEmpty else { return }
    let numbers = frontier.reduce(0) { $0 + live.type(of: $1).count / batch }
    guard samples <= Self.sizeLimit / 4 / max(1, numbers) else { return }

    var features = live
    features.name = "features of the data"
    features.updates = []
    features.inputs = live.inputs.filter { $0.value == data }
    features.operations = live.operations.filter { operation in
      operation.results.allSatisfy { analysis.kind(of: $0) != .changing }
    }
    features.outputs = frontier.enumerated().map {
      Graph.Output(name: TrainingNames.frozenFeature($0), value: $1)
    }
    self.features = try RemoveDeadOperations.run(features)

    var rest = live
    let taken = Set(frontier)
    rest.operations.removeAll { $0.results.contains(where: taken.contains) }
    rest.inputs += frontier.enumerated().map {
      Graph.Input(name: TrainingNames.frozenFeature($0), value: $1)
    }
    rest = try RemoveDeadOperations.run(rest)
    let read = Set(
      rest.operations.flatMap(\.operands) + rest.outputs.map(\.value) + rest.updates.map(\.value))
    rest.inputs.removeAll { $0.name == TrainingNames.data && !read.contains($0.value) }
    step = rest
  }
}

/// Which values of a step are the same whenever a sample is seen.
private struct FrozenAnalysis {
  enum Kind {
    /// The same in every step and for every sample.
    case constant
    /// Row i depends on sample i alone.
    case ofSample
    case changing
  }

  private let graph: Graph
  private let batch: Int
  private var kinds: [Kind]
  /// Whether something that takes time stands before the value.
  private var isCostly: [Bool]

  /// Operations that are worth being done once.
  private static let costly: Set<String> = [
    "conv2d", "conv2d_input_gradient", "matmul", "circuit", "linear_map", "max_pool2d",
  ]
  private static let random: Set<String> = ["random_uniform", "random_normal"]

  init(_ graph: Graph, data: ValueID, batch: Int) {
    self.graph = graph
    self.batch = batch
    kinds = Array(repeating: .changing, count: graph.values.count)
    isCostly = Array(repeating: false, count: graph.values.count)
    kinds[data.index] = .ofSample
    let updated = Set(graph.updates.map(\.variable))
    for operation in graph.operations {
      let kind = kind(of: operation, updated: updated)
      let cost =
        kind == .ofSample
        && (Self.costly.contains(operation.primitive) || operation.operands.contains { isCostly[$0.index] })
      for result in operation.results {
        kinds[result.index] = kind
        isCostly[result.index] = cost
      }
    }
  }

  func kind(of value: ValueID) -> Kind { kinds[value.index] }

  /// Costly values that something needs which changes, in order.
  var frontier: [ValueID] {
    var needed = Set(graph.outputs.map(\.value) + graph.updates.map(\.value))
    for operation in graph.operations
    where operation.results.contains(where: { kinds[$0.index] == .changing }) {
      needed.formUnion(operation.operands)
    }
    return needed.filter { isCostly[$0.index] }.sorted()
  }

  private func kind(of operation: QganIR.Operation, updated: Set<String>) -> Kind {
    if operation.primitive == "variable" {
      guard let name = operation.string("name"), graph.variables[name]?.isFrozen == true,
        !updated.contains(name)
      else { return .changing }
      return .constant
    }
    if Self.random.contains(operation.primitive) { return .changing }
    let operands = operation.operands.map { kinds[$0.index] }
    if operands.contains(.changing) { return .changing }
    if !operands.contains(.ofSample) { return .constant }
    return keepsSamplesApart(operation, operands) ? .ofSample : .changing
  }

  /// Whether row i of the results depends on row i of the operands that have samples, and on nothing else that differs
  /// from sample to sample.
  private func keepsSamplesApart(_ operation: QganIR.Operation, _ operands: [Kind]) -> Bool {
    let shapes = operation.operands.map { graph.type(of: $0).shape }
    guard operation.results.allSatisfy({ graph.type(of: $0).shape.first == batch }) else { return false }
    if Primitives.named(operation.primitive)?.isElementwise == true { return true }
    switch operation.primitive {
    case "reshape": return shapes[0].first == batch
    case "transpose": return operation.integers("permutation")?.first == 0
    case "broadcast": return operation.integers("axes")?.first == 0
    case "slice", "pad":
      return operation.integers("starts")?.first == 0 && operation.integers("steps")?.first == 1
        && shapes[0].first == batch
    case "concat", "linear_map", "argmax": return operation.integer("axis") != 0
    case "reduce_sum", "reduce_max": return operation.integers("axes")?.contains(0) == false
    case "max_pool2d", "one_hot": return true
    case "conv2d", "conv2d_input_gradient": return operands[1] == .constant
    case "gather": return operands[0] == .constant
    case "matmul":
      if shapes[0].count > 2 { return true }
      return operands[1] == .constant && operation.boolean("transpose_a") == false
    case "circuit": return true
    default: return false
    }
  }
}
