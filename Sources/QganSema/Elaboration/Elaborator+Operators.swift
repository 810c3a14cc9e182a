import QganIR
import QganSyntax

extension Elaborator {
  func unary(_ op: UnaryOperator, _ value: Value, _ frame: Frame, at range: SourceRange) throws -> Value {
    switch (op, value) {
    case (_, .poison): return .poison
    case (.not, .boolean(let v)): return .boolean(!v)
    case (.negate, .integer(let v)):
      let (result, overflow) = (0).subtractingReportingOverflow(v)
      guard !overflow else { throw Diagnosed(.overflow(at: range)) }
      return .integer(result)
    case (.negate, .real(let v)): return .real(-v)
    case (.negate, .array(var array)) where array.scalar != .bool:
      array.elements = array.elements.map { -$0 }
      return .array(array)
    case (.negate, .tensor(let t)):
      return .tensor(try requireBuilder(frame, at: range).map("neg", t))
    default:
      throw Diagnosed(
        Diagnostic("QG229", "`\(op.rawValue)` does not apply to \(value.typeDescription)", at: range))
    }
  }

  func binaryExpression(
    _ op: BinaryOperator, _ left: Expression, _ right: Expression, _ frame: Frame,
    _ operatorRange: SourceRange,
    at range: SourceRange
  ) throws -> Value {
    let a = try evaluate(left, frame)
    if op == .and || op == .or, case .boolean(let v) = a, v == (op == .or) {
      return a
    }
    let b = try evaluate(right, frame)
    if case .poison = a { return .poison }
    if case .poison = b { return .poison }
    switch (a, b) {
    case (.integer(let x), .integer(let y)):
      if let value = try integers(op, x, y, left: left, at: range) { return value }
    case (.boolean(let x), .boolean(let y)):
      switch op {
      case .and: return .boolean(x && y)
      case .or: return .boolean(x || y)
      case .equal: return .boolean(x == y)
      case .notEqual: return .boolean(x != y)
      default: break
      }
    case (.string(let x), .string(let y)):
      if op == .equal { return .boolean(x == y) }
      if op == .notEqual { return .boolean(x != y) }
    default:
      if case .layer = a { throw Diagnosed(.layerNotCalled(at: left.range)) }
      if case .layer = b { throw Diagnosed(.layerNotCalled(at: right.range)) }
      if let x = a.asArray, let y = b.asArray {
        return try arrays(op, x, y, left: left, right: right, at: range)
      }
      if a.shape != nil, b.shape != nil, a.asArray?.scalar != .bool, b.asArray?.scalar != .bool {
        return .tensor(try tensors(op, a, b, left: left, right: right, frame, at: range))
      }
    }
    throw Diagnosed(.operandTypes(op.rawValue, a.typeDescription, b.typeDescription, at: range))
  }

  private func integers(_ op: BinaryOperator, _ x: Int, _ y: Int, left: Expression, at range: SourceRange)
    throws -> Value?
  {
    func checked(_ result: (partialValue: Int, overflow: Bool)) throws -> Value {
      guard !result.overflow else { throw Diagnosed(.overflow(at: range)) }
      return .integer(result.partialValue)
    }
    switch op {
    case .add: return try checked(x.addingReportingOverflow(y))
    case .subtract: return try checked(x.subtractingReportingOverflow(y))
    case .multiply: return try checked(x.multipliedReportingOverflow(by: y))
    case .divide:
      guard y != 0 else { throw Diagnosed(.divisionByZero(at: range)) }
      let remainder = x.remainderReportingOverflow(dividingBy: y)
      guard remainder.partialValue == 0 else {
        let text = program.sources.file(of: left.range)?.text(of: left.range) ?? "\(x)"
        throw Diagnosed(.unevenDivision(x, y, at: range, left: left.range, text: text))
      }
      return try checked(x.dividedReportingOverflow(by: y))
    case .remainder:
      guard y != 0 else { throw Diagnosed(.divisionByZero(at: range)) }
      return .integer(x.remainderReportingOverflow(dividingBy: y).partialValue)
    case .power:
      guard y >= 0 else {
        let value = realPower(Double(x), Double(y))
        guard value.isFinite else { throw Diagnosed(.notFinite("this", at: range)) }
        return .real(value)
      }
      var result = 1
      if x == 0 || x == 1 { return .integer(y == 0 ? 1 : x) }
      if x == -1 { return .integer(y % 2 == 0 ? 1 : -1) }
      for _ in 0..<min(y, 64) {
        let next = result.multipliedReportingOverflow(by: x)
        guard !next.overflow else { throw Diagnosed(.overflow(at: range)) }
        result = next.partialValue
      }
      guard y <= 64 else { throw Diagnosed(.overflow(at: range)) }
      return .integer(result)
    case .equal: return .boolean(x == y)
    case .notEqual: return .boolean(x != y)
    case .less: return .boolean(x < y)
    case .lessOrEqual: return .boolean(x <= y)
    case .greater: return .boolean(x > y)
    case .greaterOrEqual: return .boolean(x >= y)
    case .and, .or: return nil
    }
  }

  private func arrays(
    _ op: BinaryOperator, _ x: ArrayValue, _ y: ArrayValue, left: Expression, right: Expression,
    at range: SourceRange
  ) throws -> Value {
    guard x.scalar != .bool, y.scalar != .bool, op != .and, op != .or else {
      throw Diagnosed(
        .operandTypes(op.rawValue, Value.array(x).typeDescription, Value.array(y).typeDescription, at: range))
    }
    guard let shape = GraphBuilder.broadcastShape(x.shape, y.shape) else {
      throw Diagnosed(
        shapesDiffer(op.rawValue, x.shape, y.shape, left: left.range, right: right.range, at: range))
    }
    guard let count = TensorType.checkedCount(shape), count <= Elaborator.arrayLimit else {
      throw Diagnosed(.arrayTooLarge(shape, at: range))
    }
    try charge(elements: count, at: range)
    let bothInts = x.scalar == .int && y.scalar == .int
    for array in [x, y] where array.scalar == .int { try requireExact(array.elements, at: range) }
    var scalar: ArrayValue.Scalar = bothInts && op != .power ? .int : .float
    var elements: [Double] = []
    for i in 0..<count {
      let a = x.elements[broadcastIndex(i, shape, x.shape)]
      let b = y.elements[broadcastIndex(i, shape, y.shape)]
      switch op {
      case .add: elements.append(a + b)
      case .subtract: elements.append(a - b)
      case .multiply: elements.append(a * b)
      case .divide:
        guard b != 0 else { throw Diagnosed(.divisionByZero(at: range)) }
        if bothInts, a.truncatingRemainder(dividingBy: b) != 0 {
          let text = program.sources.file(of: left.range)?.text(of: left.range) ?? ""
          throw Diagnosed(.unevenDivision(Int(a), Int(b), at: range, left: left.range, text: text))
        }
        elements.append(a / b)
      case .remainder:
        guard b != 0 else { throw Diagnosed(.divisionByZero(at: range)) }
        elements.append(a.truncatingRemainder(dividingBy: b))
      case .power: elements.append(realPower(a, b))
      case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual:
        scalar = .bool
        elements.append(compare(op, a, b) ? 1 : 0)
      case .and, .or: break
      }
    }
    guard elements.allSatisfy(\.isFinite) else { throw Diagnosed(.notFinite("this", at: range)) }
    if scalar == .int { try requireExact(elements, at: range) }
    return ArrayValue(scalar: scalar, shape: shape, elements: elements).asValue
  }

  /// The ints of an array are kept as reals, so they must be exact.
  func requireExact(_ ints: [Double], at range: SourceRange) throws {
    if ints.contains(where: { abs($0) > 9_007_199_254_740_992 }) { throw Diagnosed(.overflow(at: range)) }
  }

  private func compare(_ op: BinaryOperator, _ a: Double, _ b: Double) -> Bool {
    switch op {
    case .equal: a == b
    case .notEqual: a != b
    case .less: a < b
    case .lessOrEqual: a <= b
    case .greater: a > b
    default: a >= b
    }
  }

  /// Where element `i` of a tensor of `shape` comes from in one of shape `from` that is broadcast to it.
  func broadcastIndex(_ i: Int, _ shape: [Int], _ from: [Int]) -> Int {
    var rest = i
    var result = 0
    var step = 1
    for axis in shape.indices.reversed() {
      let position = rest % shape[axis]
      rest /= shape[axis]
      let own = axis - (shape.count - from.count)
      if own >= 0 {
        if from[own] != 1 { result += position * step }
        step *= from[own]
      }
    }
    return result
  }

  private func shapesDiffer(
    _ op: String, _ a: [Int], _ b: [Int], left: SourceRange, right: SourceRange, at range: SourceRange
  ) -> Diagnostic {
    .shapeMismatch(
      "`\(op)` cannot combine \(describeShape(a)) and \(describeShape(b))", at: range,
      notes: [
        .init("this is \(describeShape(a))", at: left), .init("this is \(describeShape(b))", at: right),
        .init("shapes are aligned at the last axis, and sizes must agree or be 1"),
      ])
  }

  private func tensors(
    _ op: BinaryOperator, _ a: Value, _ b: Value, left: Expression, right: Expression, _ frame: Frame,
    at range: SourceRange
  ) throws -> Tensor {
    let builder = try requireBuilder(frame, at: range)
    let (sa, sb) = (a.shape ?? [], b.shape ?? [])
    guard GraphBuilder.broadcastShape(sa, sb) != nil else {
      throw Diagnosed(shapesDiffer(op.rawValue, sa, sb, left: left.range, right: right.range, at: range))
    }
    // A const scalar on one side is an attribute, not a tensor.
    if case .tensor(let x) = a, let c = scalar(b) {
      switch op {
      case .add: return try builder.map("offset", x, ["amount": .float(c)])
      case .subtract: return try builder.map("offset", x, ["amount": .float(-c)])
      case .multiply: return try builder.map("scale", x, ["factor": .float(c)])
      case .divide:
        guard c != 0 else { throw Diagnosed(.divisionByZero(at: range)) }
        return try builder.map("scale", x, ["factor": .float(1 / c)])
      case .power: return try builder.map("power", x, ["exponent": .float(c)])
      default: break
      }
    }
    if case .tensor(let y) = b, let c = scalar(a) {
      switch op {
      case .add: return try builder.map("offset", y, ["amount": .float(c)])
      case .multiply: return try builder.map("scale", y, ["factor": .float(c)])
      case .subtract: return try builder.map("offset", builder.map("neg", y), ["amount": .float(c)])
      default: break
      }
    }
    let primitive: String
    switch op {
    case .add: primitive = "add"
    case .subtract: primitive = "sub"
    case .multiply: primitive = "mul"
    case .divide: primitive = "div"
    case .power: primitive = "pow"
    default:
      throw Diagnosed(.notConst("what `\(op.rawValue)` compares or reduces", at: range))
    }
    return try builder.combine(
      primitive, tensor(a, builder, at: left.range), tensor(b, builder, at: right.range))
  }

  private func scalar(_ value: Value) -> Double? {
    switch value {
    case .integer(let v): Double(v)
    case .real(let v): v
    default: nil
    }
  }
}
