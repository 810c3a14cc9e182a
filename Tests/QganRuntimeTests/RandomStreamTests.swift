import CQganKernels
import QganIR
import QganPasses
import Testing

@testable import QganRuntime

@Suite struct RandomStreamTests {
  /// Known answers of philox4x32-10 from the Random123 library's `kat_vectors`.
  @Test func philoxGivesTheKnownAnswers() {
    let vectors: [([UInt32], [UInt32], [UInt32])] = [
      ([0, 0, 0, 0], [0, 0], [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]),
      (
        [UInt32](repeating: .max, count: 4), [.max, .max],
        [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]
      ),
      (
        [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344], [0xa409_3822, 0x299f_31d0],
        [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]
      ),
    ]
    for (counter, key, expected) in vectors {
      var out = [UInt32](repeating: 0, count: 4)
      qgan_philox4x32_10(counter, key, &out)
      #expect(out == expected)
    }
  }

  @Test func valuesAreAddressable() {
    let stream = RandomStream(seed: 7, name: "latent")
    let uniforms = stream.uniforms(count: 9, step: 5, as: Double.self)
    #expect(uniforms == (0..<9).map { stream.uniform(at: $0, step: 5) })
    let normals = stream.normals(count: 9, step: 5, as: Double.self)
    #expect(normals == (0..<9).map { stream.normal(at: $0, step: 5) })
    #expect(stream.uniforms(count: 9, step: 6, as: Double.self) != uniforms)
    #expect(RandomStream(seed: 8, name: "latent").uniforms(count: 9, step: 5, as: Double.self) != uniforms)
    #expect(RandomStream(seed: 7, name: "noise").uniforms(count: 9, step: 5, as: Double.self) != uniforms)
  }

  @Test func singlePrecisionIsTheRoundedDouble() {
    let stream = RandomStream(seed: 1, name: "x")
    let single = stream.uniforms(count: 1001, as: Float.self)
    let double = stream.uniforms(count: 1001, as: Double.self)
    #expect(zip(single, double).allSatisfy { $1 - Double($0) >= 0 && $1 - Double($0) < 0x1p-24 })
    let normals = stream.normals(count: 1001, as: Float.self)
    #expect(zip(normals, stream.normals(count: 1001, as: Double.self)).allSatisfy { $0 == Float($1) })
  }

  @Test func momentsAreRight() {
    let stream = RandomStream(seed: 2, name: "moments")
    let count = 200_000
    let uniforms = stream.uniforms(count: count, as: Double.self)
    let mean = uniforms.reduce(0, +) / Double(count)
    #expect(abs(mean - 0.5) < 4 * 0.2887 / Double(count).squareRoot())
    #expect(uniforms.allSatisfy { 0 <= $0 && $0 < 1 })
    let normals = stream.normals(count: count, as: Double.self)
    let average = normals.reduce(0, +) / Double(count)
    let variance = normals.reduce(0) { $0 + $1 * $1 } / Double(count)
    let fourth = normals.reduce(0) { $0 + $1 * $1 * $1 * $1 } / Double(count)
    #expect(abs(average) < 4 / Double(count).squareRoot())
    #expect(abs(variance - 1) < 4 * 1.414 / Double(count).squareRoot())
    #expect(abs(fourth - 3) < 4 * 9.8 / Double(count).squareRoot())
    let neighbours = zip(normals, normals.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 } / Double(count)
    #expect(abs(neighbours) < 4 / Double(count).squareRoot())
  }

  @Test func permutationsHoldEveryNumberOnce() {
    let stream = RandomStream(seed: 3, name: "order")
    let order = stream.permutation(of: 1000, step: 4)
    #expect(order.sorted() == Array(0..<1000))
    #expect(order != Array(0..<1000))
    #expect(order == stream.permutation(of: 1000, step: 4))
    #expect(order != stream.permutation(of: 1000, step: 5))
    #expect(stream.permutation(of: 0) == [])
    #expect(stream.permutation(of: 1) == [0])
  }

  @Test func programsDrawFromTheSameStreams() throws {
    let builder = GraphBuilder(name: "draws")
    let attributes: [String: Attribute] = ["shape": .integers([3, 5]), "stream": .string("generator.z")]
    builder.output("u", try builder.emitOne("random_uniform", [], attributes))
    builder.output("z", try builder.emitOne("random_normal", [], attributes))
    let executor = try Executor<Float>(
      plan: try makePlan(builder.graph), variables: VariableStore(seed: 0), seed: 11)
    let stream = RandomStream(seed: 11, name: "generator.z")
    for step in [0, 1, 1 << 40] {
      try executor.run(step: step)
      #expect(try executor.output("u") == stream.uniforms(count: 15, step: step))
      #expect(try executor.output("z") == stream.normals(count: 15, step: step))
    }
  }
}
