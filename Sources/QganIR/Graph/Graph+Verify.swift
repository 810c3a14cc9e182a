extension Graph {
  /// Everything that is wrong with the graph: values used before they are defined or defined twice, types that
  /// differ from what the shape rules infer, and outputs, updates, variables or circuits that do not fit.
  ///
  /// Empty for a sound graph; every message names the operation or value.
  public func verify() -> [IRError] {
    var verifier = GraphVerifier(graph: self)
    verifier.verifyTables()
    verifier.verifyInputs()
    for (position, operation) in operations.enumerated() { verifier.verify(operation, at: position) }
    verifier.verifyOutputs()
    verifier.verifyUpdates()
    return verifier.errors
  }
}

/// One walk over a graph that collects what is wrong.
private struct GraphVerifier {
  let graph: Graph
  var errors: [IRError] = []
  var isDefined: [Bool]

  init(graph: Graph) {
    self.graph = graph
    isDefined = [Bool](repeating: false, count: graph.values.count)
  }

  mutating func report(_ message: String) { errors.append(IRError("graph @\(graph.name): \(message)")) }

  func isKnown(_ value: ValueID) -> Bool { graph.values.indices.contains(value.index) }

  /// Marks `value` as defined; whether that was right.
  mutating func define(_ value: ValueID, by definer: String) -> Bool {
    guard isKnown(value) else {
      report("\(definer) defines %\(value.index), which is no value")
      return false
    }
    if isDefined[value.index] { report("\(definer) defines %\(value.index) a second time") }
    isDefined[value.index] = true
    return true
  }

  /// Whether `value` may be read by `user` here.
  mutating func require(_ value: ValueID, for user: String) -> Bool {
    guard isKnown(value), isDefined[value.index] else {
      report("\(user) uses %\(value.index) before it is defined")
      return false
    }
    return true
  }

  mutating func verifyTables() {
    for (name, variable) in graph.variables {
      if name != variable.name { report("variable `\(variable.name)` is filed under `\(name)`") }
      guard let count = TensorType.checkedCount(variable.shape), count > 0 else {
        report("variable `\(name)` has an impossible shape \(variable.shape)")
        continue
      }
      if case .values(let values) = variable.initializer, values.count != count {
        report("variable `\(name)` of \(count) elements starts from \(values.count) values")
      }
    }
    for (name, circuit) in graph.circuits where name != circuit.name {
      report("circuit `\(circuit.name)` is filed under `\(name)`")
    }
  }

  mutating func verifyInputs() {
    var names: Set<String> = []
    for input in graph.inputs {
      if !names.insert(input.name).inserted { report("input `\(input.name)` is there twice") }
      guard define(input.value, by: "input `\(input.name)`") else { continue }
      let shape = graph.type(of: input.value).shape
      if (TensorType.checkedCount(shape) ?? 0) == 0 {
        report("input `\(input.name)` has an impossible shape \(shape)")
      }
    }
  }

  mutating func verify(_ operation: Operation, at position: Int) {
    let place = "operation \(position), `\(operation.primitive)`,"
    var isSound = true
    for operand in operation.operands where !require(operand, for: place) { isSound = false }
    for result in operation.results where !define(result, by: place) { isSound = false }
    guard isSound else { return }
    guard let primitive = Primitives.named(operation.primitive) else {
      return report("there is no primitive `\(operation.primitive)`")
    }
    do {
      let types = try primitive.inferTypes(
        operation.operands.map(graph.type(of:)), operation, graph.circuits)
      guard types.count == operation.results.count else {
        return report("\(place) has \(operation.results.count) results, not \(types.count)")
      }
      for (result, type) in zip(operation.results, types) where graph.type(of: result) != type {
        report("%\(result.index) is \(graph.type(of: result)) but \(place) gives \(type)")
      }
    } catch {
      report("\(place) is refused: \(error)")
    }
    guard operation.primitive == "variable", let name = operation.string("name") else { return }
    guard let variable = graph.variables[name] else { return report("there is no variable `\(name)`") }
    if let shape = operation.integers("shape"), shape != variable.shape {
      report("variable `\(name)` has shape \(variable.shape) and is read with shape \(shape)")
    }
  }

  mutating func verifyOutputs() {
    var names: Set<String> = []
    for output in graph.outputs {
      if !names.insert(output.name).inserted { report("output `\(output.name)` is there twice") }
      _ = require(output.value, for: "output `\(output.name)`")
    }
  }

  mutating func verifyUpdates() {
    var names: Set<String> = []
    for update in graph.updates {
      if !names.insert(update.variable).inserted { report("variable `\(update.variable)` is updated twice") }
      guard require(update.value, for: "the update of `\(update.variable)`") else { continue }
      guard let variable = graph.variables[update.variable] else {
        report("there is no variable `\(update.variable)` to update")
        continue
      }
      let type = graph.type(of: update.value)
      if type.shape != variable.shape {
        report("variable `\(update.variable)` of shape \(variable.shape) cannot become \(type)")
      }
    }
  }
}
