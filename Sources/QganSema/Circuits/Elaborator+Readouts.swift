import QganIR
import QganSyntax

extension Elaborator {
  /// The most qubits that `probs` may read jointly.
  static let jointLimit = 24

  /// `expval(Z) q`, `probs q` or `sample q`.
  func readout(_ readout: ReadoutSyntax, _ frame: Frame) throws -> Value {
    guard let circuit = frame.circuit, frame.kind == .circuit else {
      throw Diagnosed(
        .misplaced(
          "a read-out", in: frame.kind.rawValue, at: readout.range,
          hint: "read-outs stand in circuits with `->`"))
    }
    let operands = try readout.operands.map { try qubits($0, frame) }
    let builder = try requireBuilder(frame, at: readout.range)
    if circuit.firstReadout == nil { circuit.firstReadout = readout.range }
    switch readout.kind {
    case .expval(let names):
      return try expectation(names, operands, circuit, builder, at: readout)
    case .probs:
      return .tensor(
        try circuit.measure([.probabilities(qubits: try joint(operands, circuit, at: readout.range))]))
    case .sample:
      let qubits = try joint(operands, circuit, at: readout.range)
      let probabilities = try builder.batched(circuit.measure([.probabilities(qubits: qubits)]))
      let draws = try builder.randomUniform(shape: [], stream: "sample")
      let bits = try builder.graph.emitOne("sample_outcomes", [probabilities.value, draws.value])
      let tensor = builder.tensor(bits, isBatched: true)
      let isSingle = operands.count == 1 && operands[0].isSingle
      return .tensor(isSingle ? try builder.reshape(tensor, to: []) : tensor)
    }
  }

  private func joint(
    _ operands: [(qubits: [Int], isSingle: Bool)], _ circuit: CircuitContext, at range: SourceRange
  ) throws -> [Int] {
    let qubits = operands.flatMap(\.qubits)
    try requireDistinct(qubits, circuit, at: range)
    guard qubits.count <= Elaborator.jointLimit else {
      throw Diagnosed(
        Diagnostic(
          "QG271",
          "a joint distribution of \(qubits.count) qubits has 2^\(qubits.count) values; the limit is \(Elaborator.jointLimit) qubits",
          at: range))
    }
    return qubits
  }

  private func expectation(
    _ names: [Name], _ operands: [(qubits: [Int], isSingle: Bool)], _ circuit: CircuitContext,
    _ builder: ModelBuilder, at readout: ReadoutSyntax
  ) throws -> Value {
    let paulis = try names.map { name -> Pauli in
      guard let pauli = Pauli(rawValue: name.text) else {
        throw Diagnosed(.unknownObservable(name.text, at: name.range))
      }
      return pauli
    }
    guard paulis.count == operands.count else {
      throw Diagnosed(
        .operandCount(
          "expval(\(names.map(\.text).joined(separator: " @ ")))", expected: paulis.count,
          actual: operands.count, at: readout.range))
    }
    let length = try commonLength(operands, ranges: readout.operands.map(\.range))
    var measurements: [Measurement] = []
    for i in 0..<(length ?? 1) {
      let qubits = operands.map { $0.isSingle ? $0.qubits[0] : $0.qubits[i] }
      try requireDistinct(qubits, circuit, at: readout.range)
      measurements.append(.expectation(zip(paulis, qubits).map { PauliFactor($0, $1) }))
    }
    let values = try circuit.measure(measurements)
    return .tensor(length == nil ? try builder.reshape(values, to: []) : values)
  }

  /// The length that the registers among `operands` share, or `nil` if all are single qubits.
  func commonLength(_ operands: [(qubits: [Int], isSingle: Bool)], ranges: [SourceRange]) throws -> Int? {
    var first: (length: Int, range: SourceRange)?
    for (operand, range) in zip(operands, ranges) where !operand.isSingle {
      guard let known = first else {
        first = (operand.qubits.count, range)
        continue
      }
      guard known.length == operand.qubits.count else {
        throw Diagnosed(
          .registerLengths(
            "\(operand.qubits.count) qubits", "\(known.length) qubits", at: range, other: known.range))
      }
    }
    return first?.length
  }
}
