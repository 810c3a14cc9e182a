import Foundation
import Testing

@testable import QganIR

@Suite struct CircuitGateTests {
  static let angles = [0.7, -1.3, 2.9, 0.4]

  /// The product of a gate's expansion on qubits 0, 1, ... under `controls` controls that come first.
  static func matrix(
    _ gate: GateDefinition, angles: [Double] = angles, controls: [Bool] = []
  ) throws -> ComplexMatrix {
    let qubits = Array(0..<(gate.qubitCount + controls.count))
    let applications = try GateExpansion.expand(
      gate: gate.name, angles: angles.prefix(gate.angles.count).map { Angle(constant: $0) },
      qubits: Array(qubits.dropFirst(controls.count)),
      controls: controls.enumerated().map { Control(qubit: $0, isOn: $1) })
    return try #require(GateExpansion.matrix(of: applications, on: qubits))
  }

  @Test(arguments: Gates.all.map(\.name))
  func matrixIsTheTextbooks(name: String) throws {
    let gate = try #require(Gates.named(name))
    let formula = try #require(CircuitGateFormulas.table[name], "no formula for \(name)")
    let special: [Double] = [.pi, .pi / 2, -.pi, 2 * .pi]
    for angles in [Self.angles, [0, 0, 0, 0], special] {
      #expect(try Self.matrix(gate, angles: angles).distance(to: formula(angles)) < 1e-14)
    }
  }

  @Test func everyFormulaHasAGate() {
    #expect(Set(CircuitGateFormulas.table.keys) == Set(Gates.all.map(\.name)))
  }

  @Test func namesAreUniqueAndKnown() {
    let names = Gates.all.flatMap { [$0.name] + $0.aliases }
    #expect(Set(names).count == names.count)
    #expect(Gates.named("unitary") == nil)
    for alias in ["phase", "cphase", "CX", "u1", "cu1", "U", "c3sx"] { #expect(Gates.named(alias) != nil) }
  }

  @Test(arguments: Gates.all.map(\.name))
  func controlsComeFirstAndShowGlobalPhases(name: String) throws {
    let gate = try #require(Gates.named(name))
    let plain = try Self.matrix(gate)
    for controls in [[true], [false], [false, true], [true, false], [false, false]] where gate.qubitCount < 4
    {
      let wanted = controls.reversed().reduce(plain) { $0.controlled(isOn: $1) }
      #expect(try Self.matrix(gate, controls: controls).distance(to: wanted) < 1e-14, "\(controls)")
    }
  }

  @Test func controlledUAndU3Differ() throws {
    let u = try Self.matrix(#require(Gates.named("U")), controls: [true])
    let u3 = try Self.matrix(#require(Gates.named("u3")), controls: [true])
    #expect(u.distance(to: u3) > 0.1)
  }

  @Test(arguments: Gates.all.map(\.name))
  func inverseUndoes(name: String) throws {
    let gate = try #require(Gates.named(name))
    let qubits = Array(0..<gate.qubitCount)
    let applications = try GateExpansion.expand(
      gate: name, angles: Self.angles.prefix(gate.angles.count).map { Angle(constant: $0) }, qubits: qubits)
    let product = try #require(
      GateExpansion.matrix(of: applications + GateExpansion.inverse(of: applications), on: qubits))
    #expect(product.distance(to: .identity(1 << qubits.count)) < 1e-14)
    #expect(GateExpansion.inverse(of: applications).allSatisfy { $0.gate != Gates.unitary })
  }

  @Test(arguments: Gates.all.map(\.name))
  func powersMultiply(name: String) throws {
    let gate = try #require(Gates.named(name))
    let qubits = Array(0..<gate.qubitCount)
    let applications = try GateExpansion.expand(
      gate: name, angles: Self.angles.prefix(gate.angles.count).map { Angle(constant: $0) }, qubits: qubits)
    let once = try Self.matrix(gate)
    for exponent in [0, 1, 2, 3, -1, -2, 7] {
      let power = try GateExpansion.power(of: applications, exponent)
      let wanted = (exponent < 0 ? once.adjoint : once).power(exponent.magnitude)
      let matrix = try #require(GateExpansion.matrix(of: power, on: qubits))
      #expect(matrix.distance(to: wanted) < 1e-12, "power \(exponent)")
    }
    if applications.count == 1 || gate.qubitCount <= 3 {
      for (exponent, repeats) in [(0.5, 2), (1.0 / 3, 3), (-0.25, -4)] {
        let root = try GateExpansion.power(of: applications, exponent)
        let whole = try GateExpansion.power(of: root, repeats)
        let matrix = try #require(GateExpansion.matrix(of: whole, on: qubits))
        #expect(matrix.distance(to: once) < 1e-12, "power \(exponent)")
      }
    }
  }

  @Test func rootsAreTheNamedOnes() throws {
    for (gate, root) in [("z", "s"), ("s", "t"), ("x", "sx"), ("sdg", "tdg")] {
      let applications = try GateExpansion.expand(gate: gate, angles: [], qubits: [0])
      #expect(try GateExpansion.power(of: applications, 0.5).map(\.gate) == [root])
    }
    let z = try GateExpansion.expand(gate: "cz", angles: [], qubits: [0, 1])
    #expect(
      try GateExpansion.power(of: z, 0.5)
        == [GateApplication(gate: "s", controls: [Control(qubit: 0)], qubits: [1])])
  }

  @Test func eighthPowersOfFixedGatesAreTheIdentity() {
    for gate in Gates.base {
      guard case .fixed(let matrix) = gate.form else { continue }
      #expect(matrix.power(8).distance(to: .identity(matrix.size)) < 1e-14, "\(gate.name)")
    }
  }

  @Test func powersOfSymbolicAnglesScale() throws {
    let angle = Angle.element(3, of: 0)
    let crx = try GateExpansion.expand(gate: "crx", angles: [angle], qubits: [0, 1])
    #expect(try GateExpansion.power(of: crx, 0.5).first?.angles == [0.5 * angle])
    let u = try GateExpansion.expand(gate: "U", angles: [angle, angle, angle], qubits: [0])
    #expect(throws: IRError.self) { try GateExpansion.power(of: u, 0.5) }
    #expect(try GateExpansion.power(of: u, -3).count == 12)
    #expect(throws: IRError.self) { try GateExpansion.power(of: u, Int.min) }
    #expect(throws: IRError.self) { try GateExpansion.power(of: u, 1_000_000) }
    #expect(throws: IRError.self) { try GateExpansion.power(of: u, Double.nan) }
    let h = try GateExpansion.expand(gate: "h", angles: [], qubits: [0])
    #expect(try GateExpansion.power(of: h, Int.min).map(\.gate) == ["id"])
  }

  @Test func unitaryIsCheckedAndPowered() throws {
    let h = try #require(Gates.named("h")?.baseMatrix(angles: []))
    let matrix = h.tensor(.diagonal([1, .phase(0.3)])).controlled()
    let applied = try GateExpansion.unitary(matrix, qubits: [2, 0, 1], controls: [Control(qubit: 3)])
    let undone = applied + GateExpansion.inverse(of: applied)
    #expect(
      try #require(GateExpansion.matrix(of: undone, on: [0, 1, 2, 3])).distance(to: .identity(16)) < 1e-14)
    let third = try GateExpansion.power(of: applied, 1.0 / 3)
    #expect(try GateExpansion.power(of: third, 3)[0].matrix?.distance(to: matrix) ?? 1 < 1e-13)
    #expect(throws: IRError.self) {
      try GateExpansion.unitary(ComplexMatrix(rows: [[1, 0], [0, 1.1]]), qubits: [0])
    }
    #expect(throws: IRError.self) { try GateExpansion.unitary(matrix, qubits: [0, 1]) }
    #expect(throws: IRError.self) {
      try GateExpansion.unitary(ComplexMatrix(rows: [[1, 0], [0, Complex(.nan)]]), qubits: [0])
    }
    #expect(throws: IRError.self) {
      try GateExpansion.unitary(matrix, qubits: [2, 0, 1], controls: [Control(qubit: 2)])
    }
  }

  @Test func controllingKeepsTheUnitary() throws {
    let inner =
      try GateExpansion.expand(
        gate: "U", angles: Self.angles.prefix(3).map { Angle(constant: $0) }, qubits: [2])
      + GateExpansion.expand(gate: "cy", angles: [], qubits: [2, 3])
    let controls = [Control(qubit: 0, isOn: false), Control(qubit: 1, isOn: false)]
    let outer = try GateExpansion.controlled(inner, by: controls)
    let plain = try #require(GateExpansion.matrix(of: inner, on: [2, 3]))
    let matrix = try #require(GateExpansion.matrix(of: outer, on: [0, 1, 2, 3]))
    #expect(matrix.distance(to: plain.controlled(isOn: false).controlled(isOn: false)) < 1e-14)
    #expect(outer.allSatisfy { $0.gate != "gphase" || $0.controls.isEmpty })
    #expect(throws: IRError.self) { try GateExpansion.controlled(inner, by: [Control(qubit: 2)]) }
  }

  @Test func wrongCallsAreErrors() {
    for (gate, angles, qubits) in [
      ("nope", 0, [0]), ("unitary", 0, [0]), ("rx", 0, [0]), ("rx", 2, [0]), ("x", 0, [0, 1]), ("cx", 0, [0]),
      ("cx", 0, [1, 1]), ("gphase", 1, [0]),
    ] {
      #expect(throws: IRError.self, "\(gate)") {
        try GateExpansion.expand(
          gate: gate, angles: [Angle](repeating: Angle(constant: 1), count: angles), qubits: qubits)
      }
    }
  }

  @Test(arguments: Gates.base.map(\.name))
  func derivativeIsTheSlope(name: String) throws {
    let gate = try #require(Gates.named(name))
    let application = GateApplication(
      gate: name, angles: gate.angles.map { _ in Angle(constant: 0) }, qubits: Array(0..<gate.qubitCount))
    guard !gate.angles.isEmpty else {
      #expect(application.targetDerivative(angles: []) == nil)
      return
    }
    let step = 1e-5
    let up = try #require(application.targetMatrix(angles: [0.7 + step]))
    let down = try #require(application.targetMatrix(angles: [0.7 - step]))
    let slope = Complex(0.5 / step) * (up + Complex(-1) * down)
    let derivative = try #require(application.targetDerivative(angles: [0.7]))
    #expect(derivative.distance(to: slope) < 1e-9)
  }

  @Test func structureComesFromMatrices() throws {
    func application(_ name: String, controls: Int = 0) -> GateApplication {
      let gate = Gates.named(name)
      return GateApplication(
        gate: name, angles: (gate?.angles ?? []).map { _ in Angle(constant: 0) },
        controls: (0..<controls).map { Control(qubit: 10 + $0) }, qubits: Array(0..<(gate?.qubitCount ?? 0)))
    }
    let base = Gates.base.map(\.name)
    #expect(
      base.filter { application($0).isDiagonal } == [
        "id", "z", "s", "sdg", "t", "tdg", "p", "gphase", "rz", "rzz",
      ])
    #expect(base.filter { application($0).isPermutation } == ["id", "x", "swap"])
    #expect(base.filter { application($0).isReal } == ["id", "x", "z", "h", "ry", "swap"])
    #expect(application("z", controls: 2).isDiagonal && application("x", controls: 1).isPermutation)
    #expect(!application("h", controls: 1).isDiagonal)
  }
}
