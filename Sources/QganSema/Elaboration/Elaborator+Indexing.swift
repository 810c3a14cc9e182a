import QganIR
import QganSyntax

extension Elaborator {
  /// One axis of an index, evaluated.
  enum Selection {
    case element(Int)
    case range(first: Int, step: Int, count: Int)
  }

  func index(_ base: Expression, _ items: [IndexItem], _ frame: Frame, at range: SourceRange) throws -> Value
  {
    let value = try evaluate(base, frame)
    switch value {
    case .poison: return .poison
    case .family(let family): return try member(family, items, frame, at: range)
    case .layer: throw Diagnosed(.layerNotCalled(at: base.range))
    default: break
    }
    guard let shape = value.shape else {
      throw Diagnosed(Diagnostic("QG228", "\(value.typeDescription) cannot be indexed", at: range))
    }
    let selections = try self.selections(items, shape: shape, frame, at: range)
    let kept = selections.compactMap { if case .range(_, _, let count) = $0 { count } else { nil } }
    if case .tensor(let t) = value {
      return .tensor(try slice(t, selections, kept: kept, frame, at: range))
    }
    guard let array = value.asArray else { return .poison }
    return ArrayValue(
      scalar: array.scalar, shape: kept,
      elements: flatIndices(selections, shape: shape).map { array.elements[$0] }
    ).asValue
  }

  /// The selections of `items`, one an axis of `shape`; missing ones take the axis whole.
  func selections(_ items: [IndexItem], shape: [Int], _ frame: Frame, at range: SourceRange) throws
    -> [Selection]
  {
    guard items.count <= shape.count else {
      throw Diagnosed(.tooManyIndices(items.count, rank: shape.count, at: range))
    }
    var result: [Selection] = []
    for (axis, size) in shape.enumerated() {
      guard axis < items.count else {
        result.append(.range(first: 0, step: 1, count: size))
        continue
      }
      switch items[axis] {
      case .all: result.append(.range(first: 0, step: 1, count: size))
      case .element(let e):
        let i = try integer(e, frame, what: "an index")
        guard i >= 0, i < size else {
          throw Diagnosed(.indexOutOfRange(i, size: size, axis: axis, at: e.range))
        }
        result.append(.element(i))
      case .range(let first, let step, let last, let itemRange):
        let elements = try rangeElements(first, step, last, frame)
        for i in [elements.first, elements.last].compactMap({ $0 }) where i < 0 || i >= size {
          throw Diagnosed(.indexOutOfRange(i, size: size, axis: axis, at: itemRange))
        }
        let s = elements.count > 1 ? elements[1] - elements[0] : 1
        result.append(.range(first: elements.first ?? 0, step: s, count: elements.count))
      }
    }
    return result
  }

  /// Row-major positions that `selections` pick from a tensor of `shape`.
  func flatIndices(_ selections: [Selection], shape: [Int]) -> [Int] {
    var result = [0]
    for (selection, size) in zip(selections, shape) {
      switch selection {
      case .element(let i): result = result.map { $0 * size + i }
      case .range(let first, let step, let count):
        result = result.flatMap { base in (0..<count).map { base * size + first + $0 * step } }
      }
    }
    return result
  }

  private func slice(
    _ t: Tensor, _ selections: [Selection], kept: [Int], _ frame: Frame, at range: SourceRange
  ) throws -> Tensor {
    let builder = try requireBuilder(frame, at: range)
    var starts: [Int] = t.isBatched ? [0] : []
    var steps: [Int] = t.isBatched ? [1] : []
    var shape: [Int] = t.isBatched ? [builder.batch] : []
    for selection in selections {
      switch selection {
      case .element(let i):
        starts.append(i)
        steps.append(1)
        shape.append(1)
      case .range(let first, let step, let count):
        guard step > 0, count > 0 else {
          throw Diagnosed(
            Diagnostic("QG228", "a range that runs backwards or is empty cannot index data", at: range))
        }
        starts.append(first)
        steps.append(step)
        shape.append(count)
      }
    }
    let sliced = builder.tensor(
      try builder.graph.slice(t.value, starts: starts, steps: steps, shape: shape), isBatched: t.isBatched)
    return try builder.reshape(sliced, to: kept)
  }

  private func member(_ family: LayerFamily, _ items: [IndexItem], _ frame: Frame, at range: SourceRange)
    throws -> Value
  {
    guard items.count == 1, case .element(let e) = items[0] else {
      throw Diagnosed(.tooManyIndices(items.count, rank: 1, at: range))
    }
    let i = try integer(e, frame, what: "an index")
    guard let layer = family.members[i] else {
      let known = family.members.keys.sorted().map(String.init).joined(separator: ", ")
      throw Diagnosed(
        Diagnostic(
          "QG227", "there is no `\(family.name)[\(i)]`", at: e.range,
          notes: [.init("its indices are \(known)")]))
    }
    return .layer(layer)
  }
}
