extension Circuit: CustomStringConvertible {
  /// The circuit as text, which `init(text:)` reads back exactly, save for locations.
  public var description: String { CircuitPrinter(circuit: self).text() }
}

/// Writes a circuit as text that looks like OpenQASM.
struct CircuitPrinter {
  let circuit: Circuit
  private let qubitNames: [String]
  private let operandNames: [String]

  init(circuit: Circuit) {
    self.circuit = circuit
    qubitNames = Self.references(circuit.qubitNames, spelled: Self.spell(qubit:))
    operandNames = Self.references(circuit.operands.map(\.name), spelled: Self.spell(operand:))
  }

  func text() -> String {
    let body =
      circuit.operations.map { "  " + text($0) } + circuit.measurements.map { "  " + text($0) }
    return (["circuit \(Self.spell(operand: circuit.name)) {"] + declarations() + body + ["}", ""])
      .joined(separator: "\n")
  }

  /// Qubits, operands and preparations, one a line.
  func declarations() -> [String] {
    var lines: [String] = []
    if circuit.qubitCount > 0 {
      lines.append(
        "  qubit \(circuit.qubitNames.map(Self.spell(qubit:)).joined(separator: ", "));")
    }
    for operand in circuit.operands {
      let shape = operand.shape.isEmpty ? "" : "[\(operand.shape.map(String.init).joined(separator: ", "))]"
      lines.append("  \(operand.binding.rawValue) \(Self.spell(operand: operand.name))\(shape);")
    }
    for preparation in circuit.preparations {
      lines.append("  prepare \(operand(preparation.operand)) \(list(preparation.qubits));")
    }
    return lines
  }

  func text(_ operation: CircuitOperation) -> String {
    switch operation {
    case .apply(let application):
      return text(application)
    case .barrier(let qubits):
      return statement("barrier", list(qubits))
    case .fused(let qubit, let applications):
      let body = applications.map { application in
        application.controls.isEmpty && application.qubits == [qubit]
          ? statement(head(application), "") : text(application)
      }
      return "fused \(name(qubit)) { \(body.map { $0 + " " }.joined())}"
    }
  }

  func text(_ measurement: Measurement) -> String {
    switch measurement {
    case .expectation(let factors):
      statement(
        factors.isEmpty
          ? "expval" : "expval \(factors.map(\.pauli.rawValue).joined(separator: " @ "))",
        list(factors.map(\.qubit)))
    case .probabilities(let qubits):
      statement("probs", list(qubits))
    }
  }

  func text(_ application: GateApplication) -> String {
    var (prefix, head) = ("", head(application))
    if let short = Self.shorthand(application) {
      head = short + head.dropFirst(application.gate.count)
    } else {
      prefix = application.controls.map { $0.isOn ? "ctrl @ " : "negctrl @ " }.joined()
    }
    return statement(prefix + head, list(application.allQubits))
  }

  func text(_ angle: Angle) -> String {
    var result = ""
    for term in angle.terms {
      let value = reference(term)
      let magnitude = abs(term.coefficient)
      let factor = magnitude == 1 ? "" : "\(Self.spell(magnitude))*"
      let minus = term.coefficient < 0
      result += result.isEmpty ? (minus ? "-" : "") : (minus ? " - " : " + ")
      result += factor + value
    }
    if angle.constant != 0 || result.isEmpty {
      let minus = angle.constant < 0
      result += result.isEmpty ? (minus ? "-" : "") : (minus ? " - " : " + ")
      result += Self.spell(abs(angle.constant))
    }
    return result
  }

  private func statement(_ head: String, _ qubits: String) -> String {
    qubits.isEmpty ? head + ";" : "\(head) \(qubits);"
  }

  private func head(_ application: GateApplication) -> String {
    var head = application.gate
    if let matrix = application.matrix {
      head += text(matrix)
    } else if !application.angles.isEmpty {
      head += "(\(application.angles.map(text).joined(separator: ", ")))"
    }
    return head
  }

  /// The registered name of the gate with these controls, such as `cx`.
  static func shorthand(_ application: GateApplication) -> String? {
    guard !application.controls.isEmpty, application.controls.allSatisfy(\.isOn) else { return nil }
    return Gates.all.first {
      if case .controlled(application.gate, application.controls.count) = $0.form { true } else { false }
    }?.name
  }

  /// Both planes in parentheses.
  func text(_ matrix: ComplexMatrix) -> String {
    "(re: \(Self.spell(matrix.re, matrix.size)), im: \(Self.spell(matrix.im, matrix.size)))"
  }

  func name(_ qubit: Int) -> String {
    qubitNames.indices.contains(qubit) ? qubitNames[qubit] : "#\(qubit)"
  }

  private func operand(_ index: Int) -> String {
    operandNames.indices.contains(index) ? operandNames[index] : "#\(index)"
  }

  private func list(_ qubits: [Int]) -> String { qubits.map(name).joined(separator: ", ") }

  private func reference(_ term: Angle.Term) -> String {
    let name = operand(term.operand)
    guard circuit.operands.indices.contains(term.operand),
      let indices = Self.indices(of: term.element, in: circuit.operands[term.operand].shape)
    else { return "\(name){\(term.element)}" }
    return indices.isEmpty ? name : "\(name)[\(indices.map(String.init).joined(separator: ", "))]"
  }

  /// The place of a row-major element, or `nil` if the shape does not have it.
  static func indices(of element: Int, in shape: [Int]) -> [Int]? {
    var (rest, result) = (element, [Int]())
    for size in shape.reversed() {
      guard size > 0 else { return nil }
      result.append(rest % size)
      rest /= size
    }
    return element >= 0 && rest == 0 ? result.reversed() : nil
  }

  /// Names where they are unlike all others, `#k` for the others.
  private static func references(_ names: [String], spelled: (String) -> String) -> [String] {
    let counts = Dictionary(names.map { ($0, 1) }, uniquingKeysWith: +)
    return names.enumerated().map { index, name in
      counts[name] == 1 ? spelled(name) : "#\(index)"
    }
  }

  static func spell(qubit name: String) -> String {
    guard name.last == "]", let bracket = name.firstIndex(of: "[") else { return spell(operand: name) }
    let index = name[name.index(after: bracket)...].dropLast()
    guard let value = Int(index), value >= 0, String(value) == index,
      CircuitLexer.isWord(name[..<bracket])
    else { return quoted(name) }
    return name
  }

  static func spell(operand name: String) -> String {
    CircuitLexer.isWord(name[...]) && !["pi", "inf", "nan"].contains(name) ? name : quoted(name)
  }

  private static func quoted(_ name: String) -> String {
    var result = "\""
    for scalar in name.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  /// A simple fraction of pi where the value is exactly one, else the shortest decimal that reads back.
  static func spell(_ value: Double) -> String {
    for denominator in [1, 2, 3, 4, 6, 8, 16] {
      for numerator in 1...8 where fraction(Double(numerator), Double(denominator)) == value {
        return (numerator == 1 ? "pi" : "\(numerator)*pi") + (denominator == 1 ? "" : "/\(denominator)")
      }
    }
    return "\(value)"
  }

  /// What the reader makes of `a*pi/b`.
  static func fraction(_ numerator: Double, _ denominator: Double) -> Double {
    numerator * .pi / denominator
  }

  private static func spell(_ plane: [Double], _ size: Int) -> String {
    let rows = (0..<size).map { row in
      "[\(plane[(row * size)..<((row + 1) * size)].map { "\($0)" }.joined(separator: ", "))]"
    }
    return "[\(rows.joined(separator: ", "))]"
  }
}
