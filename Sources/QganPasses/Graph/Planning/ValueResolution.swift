import QganIR

/// What each value of a graph is in memory before offsets are known: a root (memory of its own) seen under a shape.
struct ValueResolution {
  /// Memory that some value owns.
  struct Root {
    enum Kind: Hashable {
      /// Written by an instruction, into the arena.
      case computed
      case variable(String)
      case input(Int)
      case constant(Int)
    }

    var kind: Kind
    var count: Int
    /// The position that writes it, and the last that reads it.
    var definition: Int
    var lastUse: Int
    var isOutput = false
  }

  /// A value as readers see it.
  struct View {
    var root: Int
    var shape: [Int]
    /// `nil` if contiguous.
    var strides: [Int]?
  }

  let graph: Graph
  private(set) var roots: [Root] = []
  private(set) var constants: [Plan.Constant] = []
  /// The view of each value that is needed.
  private(set) var views: [View?]
  /// Positions, in `graph.operations`, that become instructions.
  private(set) var instructions: [Int] = []

  /// The position of what runs after all operations: copies to outputs and updates.
  var end: Int { graph.operations.count }

  private var isNeeded: [Bool]
  /// Whether every reader of a value can take a strided view of it.
  private var takesViews: [Bool]
  private var rootOfVariable: [String: Int] = [:]
  private var constantIndex: [ConstantKey: Int] = [:]

  /// Constants that differ in a bit, such as the zeros of either sign, are different.
  private struct ConstantKey: Hashable {
    var shape: [Int]
    var bits: [UInt64]
  }

  init(_ graph: Graph) {
    self.graph = graph
    views = [View?](repeating: nil, count: graph.values.count)
    isNeeded = [Bool](repeating: false, count: graph.operations.count)
    takesViews = [Bool](repeating: true, count: graph.values.count)
  }

  mutating func resolve() {
    findReaders()
    for (index, input) in graph.inputs.enumerated() {
      define(input.value, kind: .input(index), at: -1)
    }
    for position in graph.operations.indices where isNeeded[position] { resolve(position) }
    // Copies to outputs and updates read at the end; computed outputs live on after it.
    for output in graph.outputs {
      touch(output.value, at: end)
      if let root = views[output.value.index]?.root { roots[root].isOutput = true }
    }
    for update in graph.updates { touch(update.value, at: end) }
  }

  /// Walks backwards to see what is needed and which values could be strided views for all their readers.
  private mutating func findReaders() {
    var isRead = [Bool](repeating: false, count: graph.values.count)
    for value in graph.outputs.map(\.value) + graph.updates.map(\.value) {
      isRead[value.index] = true
      takesViews[value.index] = false
    }
    for (position, operation) in graph.operations.enumerated().reversed()
    where operation.results.contains(where: { isRead[$0.index] }) {
      isNeeded[position] = true
      let passesViews: Bool =
        switch operation.primitive {
        case "broadcast", "stop_gradient": operation.results.allSatisfy { takesViews[$0.index] }
        default: Plan.elementwisePrimitives.contains(operation.primitive)
        }
      for operand in operation.operands {
        isRead[operand.index] = true
        if !passesViews { takesViews[operand.index] = false }
      }
    }
  }

  private mutating func resolve(_ position: Int) {
    let operation = graph.operations[position]
    switch operation.primitive {
    case "variable":
      let name = operation.string("name") ?? ""
      if let root = rootOfVariable[name] {
        view(operation.results[0], root)
      } else {
        rootOfVariable[name] = define(operation.results[0], kind: .variable(name), at: -1)
      }
    case "constant":
      resolveConstant(operation)
    case "reshape", "stop_gradient":
      guard let source = views[operation.operands[0].index] else { return }
      let shape = graph.type(of: operation.results[0]).shape
      // Only `stop_gradient`, which keeps the shape, ever sees a strided view.
      views[operation.results[0].index] = View(root: source.root, shape: shape, strides: source.strides)
    case "broadcast" where takesViews[operation.results[0].index]:
      guard let source = views[operation.operands[0].index] else { return }
      let shape = graph.type(of: operation.results[0]).shape
      var strides = [Int](repeating: 0, count: shape.count)
      let sourceStrides = source.strides ?? TensorType(source.shape).strides
      for (axis, stride) in zip(operation.integers("axes") ?? [], sourceStrides) { strides[axis] = stride }
      views[operation.results[0].index] = View(root: source.root, shape: shape, strides: strides)
    default:
      for operand in operation.operands { touch(operand, at: position) }
      for result in operation.results { define(result, kind: .computed, at: position) }
      instructions.append(position)
    }
  }

  private mutating func resolveConstant(_ operation: Operation) {
    let result = operation.results[0]
    let values = operation.floats("values") ?? []
    let shape = graph.type(of: result).shape
    // One repeated value is read as a scalar where its readers can.
    let isScalar = values.count == 1 && !shape.isEmpty && takesViews[result.index]
    let constant = Plan.Constant(shape: isScalar ? [] : shape, values: values)
    let key = ConstantKey(shape: constant.shape, bits: values.map(\.bitPattern))
    let index = constantIndex[key] ?? constants.count
    if index == constants.count {
      constants.append(constant)
      constantIndex[key] = index
    }
    let root = define(result, kind: .constant(index), at: -1)
    if isScalar {
      let strides = [Int](repeating: 0, count: shape.count)
      views[result.index] = View(root: root, shape: shape, strides: strides)
    }
  }

  @discardableResult
  private mutating func define(_ value: ValueID, kind: Root.Kind, at position: Int) -> Int {
    let type = graph.type(of: value)
    roots.append(Root(kind: kind, count: type.count, definition: position, lastUse: position))
    view(value, roots.count - 1)
    return roots.count - 1
  }

  private mutating func view(_ value: ValueID, _ root: Int) {
    views[value.index] = View(root: root, shape: graph.type(of: value).shape)
  }

  private mutating func touch(_ value: ValueID, at position: Int) {
    guard let root = views[value.index]?.root else { return }
    roots[root].lastUse = Swift.max(roots[root].lastUse, position)
  }
}
