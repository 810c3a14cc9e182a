import QganIR
import Testing

@testable import QganPasses

/// Derivatives of every primitive, from the table of examples, against central differences of the interpreter.
@Suite struct DerivativeTests {
  @Test func everyPrimitiveHasOneRule() {
    let missing = Primitives.all.filter { !$0.isLowered }.map(\.name).filter {
      DerivativeRules.named($0) == nil
    }
    #expect(missing.isEmpty, "primitives without a derivative rule")
    #expect(Set(DerivativeRules.all.map(\.primitive)).count == DerivativeRules.all.count)
    #expect(DerivativeRules.all.allSatisfy { Primitives.named($0.primitive) != nil })
  }

  @Test(
    arguments: PrimitiveExamples.all.filter {
      !$0.operands.isEmpty && Primitives.named($0.primitive)?.isLowered == false
    }.map(\.name))
  func firstAndSecondDerivatives(name: String) throws {
    let example = try #require(PrimitiveExamples.all.first { $0.name == name })
    let graph = try example.graph()
    let values = example.operands.map { ReferenceTensor(shape: $0.shape, values: $0.values) }
    let rule = try #require(DerivativeRules.named(example.primitive))
    // Masks and indices are not differentiated by; a primitive that passes nothing must be flat everywhere.
    let passes = values.indices.filter { rule.passes($0) }
    let isFlat = passes.isEmpty && !["stop_gradient", "one_hot"].contains(example.primitive)
    let checked = isFlat ? Array(values.indices) : passes
    guard !checked.isEmpty else { return }

    let builder = GraphBuilder(continuing: graph)
    let inputs = graph.inputs.map(\.value)
    let first = try weightedSum(builder, graph.outputs.map(\.value), salt: 1)
    builder.graph.outputs = []
    builder.output("first", first)
    if example.primitive == "circuit_tangent" {
      #expect(throws: IRError.self) {
        try Differentiation.gradients(in: builder, of: first, withRespectTo: inputs)
      }
      return
    }
    let gradients = try Differentiation.gradients(in: builder, of: first, withRespectTo: inputs)
    try check(builder, of: "first", gradients, values, checked)

    let present = gradients.compactMap { $0 }
    guard !present.isEmpty else { return }
    let second = try weightedSum(builder, present, salt: 2)
    builder.output("second", second)
    if example.primitive == "circuit_gradient" {
      #expect(throws: IRError.self) {
        try Differentiation.gradients(in: builder, of: second, withRespectTo: inputs)
      }
      return
    }
    let seconds = try Differentiation.gradients(in: builder, of: second, withRespectTo: inputs)
    try check(builder, of: "second", seconds, values, checked)
  }

  @Test func stoppedGradientsAreZero() throws {
    let builder = GraphBuilder(name: "stopped")
    let x = builder.input("x", TensorType([2]))
    let y = try builder.multiply(x, builder.unary("stop_gradient", builder.unary("exp", x)))
    let stopped = try builder.unary("stop_gradient", x)
    #expect(try Differentiation.gradients(in: builder, of: stopped, withRespectTo: [x]) == [nil])
    let gradient = try #require(
      try Differentiation.gradients(in: builder, of: y, withRespectTo: [x]).first ?? nil)
    builder.output("gradient", gradient)
    let point = ReferenceTensor(shape: [2], values: [0, 1])
    let result = try GraphTesting.interpreter.run(builder.graph, inputs: ["x": point]).outputs["gradient"]
    #expect(result?.values == [1, 2.718281828459045])
  }

  @Test func tiesShareTheGradient() throws {
    let builder = GraphBuilder(name: "ties")
    let x = builder.input("x", TensorType([3]))
    let y = builder.input("y", TensorType([3]))
    let largest = try builder.max(x, axes: [0])
    let sum = try builder.add(builder.sum(builder.maximum(x, y)), largest)
    let gradients = try Differentiation.gradients(in: builder, of: sum, withRespectTo: [x, y])
    for (name, gradient) in zip(["x", "y"], gradients) { builder.output(name, try #require(gradient)) }
    let outputs = try GraphTesting.interpreter.run(
      builder.graph,
      inputs: [
        "x": ReferenceTensor(shape: [3], values: [2, 1, 2]),
        "y": ReferenceTensor(shape: [3], values: [2, 3, 0]),
      ]
    ).outputs
    #expect(outputs["x"]?.values == [1, 0, 1.5])
    #expect(outputs["y"]?.values == [0.5, 1, 0])
  }

  /// The gradient penalty of WGAN-GP: (|d sum(w tanh(v x)) / dx| - 1)^2 differentiated by the weights.
  @Test func gradientOfAGradient() throws {
    let builder = GraphBuilder(name: "penalty")
    let x = builder.input("x", TensorType([4, 3]))
    let v = builder.input("v", TensorType([3, 5]))
    let w = builder.input("w", TensorType([5, 1]))
    let score = try builder.matmul(builder.unary("tanh", builder.matmul(x, v)), w)
    let slope = try #require(
      try Differentiation.gradients(in: builder, of: score, withRespectTo: [x])[0])
    let norm = try builder.unary("sqrt", builder.sum(builder.multiply(slope, slope), axes: [1]))
    let penalty = try builder.mean(builder.power(builder.offset(norm, by: -1), 2))
    builder.output("penalty", penalty)
    let gradients = try Differentiation.gradients(in: builder, of: penalty, withRespectTo: [x, v, w])
    let values = [[4, 3], [3, 5], [5, 1]].map { shape in
      ReferenceTensor(shape: shape, values: PrimitiveExample.Operand(shape, over: -0.8...1.1).values)
    }
    try check(builder, of: "penalty", gradients, values, [0, 1, 2])
  }

  @Test func whatTheOutputDoesNotDependOnHasNoGradient() throws {
    let builder = GraphBuilder(name: "independent")
    let (x, y) = (builder.input("x", TensorType([2])), builder.input("y", TensorType([2])))
    let z = try builder.unary("exp", x)
    let count = builder.graph.operations.count
    #expect(try Differentiation.gradients(in: builder, of: z, withRespectTo: [y]) == [nil])
    #expect(builder.graph.operations.count == count, "nothing is appended")
    let seed = builder.input("seed", TensorType([3]))
    #expect(throws: IRError.self) {
      try Differentiation.gradients(in: builder, of: z, seed: seed, withRespectTo: [x])
    }
  }

  /// A scalar that depends on every element of `values` in its own way.
  private func weightedSum(_ builder: GraphBuilder, _ values: [ValueID], salt: Int) throws -> ValueID {
    let terms = try values.enumerated().map { position, value in
      let shape = builder.type(of: value).shape
      let weights = PrimitiveExample.Operand(shape, over: -1.0 - 0.1 * Double(salt + position)...1.3)
      return try builder.sum(builder.multiply(value, builder.constant(weights.values, shape: shape)))
    }
    return try terms.dropFirst().reduce(terms[0]) { try builder.add($0, $1) }
  }

  /// Directional derivatives along three directions an operand.
  private func check(
    _ builder: GraphBuilder, of output: String, _ gradients: [ValueID?], _ values: [ReferenceTensor],
    _ checked: [Int]
  ) throws {
    #expect(builder.graph.verify() == [])
    var graph = builder.graph
    for (position, gradient) in gradients.enumerated() {
      if let gradient { graph.outputs.append(Graph.Output(name: "gradient\(position)", value: gradient)) }
    }
    let analytic = try run(graph, values).outputs
    // Only what the function needs is run again and again.
    let function = try RemoveDeadOperations.run(
      {
        var part = builder.graph
        part.outputs.removeAll { $0.name != output }
        return part
      }())
    for position in checked {
      for direction in 0..<3 {
        let along = PrimitiveExample.Operand(values[position].shape, over: -1.0...(0.7 + Double(direction)))
          .values
        let expected = try centralDifference { step in
          var shifted = values
          for k in along.indices { shifted[position].values[k] += step * along[k] }
          return try #require(run(function, shifted).outputs[output]).values[0]
        }
        let actual = zip(analytic["gradient\(position)"]?.values ?? along.map { _ in 0 }, along)
          .reduce(0) { $0 + $1.0 * $1.1 }
        #expect(
          abs(actual - expected) < 1e-6 * (1 + abs(expected)),
          "\(output) derivative along operand \(position): \(actual), by differences \(expected)")
      }
    }
  }

  private func centralDifference(_ function: (Double) throws -> Double) throws -> Double {
    let h = 1e-3
    return try (function(-2 * h) - 8 * function(-h) + 8 * function(h) - function(2 * h)) / (12 * h)
  }

  private func run(_ graph: Graph, _ values: [ReferenceTensor]) throws -> ReferenceInterpreter.Outcome {
    let inputs = Dictionary(uniqueKeysWithValues: zip(graph.inputs.map(\.name), values))
    return try GraphTesting.interpreter.run(graph, inputs: inputs)
  }
}
