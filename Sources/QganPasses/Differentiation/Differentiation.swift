import QganIR

/// Reverse-mode differentiation as a transformation of graphs.
public enum Differentiation {
  /// Appends the gradients of `output` with respect to each of `values`; `nil` for one that `output` does not
  /// depend on.
  ///
  /// With a `seed` in the shape of `output` they are the gradients of the sum of `seed * output`, else of the sum of
  /// `output`. The results are ordinary values: a second call differentiates them again. Throws `IRError` where a
  /// primitive has no derivative of that order.
  public static func gradients(
    in builder: GraphBuilder, of output: ValueID, seed: ValueID? = nil, withRespectTo values: [ValueID]
  ) throws -> [ValueID?] {
    let type = builder.type(of: output)
    if let seed, builder.type(of: seed) != type {
      throw IRError("a seed of type \(builder.type(of: seed)) does not fit an output of type \(type)")
    }
    let location = builder.location
    defer { builder.location = location }
    var walk = ReverseWalk(builder: builder, values: values)
    guard walk.isVaried[output.index] else { return values.map { _ in nil } }
    try walk.run(from: output, seed: seed ?? builder.constant(1, shape: type.shape))
    return values.map { walk.cotangents[$0.index] }
  }
}

/// One walk from an output back to the values it is differentiated by.
private struct ReverseWalk {
  let builder: GraphBuilder
  /// The operations before the walk appended its own.
  let operations: [QganIR.Operation]
  /// Whether a value depends, through operations that pass gradients, on what is differentiated by.
  var isVaried: [Bool]
  var cotangents: [ValueID?]

  init(builder: GraphBuilder, values: [ValueID]) {
    self.builder = builder
    operations = builder.graph.operations
    isVaried = [Bool](repeating: false, count: builder.graph.values.count)
    cotangents = [ValueID?](repeating: nil, count: builder.graph.values.count)
    for value in values { isVaried[value.index] = true }
    for operation in operations {
      guard let rule = DerivativeRules.named(operation.primitive) else { continue }
      let varies = operation.operands.indices.contains {
        rule.passes($0) && isVaried[operation.operands[$0].index]
      }
      if varies { for result in operation.results { isVaried[result.index] = true } }
    }
  }

  /// Every value gets its gradient when all its readers have been passed, in the reverse order of operations, so
  /// the order of every sum is fixed.
  mutating func run(from output: ValueID, seed: ValueID) throws {
    cotangents[output.index] = seed
    for operation in operations.reversed() {
      guard operation.results.contains(where: { cotangents[$0.index] != nil }),
        let rule = DerivativeRules.named(operation.primitive)
      else { continue }
      let isNeeded = operation.operands.enumerated().map { rule.passes($0) && isVaried[$1.index] }
      guard isNeeded.contains(true) else { continue }
      builder.location = operation.location
      let pullback = Pullback(
        builder: builder, operation: operation, cotangents: operation.results.map { cotangents[$0.index] },
        isNeeded: isNeeded)
      let gradients = try rule.pullback(pullback)
      for (position, operand) in operation.operands.enumerated() where isNeeded[position] {
        if let gradient = gradients[position] { try add(gradient, to: operand) }
      }
    }
  }

  private mutating func add(_ gradient: ValueID, to value: ValueID) throws {
    let sum = try cotangents[value.index].map { try builder.add($0, gradient) } ?? gradient
    cotangents[value.index] = sum
    if builder.graph.values[sum.index].name == nil, let name = builder.graph.values[value.index].name {
      builder.graph.values[sum.index].name = "gradient(\(name))"
    }
  }
}
