import QganIR

/// Finds what an element of a graph value is, as an affine combination of elements of values that are not affine
/// themselves: inputs, weights and the results of other functions.
struct AngleTracer {
  /// An element of a graph value; for a batched value, of each sample alike.
  struct Atom: Hashable {
    var value: ValueID
    var element: Int
  }

  /// `constant + sum of coefficient * atom`
  struct Form {
    var constant: Double
    var terms: [(atom: Atom, coefficient: Double)]

    static func atom(_ value: ValueID, _ element: Int) -> Form {
      Form(constant: 0, terms: [(Atom(value: value, element: element), 1)])
    }

    func scaled(by factor: Double) -> Form {
      Form(constant: constant * factor, terms: terms.map { ($0.atom, $0.coefficient * factor) })
    }

    func adding(_ other: Form) -> Form {
      Form(constant: constant + other.constant, terms: terms + other.terms)
    }
  }

  private let builder: ModelBuilder
  private var producers: [ValueID: Int] = [:]
  private var indexed = 0
  private var batched: [ValueID: Bool] = [:]

  init(builder: ModelBuilder) { self.builder = builder }

  private mutating func producer(of value: ValueID) -> Operation? {
    let operations = builder.graph.graph.operations
    while indexed < operations.count {
      for result in operations[indexed].results { producers[result] = indexed }
      indexed += 1
    }
    return producers[value].map { operations[$0] }
  }

  /// Whether `value` has the batch as its first axis: whether it depends on data or random draws.
  mutating func isBatched(_ value: ValueID) -> Bool {
    if let known = batched[value] { return known }
    let answer: Bool
    if let operation = producer(of: value) {
      if operation.primitive.hasPrefix("random") {
        answer = true
      } else {
        var any = false
        for operand in operation.operands where isBatched(operand) { any = true }
        answer = any
      }
    } else {
      answer = builder.graph.type(of: value).rank > 0
    }
    batched[value] = answer
    return answer
  }

  /// The form of element `element` of `value`; of a batched value, of the first sample's.
  mutating func form(of value: ValueID, element: Int) -> Form {
    guard let operation = producer(of: value) else { return .atom(value, element) }
    let shape = builder.graph.type(of: value).shape
    switch operation.primitive {
    case "constant":
      let values = operation.floats("values") ?? []
      return Form(constant: values.count == 1 ? values[0] : values[element], terms: [])
    case "reshape": return form(of: operation.operands[0], element: element)
    case "neg": return form(of: operation.operands[0], element: element).scaled(by: -1)
    case "scale":
      return form(of: operation.operands[0], element: element).scaled(by: operation.float("factor") ?? 1)
    case "offset":
      var result = form(of: operation.operands[0], element: element)
      result.constant += operation.float("amount") ?? 0
      return result
    case "add", "sub":
      let right = form(of: operation.operands[1], element: element)
      return form(of: operation.operands[0], element: element)
        .adding(operation.primitive == "sub" ? right.scaled(by: -1) : right)
    case "mul":
      let left = form(of: operation.operands[0], element: element)
      let right = form(of: operation.operands[1], element: element)
      if left.terms.isEmpty { return right.scaled(by: left.constant) }
      if right.terms.isEmpty { return left.scaled(by: right.constant) }
      return .atom(value, element)
    case "div":
      let right = form(of: operation.operands[1], element: element)
      guard right.terms.isEmpty, right.constant != 0 else { return .atom(value, element) }
      return form(of: operation.operands[0], element: element).scaled(by: 1 / right.constant)
    case "slice", "transpose", "broadcast", "concat":
      let position = unravel(element, shape)
      guard let (source, place) = moved(operation, position) else { return .atom(value, element) }
      return form(of: source, element: ravel(place, builder.graph.type(of: source).shape))
    default: return .atom(value, element)
    }
  }

  /// Where an operation that only moves elements takes the one at `position` from.
  private func moved(_ operation: Operation, _ position: [Int]) -> (ValueID, [Int])? {
    guard let source = operation.operands.first else { return nil }
    switch operation.primitive {
    case "slice":
      guard let starts = operation.integers("starts"), let steps = operation.integers("steps") else {
        return nil
      }
      return (source, position.indices.map { starts[$0] + position[$0] * steps[$0] })
    case "transpose":
      guard let permutation = operation.integers("permutation") else { return nil }
      var place = position
      for (to, from) in permutation.enumerated() { place[from] = position[to] }
      return (source, place)
    case "broadcast":
      guard let axes = operation.integers("axes") else { return nil }
      return (source, axes.map { position[$0] })
    default:
      guard let axis = operation.integer("axis") else { return nil }
      var place = position
      for part in operation.operands {
        let size = builder.graph.type(of: part).shape[axis]
        if place[axis] < size { return (part, place) }
        place[axis] -= size
      }
      return nil
    }
  }

  private func unravel(_ index: Int, _ shape: [Int]) -> [Int] {
    var rest = index
    var result = [Int](repeating: 0, count: shape.count)
    for axis in shape.indices.reversed() {
      result[axis] = rest % shape[axis]
      rest /= shape[axis]
    }
    return result
  }

  private func ravel(_ position: [Int], _ shape: [Int]) -> Int {
    zip(position, shape).reduce(0) { $0 * $1.1 + $1.0 }
  }
}
