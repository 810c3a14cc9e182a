import QganTestSupport

/// Random programs that the grammar derives, as tokens.
struct ProgramGenerator {
  var random: SeededGenerator
  private(set) var tokens: [String] = []

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  private static let names = [
    "x", "q", "h", "w", "N", "dense", "conv2d", "ent", "layers", "LAYERS", "a_name_that_is_rather_long",
    "another_name_which_takes_even_more_of_the_line",
  ]
  private static let words =
    names + [
      "model", "in", "of", "else", "for", "true", "if", "float", "qgan", "const", "barrier",
    ]
  private static let numbers = ["0", "1", "28", "2.5", "1e-3", "0.000001", "123456789"]
  private static let strings = [
    "\"s\"", "\"// no comment\"", "\"/* none */\"", "\"a \\\"b\\\" \\\\ ; { ( \"",
  ]
  private static let scalars = ["int", "float", "angle", "bool", "string"]

  /// The tokens of a program of some declarations.
  mutating func program() -> [String] {
    tokens = ["qgan", "1.0", ";"]
    for _ in 0..<Int.random(in: 0...4, using: &random) { declaration() }
    return tokens
  }

  // MARK: - Choices

  private mutating func put(_ pieces: String...) { tokens += pieces }
  private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }
  private mutating func pick(_ choices: [String]) -> String { choices.randomElement(using: &random) ?? "x" }
  private mutating func name() { put(pick(Self.names)) }

  private mutating func times(_ range: ClosedRange<Int>, _ body: (inout Self) -> Void) {
    for _ in 0..<Int.random(in: range, using: &random) { body(&self) }
  }

  private mutating func list(
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

  private mutating func declaration() {
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

  private mutating func constant() {
    put(pick(["const", "config"]))
    type(1)
    name()
    put("=")
    expression(3)
    put(";")
  }

  private mutating func property() {
    put(pick(Self.words))
    if chance(15) { name() }
    put(":")
    expression(3)
    put(";")
  }

  private mutating func every() {
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

  private mutating func parameter() {
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

  private mutating func weight() {
    put("param")
    type(1)
    name()
    if chance(40) {
      put("~")
      reference(1)
    }
  }

  private mutating func register() {
    put("qubit")
    if chance(70) {
      put("[")
      dimension(1)
      put("]")
    }
    name()
  }

  private mutating func type(_ depth: Int) {
    put(pick(Self.scalars))
    if chance(60) {
      put("[")
      list(1...3) { $0.dimension(depth) }
      put("]")
    }
  }

  private mutating func dimension(_ depth: Int) {
    if chance(30) {
      put("const")
      name()
    } else {
      expression(depth)
    }
  }

  // MARK: - Statements

  private mutating func block(_ depth: Int) {
    put("{")
    times(0...4) { $0.statement(depth - 1) }
    put("}")
  }

  private mutating func statement(_ depth: Int) {
    switch Int.random(in: 0...(depth > 0 ? 11 : 9), using: &random) {
    case 0: constant()
    case 1:
      register()
      put(";")
    case 2:
      weight()
      put(";")
    case 3:
      put("layer")
      name()
      if chance(30) {
        put("[")
        expression(1)
        put("]")
      }
      put("=")
      expression(3)
      put(";")
    case 4, 5:
      name()
      put("=")
      result()
      put(";")
    case 6:
      put("return")
      result()
      put(";")
    case 7:
      put("barrier")
      operands()
      put(";")
    case 8, 9:
      times(0...2) { $0.modifier() }
      qualified()
      if chance(50) { call(2) }
      operands()
      put(";")
    case 10:
      put("for")
      type(1)
      name()
      put("in")
      values(1)
      block(depth)
    default: conditional(depth)
    }
  }

  private mutating func conditional(_ depth: Int) {
    put("if", "(")
    expression(2)
    put(")")
    block(depth)
    guard chance(50) else { return }
    put("else")
    if chance(40) { conditional(depth) } else { block(depth) }
  }

  private mutating func modifier() {
    switch Int.random(in: 0...2, using: &random) {
    case 0: put("inv")
    case 1:
      put("pow", "(")
      expression(1)
      put(")")
    default:
      put(pick(["ctrl", "negctrl"]))
      if chance(40) {
        put("(")
        expression(1)
        put(")")
      }
    }
    put("@")
  }

  private mutating func operands() {
    list(1...3) { p in
      p.name()
      if p.chance(40) { p.index(1) }
    }
  }

  private mutating func result() {
    switch Int.random(in: 0...5, using: &random) {
    case 0:
      put("expval", "(")
      name()
      times(0...2) { p in
        p.put("@")
        p.name()
      }
      put(")")
      operands()
    case 1:
      put(pick(["probs", "sample"]))
      operands()
    default: expression(3)
    }
  }

  // MARK: - Expressions

  private mutating func values(_ depth: Int) {
    if chance(50) {
      put("{")
      list(1...5, mayTrail: true) { $0.expression(depth) }
      put("}")
    } else {
      expression(depth)
    }
  }

  private mutating func expression(_ depth: Int) {
    disjunction(depth)
    if depth > 0, chance(25) {
      times(depth > 1 ? 1...2 : 1...6) { p in
        p.put("|>")
        p.reference(depth - 1)
      }
    }
  }

  private mutating func reference(_ depth: Int) {
    qualified()
    if chance(20) { index(depth) }
    if chance(60) { call(depth) }
  }

  private mutating func disjunction(_ depth: Int) {
    comparison(depth)
    if depth > 0, chance(15) {
      times(1...3) { p in
        p.put(p.pick(["||", "&&"]))
        p.comparison(depth - 1)
      }
    }
  }

  private mutating func comparison(_ depth: Int) {
    sum(depth)
    if depth > 0, chance(10) {
      put(pick(["==", "!=", "<", "<=", ">", ">="]))
      sum(depth - 1)
    }
  }

  private mutating func sum(_ depth: Int) {
    unary(depth)
    guard depth > 0, chance(35) else { return }
    times(1...4) { p in
      p.put(p.pick(["+", "-", "*", "/", "%", "**"]))
      p.unary(depth - 1)
    }
  }

  private mutating func unary(_ depth: Int) {
    times(0...1) { p in if p.chance(15) { p.put(p.pick(["-", "!"])) } }
    primary(depth)
  }

  private mutating func primary(_ depth: Int) {
    switch Int.random(in: 0...(depth > 0 ? 9 : 4), using: &random) {
    case 0, 1: put(pick(Self.numbers))
    case 2: put(pick(Self.strings + ["true", "false"]))
    case 3, 4: qualified()
    case 5:
      put("[")
      list(depth > 1 ? 0...3 : 0...9, mayTrail: true) { $0.expression(depth - 1) }
      put("]")
    case 6:
      put("(")
      expression(depth - 1)
      put(")")
    case 7:
      put(pick(["int", "float"]))
      call(depth - 1)
    default:
      qualified()
      if chance(40) { index(depth - 1) }
      if chance(60) { call(depth - 1) }
    }
  }

  private mutating func index(_ depth: Int) {
    put("[")
    list(1...3) { p in
      if p.chance(20) { return p.put(":") }
      p.sum(depth)
      if p.chance(40) {
        p.put(":")
        p.sum(depth)
      }
    }
    put("]")
  }

  private mutating func call(_ depth: Int) {
    put("(")
    list(depth > 1 ? 0...2 : 0...5, mayTrail: true) { p in
      if p.chance(35) { p.put(p.pick(Self.words), ":") }
      p.expression(depth)
    }
    put(")")
  }

  private mutating func qualified() {
    name()
    if chance(15) {
      put(".")
      name()
    }
  }
}
