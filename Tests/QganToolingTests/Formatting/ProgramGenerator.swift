import QganTestSupport

/// Random programs that the grammar derives, as tokens.
struct ProgramGenerator {
  var random: SeededGenerator
  private(set) var tokens: [String] = []

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  static let names = [
    "x", "q", "h", "w", "N", "dense", "conv2d", "ent", "layers", "LAYERS", "a_name_that_is_rather_long",
    "another_name_which_takes_even_more_of_the_line",
  ]
  static let words =
    names + [
      "model", "in", "of", "else", "for", "true", "if", "float", "qgan", "const", "barrier",
    ]
  static let numbers = ["0", "1", "28", "2.5", "1e-3", "0.000001", "123456789"]
  static let strings = [
    "\"s\"", "\"// no comment\"", "\"/* none */\"", "\"a \\\"b\\\" \\\\ ; { ( \"",
  ]
  static let scalars = ["int", "float", "angle", "bool", "string"]

  /// The tokens of a program of some declarations.
  mutating func program() -> [String] {
    tokens = ["qgan", "1.0", ";"]
    for _ in 0..<Int.random(in: 0...4, using: &random) { declaration() }
    return tokens
  }

  // MARK: - Choices

  mutating func put(_ pieces: String...) { tokens += pieces }
  mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }
  mutating func pick(_ choices: [String]) -> String { choices.randomElement(using: &random) ?? "x" }
  mutating func name() { put(pick(Self.names)) }

  mutating func times(_ range: ClosedRange<Int>, _ body: (inout Self) -> Void) {
    for _ in 0..<Int.random(in: range, using: &random) { body(&self) }
  }

  mutating func list(
    _ range: ClosedRange<Int>, mayTrail: Bool = false, _ element: (inout Self) -> Void
  ) {
    let count = Int.random(in: range, using: &random)
    for index in 0..<count {
      if index > 0 { put(",") }
      element(&self)
    }
    if mayTrail, count > 0, chance(15) { put(",") }
  }

  // MARK: - Declarations

  mutating func declaration() {
    switch Int.random(in: 0...8, using: &random) {
    case 0:
      put("include", "\"std/entanglers.qgan\"")
      if chance(50) {
        put("as")
        name()
      }
      put(";")
    case 1: constant()
    case 2:
      put("gate")
      name()
      if chance(60) {
        put("(")
        list(0...3) { $0.name() }
        put(")")
      }
      list(1...3) { $0.name() }
      block(2)
    case 3:
      put("circuit")
      name()
      put("(")
      list(0...5, mayTrail: true) { $0.parameter() }
      put(")")
      if chance(60) {
        put("->")
        type(1)
      } else {
        list(1...2) { $0.register() }
      }
      block(3)
    case 4:
      put("model")
      name()
      put("(")
      list(0...5, mayTrail: true) { $0.parameter() }
      put(")")
      if chance(70) {
        put("->")
        type(1)
      }
      block(3)
    case 5:
      put("dataset")
      name()
      put("{")
      times(0...5) { $0.property() }
      put("}")
    case 6:
      put("train")
      name()
      put("{")
      times(0...6) { p in if p.chance(70) { p.property() } else { p.every() } }
      put("}")
    case 7:
      put("variant")
      name()
      put("of")
      name()
      put("{")
      times(0...3) { p in
        p.put(p.pick(Self.words), "=")
        p.expression(2)
        p.put(";")
      }
      put("}")
    default:
      put("sweep")
      name()
      put("of")
      if chance(40) {
        name()
      } else {
        put("{")
        list(1...4, mayTrail: true) { $0.name() }
        put("}")
      }
      put("{")
      times(0...3) { p in
        p.put(p.pick(Self.words), "in")
        p.values(2)
        p.put(";")
      }
      put("}")
    }
  }

  mutating func constant() {
    put(pick(["const", "config"]))
    type(1)
    name()
    put("=")
    expression(3)
    put(";")
  }

  mutating func property() {
    put(pick(Self.words))
    if chance(15) { name() }
    put(":")
    expression(3)
    put(";")
  }

  mutating func every() {
    put("every")
    expression(1)
    name()
    put("{")
    times(0...3) { p in
      p.qualified()
      if p.chance(50) { p.call(2) }
      p.put(";")
    }
    put("}")
  }

  mutating func parameter() {
    switch Int.random(in: 0...3, using: &random) {
    case 0:
      put("const")
      type(1)
      name()
      if chance(40) {
        put("=")
        expression(1)
      }
    case 1:
      put("input")
      type(1)
      name()
    case 2: weight()
    default:
      type(1)
      name()
    }
  }

  mutating func weight() {
    put("param")
    type(1)
    name()
    if chance(40) {
      put("~")
      reference(1)
    }
  }

  mutating func register() {
    put("qubit")
    if chance(70) {
      put("[")
      dimension(1)
      put("]")
    }
    name()
  }

  mutating func type(_ depth: Int) {
    put(pick(Self.scalars))
    if chance(60) {
      put("[")
      list(1...3) { $0.dimension(depth) }
      put("]")
    }
  }

  mutating func dimension(_ depth: Int) {
    if chance(30) {
      put("const")
      name()
    } else {
      expression(depth)
    }
  }
}
