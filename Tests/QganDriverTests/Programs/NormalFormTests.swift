import QganDriver
import QganIR
import QganPasses
import Testing

/// The circuits of the standard library in normal form.
@Suite struct NormalFormTests {
  /// The only circuit of a call, as it is lowered.
  private func circuit(_ text: String, _ call: String) throws -> Circuit {
    let compilation = try compilation(text)
    #expect(compilation.check().isEmpty)
    let circuits = try Emission(compilation, circuit: call).graphs().flatMap { $0.circuits.values }
    try #require(circuits.count == 1)
    return circuits[0]
  }

  /// The normal form, which computes what the circuit does, before and after the circuit passes.
  private func normalForm(_ circuit: Circuit) throws -> FusedCircuit {
    let operands = circuit.operands.enumerated().map { index, operand in
      (0..<operand.count).map { 0.83 * Double($0 + 1) - 0.61 * Double(index) - 1.2 }
    }
    let expected = ReferenceSimulator(circuit).outputs(operands)
    let plain = try #require(try fuseCircuit(circuit))
    #expect(agree(FusedReferenceSimulator(plain).outputs(operands), expected, tolerance: 1e-11))
    let fused = try #require(try fuseCircuit(CircuitPasses.optimize(circuit, level: 2)))
    #expect(agree(FusedReferenceSimulator(fused).outputs(operands), expected, tolerance: 1e-11))
    #expect(fused.verify() == [])
    #expect(try FusedCircuit(text: fused.description) == fused)
    return fused
  }

  /// Layers that rotate, layers with a diagonal, and whether one plane holds the state.
  @Test(arguments: [
    ("vqc", 2, 0, true), ("strongly_entangling", 2, 2, false), ("reupload", 2, 1, false),
    ("hardware_efficient", 2, 2, false),
  ])
  func ansatze(name: String, rotated: Int, diagonal: Int, isReal: Bool) throws {
    let source = try #require(StandardLibrary.files["ansatze.qgan"])
    let fused = try normalForm(
      circuit(String(decoding: source, as: UTF8.self).replacing("qgan 1.0;", with: ""), "\(name)(5, 3)"))
    #expect(fused.layers.filter { $0.rotations.contains { $0 != nil } }.count == rotated)
    #expect(fused.layers.filter { !$0.diagonal.isEmpty }.count == diagonal)
    #expect(fused.isReal == isReal)
  }

  /// Every encoding with every entangler: two layers of RY with one permutation or diagonal between.
  @Test(
    arguments: ["angle_encoding", "phase_encoding", "iqp"],
    ["ring(1)", "ring(2)", "chain", "cz_chain", "cz_ring", "brick", "all_to_all"])
  func encodingsAndEntanglers(encoding: String, entangler: String) throws {
    let call = entangler.hasSuffix(")") ? entangler : entangler + "()"
    let fused = try normalForm(
      circuit(
        """
        include "std/encodings.qgan" as enc;
        include "std/entanglers.qgan" as ent;
        circuit t(input angle[4] x, param angle[2, 4] w) -> float[4] {
          qubit[4] q;
          enc.\(encoding)(x) q;
          ent.\(call) q;
          ry(w[0]) q;
          ent.\(call) q;
          ry(w[1]) q;
          return expval(Z) q;
        }
        """, "t()"))
    #expect(fused.layers.filter { $0.rotations.contains { $0 != nil } }.count == 2)
    #expect(fused.isReal == (encoding == "angle_encoding"))
  }
}
