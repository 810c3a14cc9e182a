import OrderedCollections
import QganIR

/// The tensors that outlive a step, by name; several executors may share one store.
public final class VariableStore<Scalar: RuntimeScalar> {
  /// A variable and its elements.
  public struct Entry {
    public let variable: Variable
    public let buffer: AlignedBuffer<Scalar>
  }

  /// Every variable, in the order in which it was added.
  public private(set) var entries: OrderedDictionary<String, Entry> = [:]
  public let seed: UInt64

  /// An empty store whose random starts come from streams of `seed` named after the variables.
  public init(seed: UInt64) { self.seed = seed }

  /// A store of `variables`; `resolve` reads the starts that are kept in files or come from other train blocks.
  public convenience init(
    _ variables: some Sequence<Variable>, seed: UInt64, resolve: ((Variable) throws -> [Double])? = nil
  ) throws {
    self.init(seed: seed)
    try add(variables, resolve: resolve)
  }

  /// Adds those of `variables` that are new, with their initial values; known ones keep theirs and must have the
  /// same shape.
  public func add(
    _ variables: some Sequence<Variable>, resolve: ((Variable) throws -> [Double])? = nil
  ) throws {
    for variable in variables {
      if let known = entries[variable.name] {
        guard known.variable.shape == variable.shape else {
          throw RuntimeError.wrongShape(
            name: variable.name, expected: variable.shape, actual: known.variable.shape)
        }
        continue
      }
      let count = try checkedCount(variable.shape, name: variable.name)
      let buffer = try AlignedBuffer<Scalar>(count: count, for: "variable `\(variable.name)`")
      let entry = Entry(variable: variable, buffer: buffer)
      try initialize(entry, resolve: resolve)
      entries[variable.name] = entry
    }
  }

  private func initialize(_ entry: Entry, resolve: ((Variable) throws -> [Double])?) throws {
    let name = entry.variable.name
    let elements = entry.buffer.elements
    let stream = RandomStream(seed: seed, name: "initialize \(name)")
    switch entry.variable.initializer {
    case .constant(let value):
      entry.buffer.fill(with: [value])
    case .uniform(let low, let high):
      for (i, u) in stream.uniforms(count: elements.count, as: Double.self).enumerated() {
        elements[i] = Scalar(low + (high - low) * u)
      }
    case .normal(let mean, let deviation):
      for (i, z) in stream.normals(count: elements.count, as: Double.self).enumerated() {
        elements[i] = Scalar(mean + deviation * z)
      }
    case .values(let values):
      try set(entry, values)
    case .file, .block:
      guard let resolve else { throw RuntimeError.unresolvedInitializer(variable: name) }
      try set(entry, try resolve(entry.variable))
    }
  }

  private func set(_ entry: Entry, _ values: [Double]) throws {
    guard values.count == entry.buffer.count else {
      throw RuntimeError.wrongCount(
        name: entry.variable.name, expected: entry.buffer.count, actual: values.count)
    }
    entry.buffer.fill(with: values)
  }

  /// The elements of the variable `name`, row-major.
  public func values(of name: String) throws -> [Scalar] { Array(try entry(name).buffer.elements) }

  /// Gives the variable `name` the row-major elements `values`.
  public func set(_ name: String, to values: [Scalar]) throws {
    let buffer = try entry(name).buffer
    guard values.count == buffer.count else {
      throw RuntimeError.wrongCount(name: name, expected: buffer.count, actual: values.count)
    }
    _ = buffer.elements.update(fromContentsOf: values)
  }

  /// The variable `name` with its elements.
  public func entry(_ name: String) throws -> Entry {
    guard let entry = entries[name] else { throw RuntimeError.unknownTensor(name: name) }
    return entry
  }
}

/// The number of elements of `shape`; throws where it is negative or more than an integer holds.
func checkedCount(_ shape: [Int], name: String) throws -> Int {
  var count = 1
  for size in shape {
    let (product, overflow) = count.multipliedReportingOverflow(by: size)
    guard size >= 0, !overflow else {
      throw RuntimeError.outOfMemory(
        what: "`\(name)` of shape \(shape)", need: Int.max, have: Memory.available)
    }
    count = product
  }
  return count
}
