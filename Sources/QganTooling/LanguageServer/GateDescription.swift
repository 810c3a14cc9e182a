import QganIR

/// What a hover says of a gate: its call, what it does, and its matrix.
enum GateDescription {
  /// Markdown; `nil` if there is no gate of that name.
  static func markdown(_ name: String) -> String? {
    if name == Gates.unitary {
      return
        "```qgan\nunitary(re: [[...]], im: [[...]])\n```\nA constant unitary matrix; `im:` may be left out."
    }
    if name == Gates.amplitudes {
      return "```qgan\namplitudes(x)\n```\nPrepares untouched qubits in the normalised amplitudes `x`."
    }
    guard let gate = Gates.named(name) else { return nil }
    var text = "```qgan\n\(signature(gate))\n```\n\(gate.summary)"
    if name != gate.name { text += "\n\nAnother name of `\(gate.name)`." }
    let factors = product(gate)
    if !factors.isEmpty { text += "\n\nIn the order they act: \(factors)." }
    if let rows = matrix(gate) { text += "\n\n```text\n\(aligned(rows))\n```" }
    return text
  }

  /// `crx(theta) c, t` with as many operands as the gate has qubits.
  static func signature(_ gate: GateDefinition) -> String {
    let angles = gate.angles.isEmpty ? "" : "(\(gate.angles.joined(separator: ", ")))"
    let operands = (0..<gate.qubitCount).map { gate.qubitCount == 1 ? "q" : "q\($0)" }
    return gate.name + angles + (operands.isEmpty ? "" : " " + operands.joined(separator: ", "))
  }

  private static func product(_ gate: GateDefinition) -> String {
    guard case .composed(let parts) = gate.form else { return "" }
    return parts.map { part in
      let angles = part.angles.map { angle($0, gate) }
      let operands = part.qubits.map { gate.qubitCount == 1 ? "q" : "q\($0)" }
      let call = angles.isEmpty ? part.gate : "\(part.gate)(\(angles.joined(separator: ", ")))"
      return "`" + ([call, operands.joined(separator: ", ")].filter { !$0.isEmpty }.joined(separator: " "))
        + "`"
    }.joined(separator: ", ")
  }

  private static func angle(_ angle: Angle, _ gate: GateDefinition) -> String {
    var text = ""
    for term in angle.terms {
      let name = gate.angles.indices.contains(term.element) ? gate.angles[term.element] : "?"
      let size = abs(term.coefficient)
      let factor = size == 1 ? name : size == 0.5 ? "\(name)/2" : "\(number(size)) \(name)"
      text += term.coefficient < 0 ? (text.isEmpty ? "-" : " - ") : (text.isEmpty ? "" : " + ")
      text += factor
    }
    if angle.constant != 0 || text.isEmpty {
      text +=
        text.isEmpty
        ? multiple(angle.constant) : (angle.constant < 0 ? " - " : " + ") + multiple(abs(angle.constant))
    }
    return text
  }

  /// A number in units of pi where it is a simple one.
  private static func multiple(_ value: Double) -> String {
    for (factor, text) in [(1.0, "pi"), (0.5, "pi/2"), (0.25, "pi/4"), (0.125, "pi/8")] {
      if abs(value - factor * .pi) < 1e-12 { return text }
      if abs(value + factor * .pi) < 1e-12 { return "-" + text }
    }
    return number(value)
  }

  // MARK: Matrices

  /// The entries as text, row by row; `nil` for products and for what acts on more than three qubits.
  static func matrix(_ gate: GateDefinition) -> [[String]]? {
    guard gate.qubitCount <= 3 else { return nil }
    switch gate.form {
    case .globalPhase: return [["exp(i \(gate.angles.first ?? "gamma"))"]]
    case .phase: return [["1", "0"], ["0", "exp(i \(gate.angles.first ?? "lambda"))"]]
    case .fixed(let m):
      return (0..<m.size).map { r in
        (0..<m.size).map { entry(Complex(m.re[r * m.size + $0], m.im[r * m.size + $0])) }
      }
    case .rotation(let paulis): return rotation(paulis, angle: gate.angles.first ?? "theta")
    case .controlled(let name, _):
      guard let inner = Gates.named(name), let block = matrix(inner) else { return nil }
      return controlled(block, size: 1 << gate.qubitCount)
    case .composed: return nil
    }
  }

  private static func controlled(_ block: [[String]], size: Int) -> [[String]] {
    let offset = size - block.count
    return (0..<size).map { r in
      (0..<size).map { c in
        if r >= offset, c >= offset { return block[r - offset][c - offset] }
        return r == c ? "1" : "0"
      }
    }
  }

  /// cos(angle/2) I - i sin(angle/2) P, whose diagonal products are phases.
  private static func rotation(_ paulis: [Pauli], angle: String) -> [[String]] {
    let size = 1 << paulis.count
    return (0..<size).map { r in
      (0..<size).map { c in
        // P has one entry in a row; the first qubit is the most significant bit.
        var column = r
        var value = Complex(1)
        for (i, pauli) in paulis.enumerated() {
          let bit = 1 << (paulis.count - 1 - i)
          let isSet = r & bit != 0
          switch pauli {
          case .i: break
          case .x: column ^= bit
          case .y:
            column ^= bit
            value = value * (isSet ? Complex.i : -Complex.i)
          case .z: if isSet { value = -value }
          }
        }
        if column == r {
          guard r == c else { return "0" }
          return value.re > 0 ? "exp(-i \(angle)/2)" : "exp(i \(angle)/2)"
        }
        if r == c { return "cos(\(angle)/2)" }
        guard c == column else { return "0" }
        let factor = -Complex.i * value
        let sign = factor.re + factor.im < 0 ? "-" : ""
        return sign + (factor.im == 0 ? "" : "i ") + "sin(\(angle)/2)"
      }
    }
  }

  /// A constant entry, in closed form where it has a simple one.
  private static func entry(_ value: Complex) -> String {
    func near(_ a: Double, _ b: Double) -> Bool { abs(a - b) < 1e-12 }
    if near(value.im, 0) { return real(value.re) }
    if near(value.re, 0) {
      let text = real(value.im)
      return text == "1" ? "i" : text == "-1" ? "-i" : "i \(text)"
    }
    if near(value.magnitude, 1) { return "exp(i \(multiple(value.argument)))" }
    let sign = value.im < 0 ? "-" : "+"
    return "(\(real(value.re)) \(sign) i \(real(abs(value.im))))"
  }

  private static func real(_ value: Double) -> String {
    for (known, text) in [(0.0, "0"), (1, "1"), (0.5, "1/2"), (0.5.squareRoot(), "1/sqrt(2)")] {
      if abs(value - known) < 1e-12 { return text }
      if abs(value + known) < 1e-12 { return "-" + text }
    }
    return number(value)
  }

  static func number(_ value: Double) -> String {
    if let whole = Int(exactly: value) { return "\(whole)" }
    let rounded = (value * 1e6).rounded() / 1e6
    return rounded == 0 ? "\(value)" : "\(rounded)"
  }

  private static func aligned(_ rows: [[String]]) -> String {
    let columns = rows.first?.count ?? 0
    let widths = (0..<columns).map { c in rows.map { $0[c].count }.max() ?? 0 }
    return rows.map { row in
      "[ "
        + row.enumerated().map { c, text in text + String(repeating: " ", count: widths[c] - text.count) }
        .joined(separator: "  ") + " ]"
    }.joined(separator: "\n")
  }
}
