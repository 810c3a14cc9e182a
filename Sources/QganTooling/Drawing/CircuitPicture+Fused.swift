import QganIR
import QganPasses

extension CircuitPicture {
  /// Lays out the normal form of a circuit, or `nil` if it has none: it has a dense unitary on several qubits.
  public static func fused(_ circuit: Circuit) throws -> CircuitPicture? {
    try fuseCircuit(circuit).map { CircuitPicture($0) }
  }

  /// Lays out a normal form: start states, then layers of a diagonal, RY gates and a permutation, with lines between.
  ///
  /// Wires are bits of the state's index, the highest on top, named after the qubits that they belong to at the start
  /// and at the end; a permutation names at each wire the wires whose sum modulo 2 goes on there.
  public init(_ circuit: FusedCircuit) {
    self.init(title: circuit.name, wires: circuit.qubitNames)
    for preparation in circuit.preparations { append(.init(preparation, circuit.frame)) }
    for (qubit, factors) in circuit.start.enumerated() {
      for factor in factors {
        append(.init(marks: [.init(qubit, .box(circuit.label(factor)))], summary: "start of \(wires[qubit])"))
      }
    }
    for (index, layer) in circuit.layers.enumerated() {
      append(
        .init(
          marks: wires.indices.map { .init($0, .barrier) }, isJoined: false, summary: "layer \(index + 1)"))
      append(layer, of: circuit)
    }
    append(circuit.measurements)
    notes.append(
      "\(circuit.layers.count) layer\(circuit.layers.count == 1 ? "" : "s") of diagonal D, RY and permutation Π"
    )
    if circuit.layers.contains(where: { !$0.permutation.isIdentity }) {
      notes.append("Π says for each wire which wires, counted from 0, are added modulo 2 to go on there")
    }
  }

  private mutating func append(_ layer: FusedLayer, of circuit: FusedCircuit) {
    let count = circuit.qubitCount
    func row(_ bit: Int) -> Int { count - 1 - bit }
    align()
    if let diagonal = circuit.diagonal(layer, row: row) { append(diagonal) }
    for (bit, argument) in layer.rotations.enumerated() {
      guard let argument else { continue }
      let label = DrawingLabel("RY", circuit.pieces(argument, times: 2))
      append(.init(marks: [.init(row(bit), .box(label))], summary: label.line + " on " + wires[row(bit)]))
    }
    guard !layer.permutation.isIdentity else { return }
    let moved = layer.permutation.rows.enumerated()
      .filter { $1 != ParityCheck(mask: 1 << UInt64($0)) }.map { row($0.offset) }
    guard let first = moved.min(), let last = moved.max() else { return }
    let checks = layer.permutation.rows
    let ports = (first...last).map { target in Self.sum(checks[count - 1 - target], bits: count) }
    append(
      .init(
        block: .init(rows: first...last, label: DrawingLabel("Π"), ports: ports),
        summary: "permutation: "
          + zip(first...last, ports).map { "\(wires[$0]) = \($1)" }.joined(separator: ", ")))
  }

  /// `1⊕3`, with a bar in front for the complement; rows from the top.
  private static func sum(_ check: ParityCheck, bits: Int) -> String {
    let rows = (0..<bits).filter { check.mask >> UInt64($0) & 1 == 1 }.map { bits - 1 - $0 }.sorted()
    let head = check.value ? "" : "¬"
    if rows.count > 5 { return head + "⊕\(rows.count) rows" }
    return head + rows.map(String.init).joined(separator: "⊕")
  }
}

extension FusedCircuit {
  /// What lies around the layers, as a circuit.
  fileprivate var frame: Circuit { Circuit(name: name, qubitNames: qubitNames, operands: operands) }

  fileprivate func pieces(_ argument: Int, times factor: Double = 1) -> [DrawingLabel.Piece] {
    guard angles.indices.contains(argument) else { return [] }
    return DrawingLabel.pieces(of: factor * angles[argument], operands)
  }

  fileprivate func label(_ factor: CircuitFactor) -> DrawingLabel {
    switch factor {
    case .rotation(let pauli, let argument):
      DrawingLabel("R\(pauli.rawValue)", pieces(argument, times: 2))
    case .phase(let argument): DrawingLabel("P", pieces(argument))
    case .fixed: DrawingLabel("U")
    }
  }

  /// A phase on one bit as a box on its row, anything more as one box that says how many phases it has.
  fileprivate func diagonal(_ layer: FusedLayer, row: (Int) -> Int) -> CircuitPicture.Element? {
    let touched = layer.diagonal.flatMap(\.checks).reduce(UInt64(0)) { $0 | $1.mask }
    let rows = (0..<qubitCount).filter { touched >> UInt64($0) & 1 == 1 }.map(row)
    guard let first = rows.min(), let last = rows.max() else { return nil }
    let label: DrawingLabel
    if let only = layer.diagonal.first, layer.diagonal.count == 1 {
      label = DrawingLabel("D", pieces(only.argument))
    } else {
      let bindings = layer.diagonal.map { binding(of: $0.argument) }
      let origin: DrawingLabel.Origin =
        bindings.contains(.input) ? .input : bindings.contains(.param) ? .param : .constant
      label = DrawingLabel("D", [.init("\(layer.diagonal.count) phases", origin)])
    }
    let summary =
      "diagonal of phases "
      + layer.diagonal.map { DrawingLabel("", pieces($0.argument)).detail }.joined(separator: ", ")
    if first == last {
      return .init(marks: [.init(first, .box(label))], summary: summary)
    }
    return .init(block: .init(rows: first...last, label: label, ports: []), summary: summary)
  }
}
