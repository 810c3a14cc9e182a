import QganIR
import QganPasses
import Testing

@testable import QganTooling

/// SVG pictures of random circuits are well-formed, and nothing in them lies on something else.
@Suite struct CircuitSVGTests {
  @Test func boxesDoNotOverlap() throws {
    for picture in try CircuitPictureTests.pictures() {
      let svg = SVGReader(picture.svg(width: 700))
      #expect(svg.failure == nil)
      let boxes = svg.boxes
      #expect(!boxes.isEmpty || picture.elements.isEmpty)
      for (index, a) in boxes.enumerated() {
        for b in boxes.dropFirst(index + 1) {
          let apart =
            a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y
          #expect(apart, "two boxes overlap in \(picture.title)")
        }
      }
    }
  }

  /// Everything lies in the picture, and text in the box that it belongs to.
  @Test func textStaysInside() throws {
    for picture in try CircuitPictureTests.pictures() {
      let svg = SVGReader(picture.svg())
      let (width, height) = (svg.elements[0].number("width"), svg.elements[0].number("height"))
      for box in svg.boxes {
        #expect(box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height)
      }
      for text in svg.elements where text.name == "text" && (text.kind == "name" || text.kind == "detail") {
        let size = text.kind == "name" ? 13.0 : 11.0
        let need = CharacterWidths.width(of: text.text, size: size)
        let box = svg.boxes.first { $0.parents.last == text.parents.last }
        #expect(box.map { need <= $0.width } ?? false, "\(text.text) leaves its box")
      }
    }
  }

  /// The largest circuits that people draw: 12 qubits and 20 layers, no line wider than asked for.
  @Test func largeCircuitsAreFolded() {
    var circuit = Circuit(
      name: "large", qubitNames: (0..<12).map { "q[\($0)]" },
      operands: [CircuitOperand(name: "w", binding: .param, shape: [20, 12])])
    for layer in 0..<20 {
      for qubit in 0..<12 {
        circuit.operations.append(
          .apply(GateApplication(gate: "ry", angles: [.element(layer * 12 + qubit, of: 0)], qubits: [qubit])))
      }
      for qubit in 0..<12 {
        circuit.operations.append(
          .apply(GateApplication(gate: "x", controls: [Control(qubit: qubit)], qubits: [(qubit + 1) % 12])))
      }
    }
    let svg = SVGReader(CircuitPicture(circuit).svg(width: 1080))
    #expect(svg.failure == nil)
    #expect(svg.elements[0].number("width") <= 1080)
    #expect(svg.boxes.count == 241)
  }

  /// Names come from files, and files from anywhere.
  @Test func namesAreEscaped() {
    let name = "\"><script>&\u{1}'"
    let circuit = Circuit(
      name: name, qubitNames: [name], operands: [CircuitOperand(name: name, binding: .input, shape: [])],
      operations: [.apply(GateApplication(gate: "ry", angles: [.element(0, of: 0)], qubits: [0]))],
      measurements: [.expectation([PauliFactor(.z, 0)])])
    let svg = SVGReader(CircuitPicture(circuit).svg())
    #expect(svg.failure == nil)
    #expect(!svg.elements.contains { $0.name == "script" })
    #expect(svg.elements.contains { $0.text.contains("<script>&\u{FFFD}'") })
  }
}
