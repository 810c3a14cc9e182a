extension Circuit {
  /// Reads what `description` writes; also gates that expand, such as `u3`.
  ///
  /// What is read is well-formed but not verified.
  ///
  /// - Throws: `IRError` whose message starts with the line.
  public init(text: String) throws(IRError) {
    var parser = try CircuitParser(text)
    self = try parser.circuit()
  }
}

/// Reads a circuit's text.
struct CircuitParser {
  private let tokens: [(token: CircuitLexer.Token, line: Int)]
  private var position = 0
  private(set) var result = Circuit(name: "", qubitNames: [])
  private var qubitIndices: [String: Int] = [:]
  private var operandIndices: [String: Int] = [:]

  init(_ text: String) throws(IRError) { tokens = try CircuitLexer(text).tokens }

  mutating func circuit() throws(IRError) -> Circuit {
    try open("circuit")
    while !accept("}") { try statement() }
    guard token == .end else { throw expected("the end of the text") }
    return result
  }

  /// A keyword, the circuit's name and the brace.
  mutating func open(_ keyword: String) throws(IRError) {
    guard accept(keyword) else { throw expected("`\(keyword)`") }
    result.name = try name()
    try expect("{")
  }

  mutating func statement() throws(IRError) {
    guard case .word(let word) = token else { throw expected("a statement") }
    switch word {
    case "qubit":
      position += 1
      repeat {
        let name = try qubitName()
        qubitIndices[name] = result.qubitNames.count
        result.qubitNames.append(name)
      } while accept(",")
      try expect(";")
    case "input", "param":
      position += 1
      let name = try name()
      operandIndices[name] = result.operands.count
      let shape = try accept("[") ? integers() : []
      result.operands.append(
        CircuitOperand(name: name, binding: word == "input" ? .input : .param, shape: shape))
      try expect(";")
    case "prepare":
      position += 1
      let operand = try operand()
      try result.preparations.append(Preparation(operand: operand, qubits: qubits()))
    case "expval":
      position += 1
      try result.measurements.append(expectation())
    case "probs":
      position += 1
      try result.measurements.append(.probabilities(qubits: qubits()))
    case "barrier":
      position += 1
      try result.operations.append(.barrier(qubits()))
    case "fused":
      position += 1
      let qubit = try qubit()
      try expect("{")
      var applications: [GateApplication] = []
      while !accept("}") { try applications += self.applications(on: [qubit]) }
      result.operations.append(.fused(qubit: qubit, applications))
    default:
      try result.operations += applications(on: []).map { .apply($0) }
    }
  }

  private mutating func expectation() throws(IRError) -> Measurement {
    var paulis: [Pauli] = []
    while case .word(let word) = token, let pauli = Pauli(rawValue: word) {
      position += 1
      paulis.append(pauli)
      if !accept("@") { break }
    }
    let line = line
    let qubits = try qubits()
    guard qubits.count == paulis.count else {
      throw IRError("line \(line): \(paulis.count) Paulis meet \(qubits.count) qubits")
    }
    return .expectation(zip(paulis, qubits).map { PauliFactor($0, $1) })
  }

  /// One gate statement; without operands it is on `implied`.
  private mutating func applications(on implied: [Int]) throws(IRError) -> [GateApplication] {
    let line = line
    var controls: [Bool] = []
    while case .word(let word) = token, word == "ctrl" || word == "negctrl", token(after: 1) == .symbol("@") {
      position += 2
      controls.append(word == "ctrl")
    }
    guard case .word(let gate) = token else { throw expected("a gate") }
    position += 1
    var (angles, matrix): ([Angle], ComplexMatrix?) = ([], nil)
    if accept("(") {
      if case .word("re") = token, token(after: 1) == .symbol(":") {
        matrix = try self.matrix()
      } else if !accept(")") {
        repeat { try angles.append(angle()) } while accept(",")
        try expect(")")
      }
    }
    let operands = token == .symbol(";") ? implied : try list()
    try expect(";")
    guard operands.count >= controls.count else {
      throw IRError("line \(line): there are more controls than qubits")
    }
    let outer = zip(operands, controls).map { Control(qubit: $0, isOn: $1) }
    let inner = Array(operands.dropFirst(controls.count))
    if let definition = Gates.named(gate), !definition.isBase {
      if case .controlled(let target, let count) = definition.form, inner.count >= count {
        return [
          GateApplication(
            gate: target, angles: angles, controls: outer + inner.prefix(count).map { Control(qubit: $0) },
            qubits: Array(inner.dropFirst(count)), matrix: matrix)
        ]
      }
      do {
        return try GateExpansion.expand(gate: gate, angles: angles, qubits: inner, controls: outer)
      } catch {
        throw IRError("line \(line): \(error.message)")
      }
    }
    return [
      GateApplication(
        gate: Gates.named(gate)?.name ?? gate, angles: angles, controls: outer, qubits: inner,
        matrix: matrix)
    ]
  }

  mutating func matrix() throws(IRError) -> ComplexMatrix {
    let line = line
    let re = try plane("re")
    try expect(",")
    let im = try plane("im")
    try expect(")")
    guard (re + im).allSatisfy({ $0.count == re.count }), re.count == im.count else {
      throw IRError("line \(line): the matrix is not square")
    }
    return ComplexMatrix(size: re.count, re: Array(re.joined()), im: Array(im.joined()))
  }

  private mutating func plane(_ label: String) throws(IRError) -> [[Double]] {
    guard accept(label) else { throw expected("`\(label)`") }
    try expect(":")
    try expect("[")
    var rows: [[Double]] = []
    if accept("]") { return rows }
    repeat {
      try expect("[")
      var row: [Double] = []
      repeat {
        let sign = accept("-") ? -1.0 : 1.0
        try row.append(sign * number())
      } while accept(",")
      try expect("]")
      rows.append(row)
    } while accept(",")
    try expect("]")
    return rows
  }

  mutating func angle() throws(IRError) -> Angle {
    var (constant, terms): (Double, [Angle.Term]) = (0, [])
    var sign = accept("-") ? -1.0 : 1.0
    while true {
      if let factor = try factor() {
        if token == .symbol("*") {
          position += 1
          try terms.append(term(sign * factor))
        } else {
          constant += sign * factor
        }
      } else {
        try terms.append(term(sign))
      }
      if accept("+") { sign = 1 } else if accept("-") { sign = -1 } else { break }
    }
    return Angle(constant: constant, terms: terms)
  }

  /// A number, which may be `a*pi/b`; `nil` before an operand's name.
  private mutating func factor() throws(IRError) -> Double? {
    switch token {
    case .word("pi"), .word("inf"), .word("nan"), .number: break
    case .word, .quoted, .symbol("#"): return nil
    default: throw expected("an angle")
    }
    var value = 1.0
    if token != .word("pi") {
      value = try number()
      guard token == .symbol("*"), token(after: 1) == .word("pi") else { return value }
      position += 1
    }
    position += 1
    return CircuitPrinter.fraction(value, accept("/") ? try number() : 1)
  }

  private mutating func term(_ coefficient: Double) throws(IRError) -> Angle.Term {
    let line = line
    let operand = try operand()
    var element = 0
    if accept("{") {
      element = try integer()
      try expect("}")
    } else {
      let indices = try accept("[") ? integers() : []
      guard result.operands.indices.contains(operand) else {
        throw IRError("line \(line): there is no operand #\(operand)")
      }
      let shape = result.operands[operand].shape
      guard indices.count == shape.count, zip(indices, shape).allSatisfy({ $0 >= 0 && $0 < $1 }) else {
        throw IRError("line \(line): `\(result.operands[operand].name)` has no element \(indices)")
      }
      for (index, size) in zip(indices, shape) {
        let (product, overflow) = element.multipliedReportingOverflow(by: size)
        let (sum, carry) = product.addingReportingOverflow(index)
        guard !overflow, !carry else { throw IRError("line \(line): an element's place overflows") }
        element = sum
      }
    }
    return Angle.Term(operand: operand, element: element, coefficient: coefficient)
  }

  private mutating func operand() throws(IRError) -> Int {
    if accept("#") { return try integer() }
    let line = line
    let name = try name()
    guard let index = operandIndices[name] else {
      throw IRError("line \(line): there is no operand `\(name)`")
    }
    return index
  }

  /// Qubits up to the semicolon, perhaps none.
  private mutating func qubits() throws(IRError) -> [Int] {
    let qubits = token == .symbol(";") ? [] : try list()
    try expect(";")
    return qubits
  }

  private mutating func list() throws(IRError) -> [Int] {
    var qubits: [Int] = []
    repeat { try qubits.append(qubit()) } while accept(",")
    return qubits
  }

  mutating func qubit() throws(IRError) -> Int {
    if accept("#") { return try integer() }
    let line = line
    let name = try qubitName()
    guard let index = qubitIndices[name] else {
      throw IRError("line \(line): there is no qubit `\(name)`")
    }
    return index
  }

  private mutating func qubitName() throws(IRError) -> String {
    let isQuoted = if case .quoted = token { true } else { false }
    let name = try name()
    guard !isQuoted, accept("[") else { return name }
    let index = try integer()
    try expect("]")
    return "\(name)[\(index)]"
  }

  mutating func name() throws(IRError) -> String {
    switch token {
    case .word(let text), .quoted(let text):
      position += 1
      return text
    default:
      throw expected("a name")
    }
  }

  /// Integers up to the closing bracket.
  private mutating func integers() throws(IRError) -> [Int] {
    var values: [Int] = []
    repeat { try values.append(integer()) } while accept(",")
    try expect("]")
    return values
  }

  mutating func integer() throws(IRError) -> Int {
    let sign = accept("-") ? "-" : ""
    guard case .number(let text) = token, let value = Int(sign + text) else {
      throw expected("an integer")
    }
    position += 1
    return value
  }

  private mutating func number() throws(IRError) -> Double {
    let value: Double? =
      switch token {
      case .number(let text): Double(text)
      case .word("inf"): .infinity
      case .word("nan"): .nan
      case .word("pi"): .pi
      default: nil
      }
    guard let value else { throw expected("a number") }
    position += 1
    return value
  }

  var token: CircuitLexer.Token { tokens[position].token }
  var line: Int { tokens[position].line }

  private func token(after count: Int) -> CircuitLexer.Token {
    tokens[min(position + count, tokens.count - 1)].token
  }

  func expected(_ what: String) -> IRError {
    IRError("line \(line): expected \(what), found \(token.name)")
  }

  mutating func accept(_ text: String) -> Bool {
    guard token == .word(text) || (text.count == 1 && token == .symbol(Character(text))) else {
      return false
    }
    position += 1
    return true
  }

  mutating func expect(_ symbol: String) throws(IRError) {
    guard accept(symbol) else { throw expected("`\(symbol)`") }
  }
}
