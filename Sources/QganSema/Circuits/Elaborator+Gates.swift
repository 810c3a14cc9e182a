import QganIR
import QganSyntax

extension Elaborator {
  /// A modifier with its argument evaluated.
  enum Transformation {
    case inverse
    case power(Value, SourceRange)
    case control(count: Int, isOn: Bool)
  }

  /// `ctrl @ ry(a) c, t;`: one application a position of the registers.
  func applyGate(_ call: GateCall, _ frame: Frame) throws {
    let name = call.name.text
    let own = frame.scope.operation(call.name)
    if own == nil, name == Gates.amplitudes { return try applyAmplitudes(call, frame) }
    let circuit = try requireUnread(frame, at: call.range)
    let transformations = try call.modifiers.map { try transformation($0, frame) }
    let controlCounts = transformations.compactMap {
      if case .control(let count, _) = $0 { count } else { nil }
    }
    if let own, case .subroutine(let declaration) = own.symbol {
      return try applySubroutine(
        declaration, own.scope, call, transformations, controlCounts, circuit, frame)
    }
    var matrix: ComplexMatrix?
    let targetCount: Int
    let angleCount: Int
    if let own, case .gate(let gate) = own.symbol {
      (targetCount, angleCount) = (gate.qubits.count, gate.angles.count)
    } else if name == Gates.unitary {
      let m = try unitaryMatrix(call, frame)
      matrix = m
      (targetCount, angleCount) = (m.size.trailingZeroBitCount, 0)
    } else if let gate = Gates.named(name) {
      (targetCount, angleCount) = (gate.qubitCount, gate.angles.count)
    } else {
      throw Diagnosed(.unknownGate(call.name, in: frame.scope))
    }
    let angles = matrix == nil ? try gateAngles(call, count: angleCount, frame) : []
    let operands = try call.operands.map { try qubits($0, frame) }
    let slots = try slots(
      operands, ranges: call.operands.map(\.range), controlCounts: controlCounts, targetCount: targetCount,
      name: name, at: call.range)
    let length = try broadcastLength(slots, angles, call)
    for i in 0..<(length ?? 1) {
      let qubits = slots.flatMap { $0.position(i) }
      try requireDistinct(qubits, circuit, at: call.range)
      let controls = Array(qubits.prefix(controlCounts.reduce(0, +)))
      let targets = Array(qubits.dropFirst(controls.count))
      let location = Location(file: call.range.file, start: call.range.start, end: call.range.end)
      let placedGates = try placed(call) {
        if let matrix { return try GateExpansion.unitary(matrix, qubits: targets, location: location) }
        if let own, case .gate(let gate) = own.symbol {
          return try expandGate(
            gate, own.scope, angles.map { $0.position(i) }, targets, circuit, at: call.range)
        }
        let values = try angles.map { try self.angle($0.position(i), circuit, at: $0.range) }
        return try GateExpansion.expand(gate: name, angles: values, qubits: targets, location: location)
      }
      for application in try transform(placedGates, transformations, controls, at: call) {
        circuit.append(.apply(application))
      }
    }
  }

  private func placed<R>(_ call: GateCall, _ body: () throws -> R) throws -> R {
    do { return try body() } catch let error as IRError {
      throw Diagnosed(.badGate(error.message, at: call.range))
    }
  }

  // MARK: Modifiers

  private func transformation(_ modifier: Modifier, _ frame: Frame) throws -> Transformation {
    switch modifier.kind {
    case .inverse: return .inverse
    case .power(let e):
      let value = try evaluate(e, frame)
      switch value {
      case .integer, .real: return .power(value, e.range)
      case .poison: throw AlreadyDiagnosed()
      case .tensor: throw Diagnosed(.notConst("the exponent of `pow`", at: e.range))
      default:
        throw Diagnosed(
          .typeMismatch(
            "the exponent of `pow`", expected: "a number", actual: value.typeDescription, at: e.range))
      }
    case .control(let count): return .control(count: try controlCount(count, frame), isOn: true)
    case .negatedControl(let count): return .control(count: try controlCount(count, frame), isOn: false)
    }
  }

  private func controlCount(_ count: Expression?, _ frame: Frame) throws -> Int {
    guard let count else { return 1 }
    let n = try integer(count, frame, what: "the number of controls")
    guard n >= 1, n <= Elaborator.qubitLimit else {
      throw Diagnosed(
        .badModifier(
          "the number of controls must be from 1 to \(Elaborator.qubitLimit), not \(n)", at: count.range))
    }
    return n
  }

  /// Modifiers act from the one next to the gate outwards; the first one's controls come first.
  func transform(
    _ applications: [GateApplication], _ transformations: [Transformation], _ controls: [Int],
    at call: GateCall
  ) throws -> [GateApplication] {
    var result = applications
    var rest = controls
    for (transformation, modifier) in zip(transformations, call.modifiers).reversed() {
      do {
        switch transformation {
        case .inverse: result = GateExpansion.inverse(of: result)
        case .power(.integer(let k), _): result = try GateExpansion.power(of: result, k)
        case .power(.real(let k), _): result = try GateExpansion.power(of: result, k)
        case .power: break
        case .control(let count, let isOn):
          let own = rest.suffix(count)
          rest.removeLast(count)
          result = try GateExpansion.controlled(result, by: own.map { Control(qubit: $0, isOn: isOn) })
        }
      } catch {
        throw Diagnosed(.badModifier(error.message, at: modifier.range))
      }
    }
    try charge(result.count, at: call.range)
    return result
  }

  // MARK: Operands

  /// One operand position: a single qubit, a register that is walked, or a group of controls.
  private struct Slot {
    var qubits: [Int]
    var isWalked: Bool
    var range: SourceRange

    func position(_ i: Int) -> [Int] { isWalked ? [qubits[i]] : qubits }
  }

  private func slots(
    _ operands: [(qubits: [Int], isSingle: Bool)], ranges: [SourceRange], controlCounts: [Int],
    targetCount: Int,
    name: String, at range: SourceRange
  ) throws -> [Slot] {
    let needed = controlCounts.reduce(targetCount, +)
    var slots: [Slot] = []
    var next = 0
    var missing = needed - operands.count
    for count in controlCounts where count > 1 {
      // One register of `count` qubits may stand for the controls.
      if missing >= count - 1, next < operands.count, !operands[next].isSingle,
        operands[next].qubits.count == count
      {
        slots.append(Slot(qubits: operands[next].qubits, isWalked: false, range: ranges[next]))
        missing -= count - 1
        next += 1
      } else {
        for _ in 0..<count where next < operands.count {
          slots.append(
            Slot(qubits: operands[next].qubits, isWalked: !operands[next].isSingle, range: ranges[next]))
          next += 1
        }
      }
    }
    while next < operands.count {
      slots.append(
        Slot(qubits: operands[next].qubits, isWalked: !operands[next].isSingle, range: ranges[next]))
      next += 1
    }
    guard missing == 0 else {
      let what = controlCounts.isEmpty ? name : "\(name) under \(controlCounts.reduce(0, +)) controls"
      throw Diagnosed(.operandCount(what, expected: needed, actual: needed - missing, at: range))
    }
    return slots
  }

  private func broadcastLength(_ slots: [Slot], _ angles: [GateAngle], _ call: GateCall) throws -> Int? {
    let walked = slots.filter(\.isWalked)
    let length = try commonLength(
      walked.map { ($0.qubits, false) }, ranges: walked.map(\.range))
    for angle in angles {
      guard let count = angle.count else { continue }
      guard let length else {
        if count == 1 { continue }
        throw Diagnosed(
          .registerLengths(
            "\(count) angles", "a single qubit", at: angle.range, other: call.operands.first?.range))
      }
      guard count == length else {
        throw Diagnosed(
          .registerLengths("\(count) angles", "\(length) qubits", at: angle.range, other: walked.first?.range)
        )
      }
    }
    return length
  }

  // MARK: Angles

  /// An angle argument: a number for every position, or one value a position.
  private struct GateAngle {
    var value: Value
    /// Number of values of an array; `nil` for a scalar.
    var count: Int?
    var range: SourceRange

    /// The scalar at position `i`.
    func position(_ i: Int) -> (value: Value, element: Int) { (value, count == nil || count == 1 ? 0 : i) }
  }

  private func gateAngles(_ call: GateCall, count: Int, _ frame: Frame) throws -> [GateAngle] {
    let arguments = call.arguments ?? []
    if let label = arguments.lazy.compactMap(\.label).first {
      throw Diagnosed(.unknownLabel(label, of: call.name.text, known: []))
    }
    guard arguments.count == count else {
      throw Diagnosed(.angleCount(call.name.text, expected: count, actual: arguments.count, at: call.range))
    }
    return try arguments.map { argument in
      let value = try evaluate(argument.value, frame)
      if case .poison = value { throw AlreadyDiagnosed() }
      if case .layer = value { throw Diagnosed(.layerNotCalled(at: argument.range)) }
      guard let shape = value.shape, value.asArray?.scalar != .bool else {
        throw Diagnosed(
          .typeMismatch("an angle", expected: "a number", actual: value.typeDescription, at: argument.range))
      }
      guard shape.count <= 1 else {
        throw Diagnosed(
          .shapeMismatch(
            "an angle is a scalar, or one value a qubit, and this is \(value.typeDescription)",
            at: argument.range, notes: []))
      }
      return GateAngle(value: value, count: shape.first, range: argument.range)
    }
  }

  private func angle(_ scalar: (value: Value, element: Int), _ circuit: CircuitContext, at range: SourceRange)
    throws -> Angle
  {
    if case .tensor(let t) = scalar.value { return try circuit.angle(t, element: scalar.element) }
    guard let array = scalar.value.asArray, array.elements.indices.contains(scalar.element) else {
      throw AlreadyDiagnosed()
    }
    let constant = array.elements[scalar.element]
    guard constant.isFinite else { throw Diagnosed(.notFinite("this angle", at: range)) }
    return Angle(constant: constant)
  }

  private func unitaryMatrix(_ call: GateCall, _ frame: Frame) throws -> ComplexMatrix {
    var planes: [String: [Double]] = [:]
    var size = 0
    for argument in call.arguments ?? [] {
      guard let label = argument.label, label.text == "re" || label.text == "im" else {
        throw Diagnosed(.badGate("`unitary` takes `re:` and `im:`", at: argument.range))
      }
      guard planes[label.text] == nil else { throw Diagnosed(.repeatedLabel(label)) }
      let value = try evaluate(argument.value, frame)
      if case .poison = value { throw AlreadyDiagnosed() }
      if case .tensor = value { throw Diagnosed(.notConst("the matrix of `unitary`", at: argument.range)) }
      guard let array = value.asArray, array.shape.count == 2, array.shape[0] == array.shape[1],
        array.shape[0] >= 2,
        array.shape[0] <= 1024, array.shape[0].nonzeroBitCount == 1, size == 0 || size == array.shape[0]
      else {
        throw Diagnosed(
          .badGate(
            "the matrix of `unitary` must be square with 2, 4, 8, ... rows, and this is \(value.typeDescription)",
            at: argument.range))
      }
      size = array.shape[0]
      planes[label.text] = array.elements
    }
    guard size > 0 else { throw Diagnosed(.badGate("`unitary` takes `re:` and `im:`", at: call.range)) }
    let zeros = [Double](repeating: 0, count: size * size)
    return ComplexMatrix(size: size, re: planes["re"] ?? zeros, im: planes["im"] ?? zeros)
  }
}
