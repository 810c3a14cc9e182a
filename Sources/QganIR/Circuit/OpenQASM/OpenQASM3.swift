/// Export of circuits to OpenQASM 3.
public enum OpenQASM3 {
  /// The circuit as an OpenQASM 3 program.
  ///
  /// Each operand element is an `input float[64]`; where amplitudes are prepared, the inputs are the angles that prepare
  /// them, with the formula beside each. Gates that stdgates.inc lacks are defined by `gate` blocks. Qubits with Z
  /// read-outs are measured at the end, and comments say what each output is.
  ///
  /// - Throws: `IRError` for a circuit that does not verify.
  public static func export(_ circuit: Circuit) throws(IRError) -> String {
    if let error = circuit.verify().first { throw error }
    var writer = OpenQASM3Writer(circuit: circuit)
    return writer.program()
  }

  /// The gates of stdgates.inc that exports use; names that they and the language take are not given to anything else.
  static let standardGates: Set<String> = [
    "p", "x", "y", "z", "h", "s", "sdg", "t", "tdg", "sx", "rx", "ry", "rz", "cx", "cy", "cz", "cp", "crx",
    "cry",
    "crz", "ch", "swap", "ccx", "cswap", "id",
  ]

  /// Words that must not become names: the rest of stdgates.inc, keywords, builtin functions and constants.
  static let reserved: Set<String> = standardGates.union([
    "cu", "CX", "phase", "cphase", "u1", "u2", "u3", "U", "gphase", "OPENQASM", "include", "defcalgrammar",
    "def",
    "cal", "defcal", "gate", "extern", "box", "let", "break", "continue", "if", "else", "end", "return",
    "for",
    "while", "in", "switch", "case", "default", "pragma", "input", "output", "const", "readonly", "mutable",
    "qreg",
    "qubit", "creg", "bool", "bit", "int", "uint", "float", "angle", "complex", "array", "void", "duration",
    "stretch", "inv", "pow", "ctrl", "negctrl", "durationof", "delay", "reset", "measure", "barrier", "true",
    "false", "im", "pi", "tau", "euler", "arccos", "arcsin", "arctan", "ceiling", "cos", "exp", "floor",
    "log",
    "mod", "popcount", "rotl", "rotr", "sin", "sqrt", "tan", "sizeof", "real", "imag", "nop",
  ])
}
