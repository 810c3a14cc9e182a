import QganIR
import QganPasses
import Testing

@testable import QganTooling

/// The layout, whatever the circuit.
@Suite struct CircuitPictureTests {
  static let random = (0..<40).map { seed in
    RandomCircuit(qubitCount: 1 + seed % 6, gateCount: 5 + seed).circuit(seed: UInt64(seed))
  }

  /// Normal forms of those circuits that have one.
  static func pictures() throws -> [CircuitPicture] {
    try random.map { CircuitPicture($0) } + random.compactMap { try CircuitPicture.fused($0) }
  }

  @Test func nothingSharesAPlace() throws {
    for picture in try Self.pictures() {
      for column in picture.columns {
        let rows = column.flatMap(\.rows)
        #expect(Set(rows).count == rows.count)
        #expect(rows.allSatisfy { picture.wires.indices.contains($0) })
      }
    }
  }

  /// Along a wire, gates stand in the order in which they act.
  @Test func orderIsKept() {
    for circuit in Self.random {
      let picture = CircuitPicture(circuit)
      let drawn = circuit.operations.filter { !$0.qubits.isEmpty }
      let elements = picture.elements.dropFirst(circuit.preparations.count).prefix(drawn.count)
      #expect(elements.count == drawn.count)
      var last = [Int](repeating: -1, count: circuit.qubitCount)
      for (element, operation) in zip(elements, drawn) {
        let marks = Set(element.marks.map(\.row) + (element.block.map { Array($0.rows) } ?? []))
        #expect(marks == Set(operation.qubits))
        for row in operation.qubits {
          #expect(element.column > last[row])
          last[row] = element.column
        }
      }
    }
  }

  /// Every gate of the registry is drawn by every renderer: something that is not a wire stands on each of its qubits.
  @Test(arguments: Gates.all.map(\.name)) func everyGate(name: String) throws {
    let gate = try #require(Gates.named(name))
    let angles = gate.angles.indices.map { Angle.element($0, of: 0) }
    let applications = try GateExpansion.expand(
      gate: name, angles: angles, qubits: Array(0..<gate.qubitCount), controls: [])
    let circuit = Circuit(
      name: name, qubitNames: (0..<max(1, gate.qubitCount)).map { "q[\($0)]" },
      operands: [CircuitOperand(name: "w", binding: .param, shape: [4])],
      operations: applications.map { .apply($0) }, measurements: [.expectation([PauliFactor(.z, 0)])])
    let picture = CircuitPicture(circuit)
    let touched = Set(applications.flatMap(\.allQubits))
    let marked = Set(
      picture.elements.dropLast().flatMap { element in
        element.marks.map(\.row) + (element.block.map { Array($0.rows) } ?? [])
      })
    #expect(marked == touched)
    #expect(SVGReader(picture.svg()).failure == nil)
    if applications.contains(where: { !$0.allQubits.isEmpty && !$0.angles.allSatisfy(\.isConstant) }) {
      #expect(picture.text().contains("w["))
      #expect(picture.latex().contains("w_{"))
      #expect(picture.svg().contains("w["))
    }
  }

  @Test func linesAreFolded() {
    let circuit = RandomCircuit(qubitCount: 4, gateCount: 60).circuit(seed: 5)
    let picture = CircuitPicture(circuit)
    for width in [60, 90, 140] {
      let lines = picture.text(width: width).split(separator: "\n")
      let widest =
        picture.columns.map { column in
          column.flatMap { element in
            element.marks.map { mark in if case .box(let label) = mark.symbol { label.line.count } else { 5 }
            }
              + (element.block.map { [$0.label.line.count + 3] } ?? [])
          }.max() ?? 0
        }.max() ?? 0
      #expect(lines.dropFirst().allSatisfy { $0.count <= max(width, widest + 16) })
    }
    let folded = picture.latex(fold: 7)
    let environments = folded.split(separator: "\\begin{quantikz}").count - 1
    #expect(environments == (picture.columnCount + 6) / 7)
  }

  @Test func foldingTakesEveryColumnOnce() {
    for limit in [1, 5, 9, 1000] {
      let lines = CircuitPicture.fold([3, 4, 12, 1, 1, 1], limit: limit)
      #expect(lines.flatMap { Array($0) } == Array(0..<6))
      for line in lines where line.count > 1 {
        #expect(line.map { [3, 4, 12, 1, 1, 1][$0] }.reduce(0, +) <= limit)
      }
    }
  }

  @Test func anglesReadAsInTheSource() {
    let operands = [
      CircuitOperand(name: "x", binding: .input, shape: [4]),
      CircuitOperand(name: "w", binding: .param, shape: [2, 3]),
      CircuitOperand(name: "a", binding: .param, shape: []),
    ]
    func text(_ angle: Angle) -> String { DrawingLabel("", DrawingLabel.pieces(of: angle, operands)).detail }
    #expect(text(.element(5, of: 1)) == "w[1,2]")
    #expect(text(.element(0, of: 2)) == "a")
    #expect(text(Angle(constant: .pi / 2)) == "π/2")
    #expect(text(Angle(constant: -3 * .pi / 4)) == "-3π/4")
    #expect(text(Angle(constant: 0)) == "0")
    #expect(
      text(0.5 * .element(1, of: 0) - .element(0, of: 1) + Angle(constant: 0.25)) == "0.5·x[1]-w[0,0]+0.25")
    #expect(
      DrawingLabel("", DrawingLabel.pieces(of: .element(1, of: 0) + .element(1, of: 1), operands)).origin
        == .input)
  }

  /// Whatever a name is, LaTeX gets braces that match and letters that it has.
  @Test(arguments: ["q[0]", "a]b[", "x_y", "ψ", "|ψ⟩:1", "中", "\\{%$&#^~", "\u{1}"]) func latexNames(
    name: String
  ) {
    let text = LaTeX.name(name)
    #expect(text.allSatisfy { $0.isASCII && $0 >= " " })
    var depth = 0
    var isEscaped = false
    for character in text {
      if !isEscaped, character == "{" { depth += 1 }
      if !isEscaped, character == "}" { depth -= 1 }
      #expect(depth >= 0)
      #expect(isEscaped || !"%$&#~".contains(character))
      isEscaped = !isEscaped && character == "\\"
    }
    #expect(depth == 0)
  }
}
