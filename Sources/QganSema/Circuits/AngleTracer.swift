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

    /// The sum, in which each atom stands once.
    func adding(_ other: Form) -> Form {
      var result = Form(constant: constant + other.constant, terms: terms)
      var places: [Atom: Int] = [:]
      for (i, term) in terms.enumerated() { places[term.atom] = i }
      for term in other.terms {
        if let i = places[term.atom] {
          result.terms[i].coefficient += term.coefficient
        } else {
          result.terms.append(term)
        }
      }
      return result
    }
  }

  /// Operations looked through at once; what lies deeper is an operand of its own.
  private static let depthLimit = 100

  /// Values that are not looked through.
  var opaque: Set<ValueID> = []

  private let builder: ModelBuilder
  private var producers: [ValueID: Int] = [:]
  private var indexed = 0
  /// Values that depend on data or random draws, new weights aside.
  private var batched: Set<ValueID> = []
  private var known: [Atom: Form] = [:]

  init(builder: ModelBuilder) { self.builder = builder }

  /// Takes in the operations that were written since; operands come before what uses them.
  private mutating func index() {
    let operations = builder.graph.graph.operations
    guard indexed < operations.count else { return }
    for position in indexed..<operations.count {
      let operation = operations[position]
      let depends =
        operation.primitive.hasPrefix("random") || operation.operands.contains { isBatchedIndexed($0) }
      for result in operation.results {
        producers[result] = position
        if depends, !builder.graph.redirected.contains(result) { batched.insert(result) }
      }
    }
    indexed = operations.count
  }

  private func isBatchedIndexed(_ value: ValueID) -> Bool {
    batched.contains(value) || (producers[value] == nil && builder.graph.type(of: value).rank > 0)
  }

  private mutating func producer(of value: ValueID) -> Operation? {
    index()
    return producers[value].map { builder.graph.graph.operations[$0] }
  }

  /// Whether `value` has the batch as its first axis: whether it depends on data or random draws.
  mutating func isBatched(_ value: ValueID) -> Bool {
    index()
    return isBatchedIndexed(value)
  }

  /// The form of element `element` of `value`; of a batched value, of the first sample's.
  mutating func form(of value: ValueID, element: Int) -> Form { form(of: value, element: element, depth: 0) }

  private mutating func form(of value: ValueID, element: Int, depth: Int) -> Form {
    let atom = Atom(value: value, element: element)
    if let form = known[atom] { return form }
    if opaque.contains(value) { return .atom(value, element) }
    guard depth < AngleTracer.depthLimit else { return .atom(value, element) }
    let form = trace(value, element, depth: depth + 1)
    known[atom] = form
    return form
  }

  private mutating func trace(_ value: ValueID, _ element: Int, depth: Int) -> Form {
    guard let operation = producer(of: value) else { return .atom(value, element) }
    let shape = builder.graph.type(of: value).shape
    switch operation.primitive {
    case "constant":
      let values = operation.floats("values") ?? []
      return Form(constant: values.count == 1 ? values[0] : values[element], terms: [])
    case "reshape": return form(of: operation.operands[0], element: element, depth: depth)
    case "neg": return form(of: operation.operands[0], element: element, depth: depth).scaled(by: -1)
    case "scale":
      return form(of: operation.operands[0], element: element, depth: depth).scaled(
        by: operation.float("factor") ?? 1)
    case "offset":
      var result = form(of: operation.operands[0], element: element, depth: depth)
      result.constant += operation.float("amount") ?? 0
      return result
    case "add", "sub":
      let right = form(of: operation.operands[1], element: element, depth: depth)
      return form(of: operation.operands[0], element: element, depth: depth)
        .adding(operation.primitive == "sub" ? right.scaled(by: -1) : right)
    case "mul":
      let left = form(of: operation.operands[0], element: element, depth: depth)
      let right = form(of: operation.operands[1], element: element, depth: depth)
      if left.terms.isEmpty { return right.scaled(by: left.constant) }
      if right.terms.isEmpty { return left.scaled(by: right.constant) }
      return .atom(value, element)
    case "div":
      let right = form(of: operation.operands[1], element: element, depth: depth)
      guard right.terms.isEmpty, right.constant != 0 else { return .atom(value, element) }
      return form(of: operation.operands[0], element: element, depth: depth).scaled(by: 1 / right.constant)
    case "slice", "transpose", "broadcast", "concat":
      let position = unravel(element, shape)
      guard let (source, place) = moved(operation, position) else { return .atom(value, element) }
      return form(of: source, element: ravel(place, builder.graph.type(of: source).shape), depth: depth)
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
