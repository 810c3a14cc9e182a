extension CircuitPlan: CustomStringConvertible {
  /// The plan for readers: operands, arguments with when they are known, one numbered line a step, measurements.
  public var description: String {
    var lines = ["circuit plan @\(name) on \(qubitNames.joined(separator: ", ")) {"]
    for operand in operands {
      lines.append("  \(operand.binding.rawValue) \(operand.name)\(operand.shape)")
    }
    for preparation in preparations {
      lines.append("  prepare \(names(preparation.qubits)) = \(operandName(preparation.operand))")
    }
    for (index, angle) in angles.enumerated() {
      let when =
        switch binding(of: angle) {
        case nil: "constant"
        case .param: "shared"
        case .input: "per sample"
        }
      lines.append("  h\(index) = \(text(of: angle)) // \(when)")
    }
    for (index, step) in steps.enumerated() { lines.append("  [\(index)] \(text(of: step))") }
    lines.append("  normal form: \(fused.map(summary) ?? "none")")
    for measurement in measurements {
      switch measurement {
      case .expectation(let factors):
        let product = factors.map { "\($0.pauli.rawValue) \(qubitNames[$0.qubit])" }.joined(separator: " ")
        lines.append("  expectation \(product.isEmpty ? "I" : product)")
      case .probabilities(let qubits):
        lines.append("  probabilities \(names(qubits))")
      }
    }
    return lines.joined(separator: "\n") + "\n}\n"
  }

  /// What layers there are; `--emit fused` shows them.
  private func summary(of fused: FusedCircuit) -> String {
    let rotating = fused.layers.filter { $0.rotations.contains { $0 != nil } }.count
    let diagonal = fused.layers.filter { !$0.diagonal.isEmpty }.count
    let numbers = fused.isReal ? "real" : "complex"
    return "\(numbers), layers \(fused.layers.count), with rotations \(rotating), with a diagonal \(diagonal)"
  }

  private func operandName(_ operand: Int) -> String { operands[operand].name }

  private func name(ofBit bit: Int) -> String { qubitNames[qubitCount - 1 - bit] }

  private func names(_ qubits: [Int]) -> String { qubits.map { qubitNames[$0] }.joined(separator: ", ") }

  private func text(of angle: Angle) -> String {
    var parts = angle.terms.map { term in
      let factor = term.coefficient == 1 ? "" : "\(IRText.real(term.coefficient)) * "
      return "\(factor)\(operandName(term.operand))[\(term.element)]"
    }
    if angle.constant != 0 || parts.isEmpty { parts.append(IRText.real(angle.constant)) }
    return parts.joined(separator: " + ")
  }

  private func text(of step: CircuitStep) -> String {
    switch step {
    case .rotation(let pauli, let mask, let argument):
      "rotation\(condition(mask)) \(text(of: pauli)) h\(argument)"
    case .phase(let mask, let argument):
      "phase\(condition(mask)) h\(argument)"
    case .exchange(let mask, let flip):
      "exchange\(condition(mask)) \(bits(of: flip).map(name(ofBit:)).joined(separator: ", "))"
    case .block(let bit, let mask, let factors):
      "block\(condition(mask)) \(name(ofBit: bit)): \(factors.map(text(of:)).joined(separator: ", "))"
    case .matrix(let bits, let mask, let matrix):
      "matrix\(condition(mask)) \(matrix.size)x\(matrix.size) "
        + bits.map(name(ofBit:)).joined(separator: ", ")
    }
  }

  private func text(of factor: CircuitFactor) -> String {
    switch factor {
    case .rotation(let pauli, let argument): "\(pauli.rawValue) h\(argument)"
    case .phase(let argument): "phase h\(argument)"
    case .fixed: "matrix"
    }
  }

  private func text(of pauli: PauliMask) -> String {
    bits(of: pauli.x | pauli.z).map { bit in
      let (x, z) = (pauli.x >> UInt64(bit) & 1, pauli.z >> UInt64(bit) & 1)
      return "\(x == 0 ? "Z" : z == 0 ? "X" : "Y") \(name(ofBit: bit))"
    }.joined(separator: " ")
  }

  /// ` where q[0] = 1, q[1] = 0`, or nothing.
  private func condition(_ mask: BasisMask) -> String {
    if mask.mask == 0 { return "" }
    return " where "
      + bits(of: mask.mask).map { "\(name(ofBit: $0)) = \(mask.value >> UInt64($0) & 1)" }
      .joined(separator: ", ") + ":"
  }

  /// Bits that are set, the most significant first.
  private func bits(of mask: UInt64) -> [Int] {
    (0..<qubitCount).reversed().filter { mask >> UInt64($0) & 1 == 1 }
  }
}
