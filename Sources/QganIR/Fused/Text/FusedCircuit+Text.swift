extension FusedCircuit: CustomStringConvertible {
  /// The circuit as text, which `init(text:)` reads back, with arguments numbered in the order of their use.
  ///
  /// Rotations have the angle of the gate, which is twice the argument; each term of a diagonal and each rotation says
  /// in a comment when its angle is known. Bits on the right of a `move` are those before it.
  public var description: String { FusedPrinter(circuit: self).text() }

  /// The circuit without what lies between preparations and measurements.
  var frame: Circuit {
    Circuit(
      name: name, qubitNames: qubitNames, operands: operands, preparations: preparations,
      measurements: measurements)
  }
}

/// Writes a fused circuit as text in the manner of circuits.
private struct FusedPrinter {
  let circuit: FusedCircuit
  private let printer: CircuitPrinter

  init(circuit: FusedCircuit) {
    self.circuit = circuit
    printer = CircuitPrinter(circuit: circuit.frame)
  }

  func text() -> String {
    var lines = ["fused_circuit \(CircuitPrinter.spell(operand: circuit.name)) {"] + printer.declarations()
    for (qubit, factors) in circuit.start.enumerated() where !factors.isEmpty {
      let body = factors.map { text($0) + " " }.joined()
      lines.append("  start \(printer.name(qubit)) { \(body)}" + comment(factors.compactMap(\.argument)))
    }
    for layer in circuit.layers {
      lines.append("  layer {")
      lines += text(layer).map { "    " + $0 }
      lines.append("  }")
    }
    lines += circuit.measurements.map { "  " + printer.text($0) }
    return (lines + ["}", ""]).joined(separator: "\n")
  }

  private func text(_ layer: FusedLayer) -> [String] {
    var lines = layer.diagonal.map { phase in
      "phase(\(text(phase.argument))) \(text(phase.checks));" + comment([phase.argument])
    }
    for (bit, argument) in layer.rotations.enumerated() {
      guard let argument else { continue }
      lines.append("ry(\(text(argument, times: 2))) b\(bit);" + comment([argument]))
    }
    let moves = layer.permutation.rows.enumerated().compactMap { bit, check in
      check == ParityCheck(mask: 1 << UInt64(bit)) ? nil : "b\(bit) = \(text([check]))"
    }
    if !moves.isEmpty { lines.append("move \(moves.joined(separator: ", "));") }
    return lines
  }

  private func text(_ factor: CircuitFactor) -> String {
    switch factor {
    case .rotation(let pauli, let argument):
      "r\(pauli.rawValue.lowercased())(\(text(argument, times: 2)));"
    case .phase(let argument): "phase(\(text(argument)));"
    case .fixed(let matrix): "unitary\(printer.text(matrix));"
    }
  }

  private func text(_ argument: Int, times factor: Double = 1) -> String {
    circuit.angles.indices.contains(argument)
      ? printer.text(factor * circuit.angles[argument]) : "nan"
  }

  /// `b0 ^ b3` for one check, `(b0 ^ b3) & !b1` for several that must all hold.
  private func text(_ checks: [ParityCheck]) -> String {
    let parts = checks.map { check in
      let bits = (0..<64).filter { check.mask >> UInt64($0) & 1 == 1 }.map { "b\($0)" }
      let sum = bits.joined(separator: " ^ ")
      let needsParentheses = bits.count > 1 && (checks.count > 1 || !check.value)
      return (check.value ? "" : "!") + (needsParentheses ? "(\(sum))" : sum)
    }
    return parts.joined(separator: " & ")
  }

  /// When angles are known, or nothing.
  private func comment(_ arguments: [Int]) -> String {
    let bindings = arguments.filter(circuit.angles.indices.contains).map(circuit.binding)
    if bindings.isEmpty { return "" }
    return bindings.contains(.input)
      ? " // per sample" : bindings.contains(.param) ? " // shared" : " // constant"
  }
}
