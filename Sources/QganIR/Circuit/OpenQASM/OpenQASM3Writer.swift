/// Writes one circuit as OpenQASM 3.
struct OpenQASM3Writer {
  let circuit: Circuit
  private var names = OpenQASM3.reserved
  private var qubits: [String] = []
  /// Variables of each operand's elements, or of its preparation's angles.
  private var variables: [[String]] = []
  /// Definitions of gates that stdgates.inc lacks, by gate.
  private var definitions: [(key: String, name: String, text: [String])] = []
  private var matrices: [ComplexMatrix: String] = [:]

  init(circuit: Circuit) { self.circuit = circuit }

  mutating func program() -> String {
    let registers = declareQubits()
    let inputs = declareInputs()
    var body = circuit.preparations.flatMap(prepare)
    for operation in circuit.operations {
      switch operation {
      case .apply(let application):
        body.append(text(application))
      case .barrier(let operands):
        body.append(
          "barrier \((operands.isEmpty ? qubits : operands.map { qubits[$0] }).joined(separator: ", "));")
      case .fused(_, let applications):
        for application in applications { body.append(text(application)) }
      }
    }
    let name = circuit.name.unicodeScalars.map { $0.value < 32 ? " " : String($0) }.joined()
    var lines = ["OPENQASM 3.0;", "include \"stdgates.inc\";", "", "// Circuit \(name).", ""]
    for block in [inputs, definitions.flatMap(\.text), registers, body, readouts()] where !block.isEmpty {
      lines += block + [""]
    }
    return lines.joined(separator: "\n")
  }

  // MARK: Names

  private mutating func unique(_ wish: String) -> String {
    var name = String(
      String.UnicodeScalarView(
        wish.unicodeScalars.map { CircuitLexer.isWord("_\($0)") && $0 != "." ? $0 : "_" }))
    if !CircuitLexer.isWord(name[...]) { name = "_" + name }
    while !names.insert(name).inserted { name += "_" }
    return name
  }

  /// Registers of qubits named `name[0]`, `name[1]`, ... in a row; all others one by one.
  private mutating func declareQubits() -> [String] {
    var lines: [String] = []
    let split = circuit.qubitNames.map { name -> (base: String, index: Int?) in
      guard CircuitPrinter.spell(qubit: name) == name, let bracket = name.firstIndex(of: "[") else {
        return (name, nil)
      }
      return (String(name[..<bracket]), Int(name[name.index(after: bracket)...].dropLast()))
    }
    var position = 0
    while position < split.count {
      var end = position
      while end < split.count, split[end].base == split[position].base, split[end].index == end - position {
        end += 1
      }
      let register = unique(split[position].base)
      if end > position {
        lines.append("qubit[\(end - position)] \(register);")
        qubits += (0..<(end - position)).map { "\(register)[\($0)]" }
      } else {
        lines.append("qubit \(register);")
        qubits.append(register)
        end = position + 1
      }
      position = end
    }
    return lines
  }

  private mutating func declareInputs() -> [String] {
    var lines: [String] = []
    for (index, operand) in circuit.operands.enumerated() {
      let prepares = circuit.preparations.contains { $0.operand == index }
      let isAngle = circuit.applications.contains {
        $0.angles.contains { $0.terms.contains { $0.operand == index } }
      }
      var own: [String] = []
      if isAngle || !prepares {
        for element in 0..<operand.count {
          let place = CircuitPrinter.indices(of: element, in: operand.shape) ?? []
          own.append(unique(([operand.name] + place.map(String.init)).joined(separator: "_")))
        }
        lines += own.map { "input float[64] \($0);" }
      }
      variables.append(own)
    }
    return lines + preparationInputs()
  }

  // MARK: Preparations

  /// Variables of the angles that prepare each preparation's amplitudes, in the order of a binary tree.
  private var preparationAngles: [[String]] = []

  private mutating func preparationInputs() -> [String] {
    var lines: [String] = []
    for preparation in circuit.preparations {
      let name = circuit.operands[preparation.operand].name
      let count = 1 << preparation.qubits.count
      var own: [String] = []
      for node in 0..<(count - 1) {
        let angle = unique("\(name)_angle_\(node)")
        own.append(angle)
        // Node `2^level - 1 + prefix` splits the amplitudes whose first `level` bits are the prefix.
        let level = (node + 1).bitWidth - 1 - (node + 1).leadingZeroBitCount
        let half = count >> (level + 1)
        let start = (node + 1 - 1 << level) * 2 * half
        func part(_ from: Int) -> String {
          half == 1 ? "\(name)[\(from)]" : "norm(\(name)[\(from):\(from + half - 1)])"
        }
        lines.append("input float[64] \(angle); // 2*atan2(\(part(start + half)), \(part(start)))")
      }
      preparationAngles.append(own)
    }
    return lines
  }

  private func prepare(_ preparation: Preparation) -> [String] {
    guard let place = circuit.preparations.firstIndex(of: preparation) else { return [] }
    return preparationAngles[place].enumerated().map { node, angle in
      let level = (node + 1).bitWidth - 1 - (node + 1).leadingZeroBitCount
      let prefix = node + 1 - 1 << level
      let controls = (0..<level).map { prefix >> (level - 1 - $0) & 1 == 1 ? "ctrl @ " : "negctrl @ " }
      let operands = preparation.qubits.prefix(level + 1).map { qubits[$0] }
      return "\(controls.joined())ry(\(angle)) \(operands.joined(separator: ", "));"
    }
  }

  // MARK: Gates

  private mutating func text(_ application: GateApplication) -> String {
    let angles = application.angles.map(text)
    let operands = application.allQubits.map { qubits[$0] }.joined(separator: ", ")
    let arguments = angles.isEmpty ? "" : "(\(angles.joined(separator: ", ")))"
    if application.gate == "gphase" { return "gphase\(arguments);" }
    if let short = CircuitPrinter.shorthand(application), OpenQASM3.standardGates.contains(short) {
      return "\(short)\(arguments) \(operands);"
    }
    let modifiers = application.controls.map { $0.isOn ? "ctrl @ " : "negctrl @ " }.joined()
    return "\(modifiers)\(name(application))\(arguments) \(operands);"
  }

  /// What a base gate is called without its controls; defines it if need be.
  private mutating func name(_ application: GateApplication) -> String {
    if OpenQASM3.standardGates.contains(application.gate) { return application.gate }
    let key = application.gate
    if let matrix = application.matrix {
      if let known = matrices[matrix] { return known }
      let name = unique("unitary_\(matrices.count)")
      matrices[matrix] = name
      define(key, name, "", application.qubits.count, Self.factors(matrix, application.qubits.count))
      return name
    }
    if let known = definitions.first(where: { $0.key == key }) { return known.name }
    guard let gate = Gates.named(key) else { return key }
    let name = unique(key)
    switch gate.form {
    case .rotation(let paulis):
      define(key, name, "(theta)", gate.qubitCount, Self.rotation(paulis))
    case .fixed(let matrix):
      let inverse = gate.inverse.flatMap { OpenQASM3.standardGates.contains($0) ? $0 : nil }
      define(
        key, name, "", gate.qubitCount,
        inverse.map { ["inv @ \($0) a0;"] } ?? Self.factors(matrix, gate.qubitCount))
    case .phase, .globalPhase, .controlled, .composed:
      break
    }
    return name
  }

  private mutating func define(
    _ key: String, _ name: String, _ parameters: String, _ qubitCount: Int, _ body: [String]
  ) {
    let operands = (0..<qubitCount).map { "a\($0)" }.joined(separator: ", ")
    definitions.append(
      (key, name, ["gate \(name)\(parameters) \(operands) {"] + body.map { "  " + $0 } + ["}"]))
  }

  /// exp(-i theta/2 P) by basis changes to Z, parities on the last qubit and one rz.
  private static func rotation(_ paulis: [Pauli]) -> [String] {
    let used = paulis.indices.filter { paulis[$0] != .i }
    guard let last = used.last else { return ["gphase(-theta/2);"] }
    func bases(_ sign: String) -> [String] {
      used.compactMap { qubit in
        switch paulis[qubit] {
        case .x: "h a\(qubit);"
        case .y: "rx(\(sign)pi/2) a\(qubit);"
        case .z, .i: nil
        }
      }
    }
    let parity = used.dropLast().map { "cx a\($0), a\(last);" }
    return bases("") + parity + ["rz(theta) a\(last);"] + parity.reversed() + bases("-")
  }

  /// A matrix as controlled rz, ry and p gates.
  private static func factors(_ matrix: ComplexMatrix, _ count: Int) -> [String] {
    matrix.twoLevelFactors().flatMap { factor -> [String] in
      let target = count - 1 - factor.bit
      let controls = (0..<count).filter { $0 != target }
      let modifiers = controls.map {
        factor.others >> (count - 1 - $0) & 1 == 1 ? "ctrl @ " : "negctrl @ "
      }
      .joined()
      let operands = (controls + [target]).map { "a\($0)" }.joined(separator: ", ")
      func gate(_ name: String, _ angle: Double) -> [String] {
        angle == 0 ? [] : ["\(modifiers)\(name)(\(angle)) \(operands);"]
      }
      if factor.isPhase {
        // diag(e, 1) = x diag(1, e) x.
        let phase = factor.matrix[0, 0] * factor.matrix[1, 1]
        let flips = factor.matrix[1, 1] == 1 ? ["x a\(target);"] : []
        return flips + gate("p", phase.argument) + flips
      }
      let angles = factor.matrix.eulerAngles()
      return gate("rz", angles.first) + gate("ry", angles.second) + gate("rz", angles.third)
    }
  }

  private func text(_ angle: Angle) -> String {
    var result = ""
    func add(_ value: Double, _ text: String) {
      let minus = value < 0
      result += result.isEmpty ? (minus ? "-" : "") : (minus ? " - " : " + ")
      result += text
    }
    for term in angle.terms {
      let variable = variables[term.operand][term.element]
      let magnitude = abs(term.coefficient)
      add(term.coefficient, magnitude == 1 ? variable : "\(CircuitPrinter.spell(magnitude))*\(variable)")
    }
    if angle.constant != 0 || result.isEmpty {
      add(angle.constant, CircuitPrinter.spell(abs(angle.constant)))
    }
    return result
  }

  // MARK: Read-outs

  private mutating func readouts() -> [String] {
    var lines: [String] = []
    var inZ: Set<Int> = []
    var output = 0
    for measurement in circuit.measurements {
      switch measurement {
      case .probabilities(let read):
        lines.append(
          "// Outputs \(output) to \(output + measurement.count - 1): probabilities of "
            + "\(list(read)), the first being the most significant bit.")
        inZ.formUnion(read)
      case .expectation(let factors):
        let product = factors.map { "\($0.pauli.rawValue) \(qubits[$0.qubit])" }.joined(separator: " @ ")
        var line = "// Output \(output): expectation of \(product.isEmpty ? "the identity" : product)"
        for (pauli, change) in [(Pauli.x, "h"), (.y, "sdg, h")] {
          let rotated = factors.filter { $0.pauli == pauli }.map(\.qubit)
          if !rotated.isEmpty { line += "; before measuring, apply \(change) to \(list(rotated))" }
        }
        lines.append(line + ".")
        inZ.formUnion(factors.filter { $0.pauli == .z }.map(\.qubit))
      }
      output += measurement.count
    }
    guard !inZ.isEmpty else { return lines }
    let bits = unique("c")
    lines.append("bit[\(inZ.count)] \(bits);")
    for (bit, qubit) in inZ.sorted().enumerated() {
      lines.append("\(bits)[\(bit)] = measure \(qubits[qubit]);")
    }
    return lines
  }

  private func list(_ read: [Int]) -> String { read.map { qubits[$0] }.joined(separator: ", ") }
}

extension TwoLevelFactor {
  /// Whether it is the one diagonal factor that is not in SU(2).
  fileprivate var isPhase: Bool {
    matrix.isDiagonal(tolerance: 0) && (matrix[0, 0] == 1 || matrix[1, 1] == 1)
  }
}
