extension FusedCircuit {
  /// Reads what `description` writes.
  ///
  /// What is read is well-formed but not verified.
  ///
  /// - Throws: `IRError` whose message starts with the line.
  public init(text: String) throws(IRError) {
    var parser = FusedParser(parser: try CircuitParser(text))
    self = try parser.circuit()
  }
}

/// Reads a fused circuit's text.
private struct FusedParser {
  var parser: CircuitParser
  private var angles: [Angle] = []
  private var indices: [Angle: Int] = [:]
  private var start: [Int: [CircuitFactor]] = [:]
  private var layers: [FusedLayer] = []

  init(parser: CircuitParser) { self.parser = parser }

  mutating func circuit() throws(IRError) -> FusedCircuit {
    try parser.open("fused_circuit")
    while !parser.accept("}") {
      if parser.accept("start") {
        try readStart()
      } else if parser.accept("layer") {
        try readLayer()
      } else {
        try parser.statement()
      }
    }
    guard parser.token == .end else { throw parser.expected("the end of the text") }
    let frame = parser.result
    guard frame.operations.isEmpty else {
      throw IRError("line \(parser.line): a fused circuit has no gates outside layers")
    }
    return FusedCircuit(
      name: frame.name, qubitNames: frame.qubitNames, operands: frame.operands,
      preparations: frame.preparations, angles: angles,
      start: frame.qubitNames.indices.map { start[$0] ?? [] }, layers: layers,
      measurements: frame.measurements)
  }

  private mutating func readStart() throws(IRError) {
    let line = parser.line
    let qubit = try parser.qubit()
    guard parser.result.qubitNames.indices.contains(qubit) else {
      throw IRError("line \(line): there is no qubit #\(qubit)")
    }
    try parser.expect("{")
    var factors: [CircuitFactor] = []
    while !parser.accept("}") {
      if parser.accept("unitary") {
        try parser.expect("(")
        try factors.append(.fixed(parser.matrix()))
      } else if parser.accept("phase") {
        try factors.append(.phase(argument: argument()))
      } else if let pauli = Pauli.allCases.first(where: { parser.accept("r\($0.rawValue.lowercased())") }) {
        try factors.append(.rotation(pauli, argument: argument(times: 0.5)))
      } else {
        throw parser.expected("`rx`, `ry`, `rz`, `phase` or `unitary`")
      }
      try parser.expect(";")
    }
    start[qubit] = factors
  }

  private mutating func readLayer() throws(IRError) {
    var layer = FusedLayer(bitCount: parser.result.qubitCount)
    try parser.expect("{")
    while !parser.accept("}") {
      if parser.accept("phase") {
        let argument = try argument()
        var checks: [ParityCheck] = []
        repeat { try checks.append(check()) } while parser.accept("&")
        layer.diagonal.append(FusedPhase(argument: argument, checks: checks))
      } else if parser.accept("ry") {
        let argument = try argument(times: 0.5)
        layer.rotations[try bit()] = argument
      } else if parser.accept("move") {
        try layer.permutation = permutation()
      } else {
        throw parser.expected("`phase`, `ry` or `move`")
      }
      try parser.expect(";")
    }
    layers.append(layer)
  }

  /// An angle in parentheses.
  private mutating func argument(times factor: Double = 1) throws(IRError) -> Int {
    try parser.expect("(")
    let angle = factor * (try parser.angle())
    try parser.expect(")")
    if let index = indices[angle] { return index }
    indices[angle] = angles.count
    angles.append(angle)
    return angles.count - 1
  }

  private mutating func check() throws(IRError) -> ParityCheck {
    let isNegated = parser.accept("!")
    let isGrouped = parser.accept("(")
    var mask: UInt64 = 0
    // After `!` without parentheses one bit.
    repeat { try mask ^= 1 << UInt64(bit()) } while (isGrouped || !isNegated) && parser.accept("^")
    if isGrouped { try parser.expect(")") }
    return ParityCheck(mask: mask, value: !isNegated)
  }

  private mutating func permutation() throws(IRError) -> BitMap {
    let line = parser.line
    var rows = BitMap(identity: parser.result.qubitCount).rows
    repeat {
      let target = try bit()
      try parser.expect("=")
      rows[target] = try check()
    } while parser.accept(",")
    guard let map = BitMap(rows: rows) else {
      throw IRError("line \(line): the bits after the move do not say what they were before")
    }
    return map
  }

  private mutating func bit() throws(IRError) -> Int {
    let count = parser.result.qubitCount
    guard case .word(let word) = parser.token, word.hasPrefix("b"), let bit = Int(word.dropFirst()),
      "b\(bit)" == word, (0..<count).contains(bit)
    else { throw parser.expected("a bit from `b0` to `b\(count - 1)`") }
    _ = parser.accept(word)
    return bit
  }
}
