import OrderedCollections
import QganIR

/// The gradients of a train block's weights, for those who ask what they depend on.
extension TrainingGraphs {
  /// What one network is trained by: a step's graph up to the gradients.
  public struct Gradients {
    /// `generator`, `discriminator` or `model`.
    public let role: String
    public let graph: Graph
    /// The loss, a scalar.
    public let loss: ValueID
    /// For every weight of the network that is not frozen and stands in the step, its gradient, or `nil` where none
    /// reaches it.
    public let weights: OrderedDictionary<String, ValueID?>
  }

  /// For each trained network, the gradients of the loss that trains it; throws what writing the steps throws.
  public func gradients() throws -> [Gradients] {
    let programs: [TrainingProgram] =
      switch spec.networks {
      case .adversarial: [.discriminatorStep, .generatorStep]
      case .distribution: [.generatorStep]
      case .supervised: [.modelStep]
      }
    return try programs.compactMap { program in
      let record = GradientRecord()
      var graphs = self
      graphs.gradientRecord = record
      let graph = try graphs.wholeGraph(of: program)
      guard let role = record.role, let loss = record.loss else { return nil }
      var weights: OrderedDictionary<String, ValueID?> = [:]
      for operation in graph.operations where operation.primitive == "variable" {
        guard let name = operation.string("name"), let variable = graph.variables[name],
          variable.kind == .weight, !variable.isFrozen, name.hasPrefix(role + ".")
        else { continue }
        weights[name] = .some(record.gradients[name])
      }
      return Gradients(role: role, graph: graph, loss: loss, weights: weights)
    }
  }
}

/// What a step notes in place of updates.
final class GradientRecord {
  private(set) var role: String?
  private(set) var loss: ValueID?
  private(set) var gradients: OrderedDictionary<String, ValueID> = [:]

  func note(_ gradients: OrderedDictionary<String, ValueID>, of role: String, loss: ValueID) {
    (self.role, self.loss, self.gradients) = (role, loss, gradients)
  }
}
