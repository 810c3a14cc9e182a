/// Writes the graph of a model: a `GraphBuilder` that knows the batch size, the mode and the path of the instance
/// whose weights are being declared.
public final class ModelBuilder {
  /// Whether batch norm uses batch statistics and dropout drops.
  public enum Mode: String, Sendable, Hashable { case training, evaluation }

  public let graph: GraphBuilder
  /// Size of the first axis of batched tensors.
  public let batch: Int
  public var mode: Mode {
    dependsOnMode = true
    return currentMode
  }
  /// Whether a layer has asked for the mode: otherwise the graph is the same in both.
  public private(set) var dependsOnMode = false
  private var currentMode: Mode
  /// The path of the instance being built, such as `["generator", "core"]`.
  public private(set) var path: [String] {
    didSet { graph.scope = scope }
  }
  /// Whether weights declared now belong to a frozen layer.
  public private(set) var isFrozen = false
  /// Set by layers such as `spectral_norm` to wrap each weight as it is read; gets the tensor's own name
  /// ("weight"), its variable and its value.
  public var weightTransform: ((ModelBuilder, String, Variable, Tensor) throws -> Tensor)?
  /// While `weightTransform` runs: the axis of the weight that counts the layer's outputs.
  public private(set) var weightOutputAxis = 0
  /// Set by `load`: chooses how the variable with this full path starts.
  public var initializerOverride: ((_ path: String, _ shape: [Int]) throws -> Initializer?)?
  /// Notes which layers write what, for drawings; angles of circuits then end at the circuit's own inputs and weights.
  public var trace: ModelTrace?
  /// Buffers as they are after the layers built so far, so that a layer used twice sees its own update.
  private var pending: [String: ValueID] = [:]

  public init(graph: GraphBuilder, batch: Int, mode: Mode, path: [String] = []) {
    self.graph = graph
    self.batch = batch
    currentMode = mode
    self.path = path
    graph.scope = scope
  }

  /// The path as values are named after it.
  private var scope: String? { path.isEmpty ? nil : path.joined(separator: ".") }

  /// Runs `body` one path component deeper.
  public func within<R>(_ component: String, _ body: () throws -> R) rethrows -> R {
    path.append(component)
    defer { path.removeLast() }
    return try body()
  }

  /// Runs `body` at another path, such as that of an instance that was declared elsewhere.
  public func at<R>(_ path: [String], _ body: () throws -> R) rethrows -> R {
    let saved = self.path
    self.path = path
    defer { self.path = saved }
    return try body()
  }

  /// Runs `body` with weights frozen, in evaluation mode.
  public func frozen<R>(_ body: () throws -> R) rethrows -> R {
    let saved = (isFrozen, currentMode)
    (isFrozen, currentMode) = (true, .evaluation)
    defer { (isFrozen, currentMode) = saved }
    return try body()
  }

  /// The full dotted name of `name` in the instance being built.
  public func qualified(_ name: String) -> String { (path + [name]).joined(separator: ".") }

  /// A trainable tensor of the instance being built, unbatched; `outputAxis` is its axis that counts the
  /// layer's outputs, for `weightTransform`.
  public func weight(
    _ name: String, shape: [Int], initializer: Initializer, outputAxis: Int = 0
  ) throws -> Tensor {
    let variable = try declare(name, shape: shape, kind: .weight, initializer: initializer)
    let tensor = Tensor(value: try graph.read(variable), shape: shape, isBatched: false)
    weightOutputAxis = outputAxis
    return try weightTransform?(self, name, variable, tensor) ?? tensor
  }

  /// A tensor that is kept and saved but not trained, unbatched.
  public func buffer(_ name: String, shape: [Int], initializer: Initializer) throws -> Tensor {
    let variable = try declare(name, shape: shape, kind: .buffer, initializer: initializer)
    if let value = pending[variable.name] { return Tensor(value: value, shape: shape, isBatched: false) }
    return Tensor(value: try graph.read(variable), shape: shape, isBatched: false)
  }

  /// Makes `value` the buffer's contents after this program has run.
  public func updateBuffer(_ name: String, to value: Tensor) throws {
    let full = qualified(name)
    guard let variable = graph.graph.variables[full] else {
      throw IRError("`\(full)` is updated but was never declared")
    }
    pending[full] = value.value
    graph.graph.updates.removeAll { $0.variable == full }
    try graph.update(variable, to: value.value)
  }

  private func declare(
    _ name: String, shape: [Int], kind: Variable.Kind, initializer: Initializer
  ) throws -> Variable {
    let full = qualified(name)
    if let known = graph.graph.variables[full] {
      guard known.shape == shape else {
        throw IRError("`\(full)` has shape \(known.shape) and is asked for with shape \(shape)")
      }
      return known
    }
    let start = try initializerOverride?(full, shape) ?? initializer
    return Variable(name: full, shape: shape, kind: kind, initializer: start, isFrozen: isFrozen)
  }
}
