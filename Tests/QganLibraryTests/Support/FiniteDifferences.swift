import QganIR
import QganPasses

/// Gradients of a graph's scalar output `loss`, derived and estimated.
struct FiniteDifferences {
  /// The graph with outputs `loss` and `gradient of NAME` for each input and variable that it depends on.
  let graph: Graph
  /// What is differentiated by.
  let names: [String]

  /// Adds the gradients of the scalar `loss` by the inputs and variables called `names`.
  init(_ builder: GraphBuilder, loss: ValueID, by names: [String]) throws {
    let values = names.map { name in Self.values(called: name, in: builder.graph) }
    let gradients = try Differentiation.gradients(
      in: builder, of: loss, withRespectTo: values.flatMap { $0 })
    builder.output("loss", loss)
    var position = 0
    for (name, reads) in zip(names, values) {
      let parts = gradients[position..<position + reads.count].compactMap { $0 }
      position += reads.count
      guard let first = parts.first else { continue }
      builder.output("gradient of \(name)", try parts.dropFirst().reduce(first, builder.add))
    }
    graph = builder.graph
    self.names = names
  }

  /// The input called `name`, or each read of the variable.
  private static func values(called name: String, in graph: Graph) -> [ValueID] {
    graph.inputs.filter { $0.name == name }.map(\.value)
      + graph.operations.filter { $0.primitive == "variable" && $0.string("name") == name }.flatMap(\.results)
  }

  /// The worst disagreement, relative to 1 + magnitude, between the derived gradients and central differences along
  /// random directions of one tensor at a time; says which tensor.
  func worstDisagreement(
    inputs: [String: ReferenceTensor], variables: [String: ReferenceTensor], seed: UInt64
  ) throws -> (distance: Double, name: String) {
    var numbers = Numbers(seed: seed)
    let machine = try Machine(graph)
    let derived = try machine.run(inputs: inputs, variables: variables)
    var worst = (distance: 0.0, name: "")
    for name in names {
      guard let tensor = inputs[name] ?? variables[name] else { throw IRError("`\(name)` is not given") }
      let gradient = derived.outputs["gradient of \(name)"] ?? ReferenceTensor(tensor.shape, full: 0)
      guard gradient.shape == tensor.shape else { return (.infinity, name) }
      for _ in 0..<3 {
        let direction = numbers.tensor(tensor.shape)
        func loss(at distance: Double) throws -> Double {
          var moved = tensor
          for i in moved.values.indices { moved.values[i] += distance * direction.values[i] }
          let isInput = inputs[name] != nil
          return try machine.run(
            inputs: isInput ? inputs.merging([name: moved]) { $1 } : inputs,
            variables: isInput ? variables : variables.merging([name: moved]) { $1 }
          ).values("loss")[0]
        }
        let step = 1e-5
        let estimate = try (loss(at: step) - loss(at: -step)) / (2 * step)
        let slope = zip(gradient.values, direction.values).reduce(0) { $0 + $1.0 * $1.1 }
        let error = distance([estimate], [slope])
        if error > worst.distance { worst = (error, name) }
      }
    }
    return worst
  }
}
