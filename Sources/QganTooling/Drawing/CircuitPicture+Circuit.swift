import QganIR

extension CircuitPicture {
  /// Lays a circuit out as it is written: no pass has to run before.
  public init(_ circuit: Circuit) {
    self.init(title: circuit.name, wires: circuit.qubitNames)
    for preparation in circuit.preparations { append(.init(preparation, circuit)) }
    if !circuit.preparations.isEmpty { align() }
    var phase = Angle(constant: 0)
    for operation in circuit.operations {
      switch operation {
      case .apply(let application):
        if application.allQubits.isEmpty {
          phase = application.angles.reduce(phase, +)
        } else {
          append(.init(application, circuit))
        }
      case .fused(let qubit, let applications):
        let names = applications.map { DrawingLabel($0.gate, $0, circuit).line }
        append(
          .init(
            marks: [.init(qubit, .box(DrawingLabel(names.joined(separator: " "))))],
            summary: names.joined(separator: ", then ")))
      case .barrier(let qubits):
        append(
          .init(
            marks: qubits.sorted().map { .init($0, .barrier) }, isJoined: false,
            summary: "barrier"))
      }
    }
    if phase != Angle(constant: 0) {
      notes.append(
        "global phase: " + DrawingLabel("", DrawingLabel.pieces(of: phase, circuit.operands)).detail)
    }
    append(circuit.measurements)
  }

  /// Adds read-outs to the right of everything.
  mutating func append(_ measurements: [Measurement]) {
    align()
    for measurement in measurements {
      switch measurement {
      case .expectation(let factors):
        let marks = factors.filter { $0.pauli != .i }.map { factor in
          Mark(factor.qubit, .observable(factor.pauli.rawValue))
        }
        if marks.isEmpty {
          notes.append("one output is the constant 1")
          continue
        }
        let product = factors.map { "\($0.pauli.rawValue) of \(wire($0.qubit))" }.joined(separator: " times ")
        append(.init(marks: marks.sorted { $0.row < $1.row }, summary: "expectation of \(product)"))
      case .probabilities(let qubits):
        append(
          .init(
            marks: qubits.sorted().map { .init($0, .meter) },
            summary: "probabilities of " + qubits.map(wire).joined(separator: ", ")))
      }
    }
  }

  private func wire(_ row: Int) -> String { wires.indices.contains(row) ? wires[row] : "#\(row)" }
}

extension CircuitPicture.Element {
  /// Amplitudes of an operand on qubits.
  init(_ preparation: Preparation, _ circuit: Circuit) {
    let operand =
      circuit.operands.indices.contains(preparation.operand)
      ? circuit.operands[preparation.operand] : CircuitOperand(name: "?", binding: .input, shape: [])
    let origin: DrawingLabel.Origin = operand.binding == .input ? .input : .param
    self.init(
      DrawingLabel("|ψ⟩", [.init(operand.name, origin)]), on: preparation.qubits,
      ports: preparation.qubits.indices.map(String.init))
    summary = "amplitudes \(operand.name)"
  }

  /// A gate under its controls.
  init(_ application: GateApplication, _ circuit: Circuit) {
    let controls = application.controls.map {
      CircuitPicture.Mark($0.qubit, .control(isOn: $0.isOn))
    }
    let label = DrawingLabel(application.gate, application, circuit)
    var element: Self
    switch (application.gate, application.qubits.count) {
    case ("x", 1) where !controls.isEmpty: element = Self(marks: [.init(application.qubits[0], .target)])
    case ("z", 1) where !controls.isEmpty:
      element = Self(marks: [.init(application.qubits[0], .control(isOn: true))])
    case ("swap", 2): element = Self(marks: application.qubits.map { .init($0, .swap) })
    case (_, 0):
      // A global phase under controls acts on them alone: the last one shows it.
      element = Self()
    default: element = Self(label, on: application.qubits, ports: Self.ports(of: application))
    }
    element.marks += controls
    if application.qubits.isEmpty, let last = element.marks.popLast() {
      var phase = label
      if case .control(isOn: false) = last.symbol { phase.name += "₀" }
      element.marks.append(.init(last.row, .box(phase)))
    }
    element.marks.sort { $0.row < $1.row }
    element.summary = Self.summary(label, application, circuit)
    self = element
  }

  /// A box on one row, one over neighbouring rows, or joined boxes on scattered ones; ports are shown where the order of
  /// the qubits matters.
  init(_ label: DrawingLabel, on qubits: [Int], ports: [String]) {
    self.init()
    let rows = qubits.sorted()
    if qubits.count == 1 {
      marks = [.init(qubits[0], .box(label))]
    } else if let first = rows.first, let last = rows.last, last - first == rows.count - 1 {
      let byRow = Dictionary(zip(qubits, ports), uniquingKeysWith: { a, _ in a })
      block = .init(
        rows: first...last, label: label, ports: ports.isEmpty ? [] : rows.map { byRow[$0] ?? "" })
    } else {
      marks = qubits.enumerated().map { index, row in
        let port = ports.indices.contains(index) ? ":" + ports[index] : ""
        return .init(
          row,
          .box(index == 0 ? DrawingLabel(label.name + port, label.pieces) : DrawingLabel(label.name + port)))
      }
      marks.sort { $0.row < $1.row }
    }
  }

  /// What tells a gate's qubits apart, or nothing where they are alike.
  private static func ports(of application: GateApplication) -> [String] {
    if application.gate == Gates.unitary { return application.qubits.indices.map(String.init) }
    guard case .rotation(let paulis)? = Gates.named(application.gate)?.form, Set(paulis).count > 1 else {
      return []
    }
    return paulis.map(\.rawValue)
  }

  private static func summary(
    _ label: DrawingLabel, _ application: GateApplication, _ circuit: Circuit
  ) -> String {
    func name(_ qubit: Int) -> String {
      circuit.qubitNames.indices.contains(qubit) ? circuit.qubitNames[qubit] : "#\(qubit)"
    }
    var text = label.line
    if !application.qubits.isEmpty { text += " on " + application.qubits.map(name).joined(separator: ", ") }
    let controls = application.controls.map { ($0.isOn ? "" : "not ") + name($0.qubit) }
    return controls.isEmpty ? text : text + " if " + controls.joined(separator: " and ")
  }
}

extension DrawingLabel {
  /// A gate as the field writes it.
  init(_ gate: String, _ application: GateApplication, _ circuit: Circuit) {
    self.init(Self.display(gate), Self.pieces(of: application.angles, circuit.operands))
  }

  /// `RY` for `ry`, `S†` for `sdg`, `√X` for `sx`.
  static func display(_ gate: String) -> String {
    switch gate {
    case "id": return "I"
    case "sx": return "√X"
    case "sxdg": return "√X†"
    case "gphase": return "P"
    case Gates.unitary: return "U"
    default:
      let base = gate.hasSuffix("dg") ? String(gate.dropLast(2)) : gate
      return base.uppercased() + (base == gate ? "" : "†")
    }
  }
}
