import OrderedCollections

/// A small instance of a primitive, at a point where it is smooth, for tests of kernels and derivatives.
public struct PrimitiveExample: Sendable {
  /// A tensor and its elements.
  public struct Operand: Sendable, Hashable {
    public var shape: [Int]
    /// Row-major.
    public var values: [Double]

    public init(shape: [Int], values: [Double]) {
      self.shape = shape
      self.values = values
    }

    /// Different numbers over `range`, in a scattered order.
    public init(_ shape: [Int], over range: ClosedRange<Double> = -1.9...2.1) {
      let count = shape.reduce(1, *)
      // A step that shares no factor with `count` visits every place once.
      let step = (0..<count).first { count - $0 > 0 && isCoprime(count * 5 / 8 + $0, count) } ?? 0
      self.init(
        shape: shape,
        values: (0..<count).map { index in
          let place = (index * (count * 5 / 8 + step) + count / 3) % count
          return range.lowerBound + (range.upperBound - range.lowerBound) * (Double(place) + 0.5)
            / Double(count)
        })
    }
  }

  public var primitive: String
  /// What is special about this instance, if anything.
  public var note: String
  public var operands: [Operand]
  public var attributes: [String: Attribute]
  public var circuits: OrderedDictionary<String, Circuit>

  public init(
    _ primitive: String, _ note: String, _ operands: [Operand], _ attributes: [String: Attribute] = [:],
    circuits: OrderedDictionary<String, Circuit> = [:]
  ) {
    self.primitive = primitive
    self.note = note
    self.operands = operands
    self.attributes = attributes
    self.circuits = circuits
  }

  /// An instance that nothing is special about.
  public init(
    _ primitive: String, _ operands: [Operand], _ attributes: [String: Attribute] = [:],
    circuits: OrderedDictionary<String, Circuit> = [:]
  ) {
    self.init(primitive, "", operands, attributes, circuits: circuits)
  }

  /// `conv2d (strided)`
  public var name: String { note.isEmpty ? primitive : "\(primitive) (\(note))" }

  /// The graph with inputs `x0`, `x1`, ..., this one operation, and outputs `y0`, `y1`, ...
  ///
  /// The example of `variable` reads one named `w`.
  public func graph() throws -> Graph {
    let builder = GraphBuilder(name: "example")
    builder.graph.circuits = circuits
    let inputs = operands.enumerated().map { position, operand in
      builder.input("x\(position)", TensorType(operand.shape))
    }
    if primitive == "variable", case .string(let name)? = attributes["name"],
      case .integers(let shape)? = attributes["shape"]
    {
      builder.graph.variables[name] = Variable(
        name: name, shape: shape, kind: .weight, initializer: .uniform(low: -0.5, high: 0.5))
    }
    for (position, value) in try builder.emit(primitive, inputs, attributes).enumerated() {
      builder.output("y\(position)", value)
    }
    return builder.graph
  }
}

private func isCoprime(_ a: Int, _ b: Int) -> Bool {
  var (x, y) = (a, b)
  while y != 0 { (x, y) = (y, x % y) }
  return x == 1
}

extension PrimitiveExample: CustomStringConvertible {
  /// The primitive, what is particular about the case, and the operands' shapes.
  public var description: String {
    let shapes = operands.map { "\($0.shape)" }.joined(separator: " ")
    return [primitive, note, shapes].filter { !$0.isEmpty }.joined(separator: ", ")
  }
}
