import QganIR

/// Which elements of the values of a graph are zero whatever the weights and the data are: above all those of gradients of
/// what is never read.
///
/// They start where something is padded and where constants have zeros, and are followed as far as single elements can be.
/// Of values of more than `elementLimit` elements nothing is known.
public struct ZeroElements {
  /// The most elements of a value that are told apart.
  public static let elementLimit = 1 << 18

  /// By value, row-major; values of which nothing is known have none.
  private var masks: [ValueID: [Bool]] = [:]

  /// Of a valid graph.
  public init(_ graph: Graph) {
    for operation in graph.operations {
      guard let result = operation.results.first, operation.results.count == 1 else { continue }
      let type = graph.type(of: result)
      guard type.count <= Self.elementLimit else { continue }
      if let mask = mask(of: operation, type.shape, graph), mask.contains(true) { masks[result] = mask }
    }
  }

  /// For each element of `value`, row-major, whether it is known to be zero; `nil` if that is known of none.
  public subscript(value: ValueID) -> [Bool]? { masks[value] }

  /// Functions that are zero at zero.
  private static let odd: Set = [
    "neg", "scale", "sqrt", "abs", "sign", "tanh", "sin", "tan", "arcsin", "arctan", "erf", "leaky_relu",
    "stop_gradient", "reshape", "floor", "ceil", "step",
  ]

  private func mask(of operation: QganIR.Operation, _ shape: [Int], _ graph: Graph) -> [Bool]? {
    let known = operation.operands.map { masks[$0] }
    switch operation.primitive {
    case "constant":
      let values = operation.floats("values") ?? []
      return values.count > 1 ? values.map { $0 == 0 } : nil
    case let name where Self.odd.contains(name): return known[0]
    case "div": return known[0]
    case "mul":
      guard let a = known[0] else { return known[1] }
      return known[1].map { zip(a, $0).map { $0 || $1 } } ?? a
    case "add", "sub", "maximum", "minimum":
      guard let a = known[0], let b = known[1] else { return nil }
      return zip(a, b).map { $0 && $1 }
    case "pad": return padded(operation, shape, graph, known[0])
    case "slice": return known[0].map { read($0, operation, shape, graph) }
    case "transpose", "broadcast", "reduce_sum":
      return known[0].flatMap { moved($0, operation, shape, graph) }
    case "concat": return joined(operation, graph)
    case "matmul": return product(operation, shape, graph, known[0], known[1])
    case "conv2d_weight_gradient": return kernels(operation, shape, graph, known[1])
    default: return nil
    }
  }

  /// Where `slice` reads, the operand; elsewhere zero.
  private func padded(
    _ operation: QganIR.Operation, _ shape: [Int], _ graph: Graph, _ inner: [Bool]?
  ) -> [Bool]? {
    guard let operand = operation.operands.first,
      let places = window(operation, of: graph.type(of: operand).shape, in: shape)
    else { return nil }
    var result = [Bool](repeating: true, count: shape.reduce(1, *))
    for (index, place) in places.enumerated() { result[place] = inner?[index] ?? false }
    return result
  }

  private func read(
    _ mask: [Bool], _ operation: QganIR.Operation, _ shape: [Int], _ graph: Graph
  ) -> [Bool] {
    let outer = graph.type(of: operation.operands[0]).shape
    return window(operation, of: shape, in: outer)?.map { mask[$0] } ?? []
  }

  /// The places in `outer` of the elements of a window of shape `inner`, in order.
  private func window(_ operation: QganIR.Operation, of inner: [Int], in outer: [Int]) -> [Int]? {
    guard let starts = operation.integers("starts"), let steps = operation.integers("steps") else {
      return nil
    }
    let strides = Self.strides(outer)
    return Self.places(
      inner, strides: zip(strides, steps).map(*), start: zip(strides, starts).reduce(0) { $0 + $1.0 * $1.1 })
  }

  /// Through operations in which axes move, repeat or are summed over.
  private func moved(
    _ mask: [Bool], _ operation: QganIR.Operation, _ shape: [Int], _ graph: Graph
  ) -> [Bool]? {
    let from = graph.type(of: operation.operands[0]).shape
    let strides = Self.strides(from)
    switch operation.primitive {
    case "transpose":
      guard let permutation = operation.integers("permutation") else { return nil }
      return Self.places(shape, strides: permutation.map { strides[$0] }, start: 0).map { mask[$0] }
    case "broadcast":
      guard let axes = operation.integers("axes") else { return nil }
      var own = [Int](repeating: 0, count: shape.count)
      for (axis, stride) in zip(axes, strides) { own[axis] = stride }
      return Self.places(shape, strides: own, start: 0).map { mask[$0] }
    default:
      guard let axes = operation.integers("axes").map(Set.init) else { return nil }
      var own = [Int](repeating: 0, count: from.count)
      for (axis, stride) in zip(from.indices.filter { !axes.contains($0) }, Self.strides(shape)) {
        own[axis] = stride
      }
      var result = [Bool](repeating: true, count: shape.reduce(1, *))
      for (index, place) in Self.places(from, strides: own, start: 0).enumerated() where !mask[index] {
        result[place] = false
      }
      return result
    }
  }

  private func joined(_ operation: QganIR.Operation, _ graph: Graph) -> [Bool]? {
    guard let axis = operation.integer("axis"), operation.operands.contains(where: { masks[$0] != nil })
    else {
      return nil
    }
    let shapes = operation.operands.map { graph.type(of: $0).shape }
    let outer = shapes[0][..<axis].reduce(1, *)
    var result: [Bool] = []
    for row in 0..<outer {
      for (operand, shape) in zip(operation.operands, shapes) {
        let count = shape[axis...].reduce(1, *)
        let part = masks[operand].map { Array($0[row * count..<(row + 1) * count]) }
        result += part ?? [Bool](repeating: false, count: count)
      }
    }
    return result
  }

  /// Rows of the first matrix and columns of the second that are all zero.
  private func product(
    _ operation: QganIR.Operation, _ shape: [Int], _ graph: Graph, _ a: [Bool]?, _ b: [Bool]?
  ) -> [Bool]? {
    guard a != nil || b != nil, shape.count >= 2 else { return nil }
    let (rows, columns) = (shape[shape.count - 2], shape[shape.count - 1])
    let batch = shape.dropLast(2).reduce(1, *)
    /// Whether line `index` of a matrix is zero.
    func lines(_ mask: [Bool]?, _ operand: ValueID, areRows: Bool) -> [Bool]? {
      guard let mask else { return nil }
      let full = graph.type(of: operand).shape
      let (height, width) = (full[full.count - 2], full[full.count - 1])
      var result = [Bool](repeating: true, count: batch * (areRows ? height : width))
      for index in mask.indices where !mask[index] {
        let matrix = index / (height * width)
        let line = areRows ? index / width % height : index % width
        result[matrix * (areRows ? height : width) + line] = false
      }
      return result
    }
    let isTransposedA = operation.boolean("transpose_a") ?? false
    let isTransposedB = operation.boolean("transpose_b") ?? false
    let zeroRows = lines(a, operation.operands[0], areRows: !isTransposedA)
    let zeroColumns = lines(b, operation.operands[1], areRows: isTransposedB)
    return (0..<batch * rows * columns).map { index in
      let matrix = index / (rows * columns)
      return zeroRows?[matrix * rows + index / columns % rows] ?? false
        || zeroColumns?[matrix * columns + index % columns] ?? false
    }
  }

  /// Kernels of output channels whose cotangent is all zero.
  private func kernels(
    _ operation: QganIR.Operation, _ shape: [Int], _ graph: Graph, _ cotangent: [Bool]?
  ) -> [Bool]? {
    guard let cotangent else { return nil }
    let full = graph.type(of: operation.operands[1]).shape
    guard full.count == 4, shape.count == 4, full[1] == shape[0] else { return nil }
    var zero = [Bool](repeating: true, count: full[1])
    for index in cotangent.indices where !cotangent[index] {
      zero[index / (full[2] * full[3]) % full[1]] = false
    }
    let size = shape[1...].reduce(1, *)
    return zero.flatMap { [Bool](repeating: $0, count: size) }
  }

  private static func strides(_ shape: [Int]) -> [Int] {
    var result = [Int](repeating: 1, count: shape.count)
    for axis in shape.indices.dropLast().reversed() { result[axis] = result[axis + 1] * shape[axis + 1] }
    return result
  }

  /// `start` plus the strides times each index of `shape`, in row-major order.
  private static func places(_ shape: [Int], strides: [Int], start: Int) -> [Int] {
    var result = [start]
    for (size, stride) in zip(shape, strides) {
      result = result.flatMap { place in (0..<size).map { place + $0 * stride } }
    }
    return result
  }
}
