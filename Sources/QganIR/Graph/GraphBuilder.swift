/// Writes graph IR one operation at a time, inferring every type on the way.
///
/// All values are plain tensors here; `ModelBuilder` adds the notion of a batch.
public final class GraphBuilder {
  /// What has been written so far.
  public var graph: Graph

  /// The source place that the next operations come from.
  public var location: Location?

  /// Values of the variables that were read through this builder.
  private var reads: [String: ValueID] = [:]
  /// Values that reads were redirected to: whatever they come from, they are the same for every sample, as variables are.
  public private(set) var redirected: Set<ValueID> = []

  /// What values are named after that are given no name: the instance that is being written.
  public var scope: String?

  public init(name: String) { graph = Graph(name: name) }

  /// Continues `graph`.
  public init(continuing graph: Graph) { self.graph = graph }

  /// The type of `value`.
  public func type(of value: ValueID) -> TensorType { graph.type(of: value) }

  /// Appends an operation and returns its results; throws `IRError` if the shape rule refuses it.
  @discardableResult
  public func emit(
    _ primitive: String, _ operands: [ValueID], _ attributes: [String: Attribute] = [:], name: String? = nil
  ) throws -> [ValueID] {
    guard let rule = Primitives.named(primitive) else {
      throw IRError("there is no primitive `\(primitive)`")
    }
    var operation = Operation(
      primitive: primitive, operands: operands, results: [], attributes: attributes, location: location)
    let types = try rule.inferTypes(operands.map(type(of:)), operation, graph.circuits)
    operation.results = types.map { type in
      graph.values.append(Graph.Value(type: type, name: name ?? scope))
      return ValueID(graph.values.count - 1)
    }
    graph.operations.append(operation)
    return operation.results
  }

  /// Appends an operation that has one result.
  public func emitOne(
    _ primitive: String, _ operands: [ValueID], _ attributes: [String: Attribute] = [:], name: String? = nil
  ) throws -> ValueID {
    let results = try emit(primitive, operands, attributes, name: name)
    guard results.count == 1 else { throw IRError("`\(primitive)` has \(results.count) results, not one") }
    return results[0]
  }

  /// Declares a tensor that the caller gives.
  public func input(_ name: String, _ type: TensorType) -> ValueID {
    graph.values.append(Graph.Value(type: type, name: name))
    let value = ValueID(graph.values.count - 1)
    graph.inputs.append(Graph.Input(name: name, value: value))
    return value
  }

  /// Reads `variable`, declaring it on first use; every read is the same value, so its gradient is one value too.
  public func read(_ variable: Variable) throws -> ValueID {
    if let known = graph.variables[variable.name], known.shape != variable.shape {
      throw IRError(
        "`\(variable.name)` has shape \(known.shape) and is asked for with shape \(variable.shape)")
    }
    if graph.variables[variable.name] == nil { graph.variables[variable.name] = variable }
    if let value = reads[variable.name] { return value }
    let value = try emitOne(
      "variable", [], ["name": .string(variable.name), "shape": .integers(variable.shape)],
      name: variable.name)
    reads[variable.name] = value
    return value
  }

  /// Makes later reads of `variable` see `value`, its new contents, in place of what it held before the run.
  public func redirectReads(of variable: String, to value: ValueID) {
    reads[variable] = value
    redirected.insert(value)
  }

  /// Makes `value` the new contents of `variable` when the program has run.
  public func update(_ variable: Variable, to value: ValueID) throws {
    guard type(of: value).shape == variable.shape else {
      throw IRError("`\(variable.name)` of shape \(variable.shape) cannot become \(type(of: value))")
    }
    if graph.variables[variable.name] == nil { graph.variables[variable.name] = variable }
    graph.updates.append(Graph.Update(variable: variable.name, value: value))
  }

  /// Hands `value` to the caller under `name`.
  public func output(_ name: String, _ value: ValueID) {
    graph.outputs.append(Graph.Output(name: name, value: value))
  }
}
