import QganSyntax

/// Findings about qubits, gates and read-outs.
extension Diagnostic {
  static func qubitTwice(_ qubit: String, at range: SourceRange) -> Diagnostic {
    Diagnostic("QG260", "`\(qubit)` is used twice in one application", at: range)
  }

  static func registerLengths(_ a: String, _ b: String, at range: SourceRange, other: SourceRange?)
    -> Diagnostic
  {
    Diagnostic(
      "QG261", "lengths disagree: \(a) and \(b)", at: range,
      notes: other.map { [Note("the other length comes from here", at: $0)] } ?? [])
  }

  static func operandCount(_ gate: String, expected: Int, actual: Int, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      "QG262", "`\(gate)` acts on \(expected) qubit\(expected == 1 ? "" : "s") and gets \(actual)", at: range)
  }

  static func angleCount(_ gate: String, expected: Int, actual: Int, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      "QG263", "`\(gate)` takes \(expected) angle\(expected == 1 ? "" : "s") and gets \(actual)", at: range)
  }

  static func gateAfterReadout(at range: SourceRange, readout: SourceRange?) -> Diagnostic {
    Diagnostic(
      "QG264", "a gate cannot follow a read-out", at: range,
      notes: readout.map { [Note("the first read-out is here", at: $0)] } ?? [])
  }

  static func touchedRegister(_ qubit: String, at range: SourceRange) -> Diagnostic {
    Diagnostic("QG266", "`amplitudes` needs untouched qubits, and a gate has acted on `\(qubit)`", at: range)
  }

  static func amplitudeCount(_ count: Int, qubits: Int, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      "QG267",
      "\(count) amplitudes do not fit \(qubits) qubit\(qubits == 1 ? "" : "s"), which hold \(1 << min(qubits, 62))",
      at: range)
  }

  static func badModifier(_ message: String, at range: SourceRange) -> Diagnostic {
    Diagnostic("QG268", message, at: range)
  }

  static func badGate(_ message: String, at range: SourceRange) -> Diagnostic {
    Diagnostic("QG269", message, at: range)
  }

  static func noReadout(_ circuit: String, at range: SourceRange) -> Diagnostic {
    Diagnostic("QG270", "`\(circuit)` returns without reading any qubit", at: range)
  }
}
