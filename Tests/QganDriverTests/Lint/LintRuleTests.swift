import Foundation
import QganIR
import QganPasses
import QganSema
import QganSyntax
import QganTestSupport
import QganTooling
import Testing

@testable import QganDriver

/// Every rule by its examples, its fixes, and the programs of this project.
struct LintRuleTests {
  private static let codes = LintRules.all.map(\.code)

  private func rule(_ code: String) throws -> LintRule { try #require(LintRules.named(code)) }

  @Test func registry() throws {
    #expect(Set(Self.codes).count == LintRules.all.count)
    #expect(Set(LintRules.all.map(\.name)).count == LintRules.all.count)
    #expect(Self.codes == Self.codes.sorted())
    #expect(Set(Self.codes).isDisjoint(with: (SyntaxRules.all + SemaRules.all).map(\.code)))
    for rule in LintRules.all { #expect(Explanations.explanation(of: rule.code) != nil) }
    // One file a rule.
    let files = try Repository.sources(in: "Sources/QganTooling/Lint/Rules")
    #expect(files.count == LintRules.all.count)
    for code in Self.codes { #expect(files.count { $0.contains("\"\(code)\"") } == 1, "\(code)") }
  }

  /// The wrong example has this finding and no other, the right one none.
  @Test(arguments: codes) func examples(code: String) throws {
    let rule = try rule(code)
    let bad = try lintReport(rule.bad).findings
    #expect(Set(bad.map(\.code)) == [code], "\(bad.map { "\($0.code) \($0.message)" })")
    #expect(bad.allSatisfy { $0.severity == rule.severity && $0.range != nil })
    let good = try lintReport(rule.good).findings
    #expect(good.isEmpty, "\(good.map { "\($0.code) \($0.message)" })")
  }

  /// With its fixes made, the wrong example has no finding that had one.
  @Test(arguments: codes) func fixesMend(code: String) throws {
    let rule = try rule(code)
    let offered = try lintReport(rule.bad).findings.flatMap(\.fixes)
    guard !offered.isEmpty else { return }
    let (text, report) = try lintFixed(rule.bad, unsafe: true)
    #expect(text != rule.bad)
    #expect(report.fixCount > 0)
    #expect(!report.findings.contains { $0.code == code }, "\(text)")
    // What is not safe is left alone unless it is asked for.
    let safe = try lintFixed(rule.bad, unsafe: false)
    #expect((safe.report.fixCount > 0) == offered.contains(where: \.isSafe))
  }

  /// Safe fixes keep what every complete circuit gives.
  @Test(arguments: codes) func safeFixesKeepOutputs(code: String) throws {
    let rule = try rule(code)
    let (text, report) = try lintFixed(rule.bad, unsafe: false)
    guard report.fixCount > 0 else { return }
    let before = try circuits(rule.bad)
    let after = try circuits(text)
    #expect(before.count == after.count)
    for (a, b) in zip(before, after) {
      #expect(a.operands.map(\.shape) == b.operands.map(\.shape))
      for seed in UInt64(1)...3 {
        let x = ReferenceSimulator(a).outputs(RandomCircuit.operands(of: a, seed: seed))
        let y = ReferenceSimulator(b).outputs(RandomCircuit.operands(of: b, seed: seed))
        #expect(x.count == y.count)
        #expect(zip(x, y).allSatisfy { abs($0 - $1) < 1e-10 })
      }
    }
  }

  /// And what every network gives, layers included.
  @Test(arguments: codes) func safeFixesKeepNetworks(code: String) throws {
    let rule = try rule(code)
    let (text, report) = try lintFixed(rule.bad, unsafe: false)
    guard report.fixCount > 0 else { return }
    let before = Dictionary(try networks(rule.bad).map { ($0.role + $0.name, $0) }) { first, _ in first }
    for after in try networks(text) {
      let original = try #require(before[after.role + after.name])
      #expect(try values(original) == values(after))
    }
  }

  /// The result for inputs and weights that depend on names and places only.
  private func values(_ network: LintNetwork) throws -> [Double] {
    func tensor(_ name: String, _ shape: [Int]) -> ReferenceTensor {
      var random = QganPasses.SeededGenerator(seed: name.utf8.reduce(UInt64(7)) { $0 &* 31 &+ UInt64($1) })
      let count = shape.reduce(1, *)
      let values = (0..<count).map { _ in (Double.random(in: -2...2, using: &random) * 64).rounded() / 64 }
      return ReferenceTensor(shape: shape, values: values)
    }
    let inputs = network.graph.inputs.map {
      ($0.name, tensor($0.name, network.graph.type(of: $0.value).shape))
    }
    let variables = network.graph.variables.values.map { ($0.name, tensor($0.name, $0.shape)) }
    let outcome = try ReferenceInterpreter().run(
      network.graph, inputs: Dictionary(uniqueKeysWithValues: inputs),
      variables: Dictionary(uniqueKeysWithValues: variables))
    // Circuits are simulated in another order of sums.
    return outcome.outputs.values.flatMap(\.values).map { ($0 * 1e9).rounded() / 1e9 }
  }

  private func circuits(_ text: String) throws -> [Circuit] {
    try networks(text).flatMap { $0.circuits.map(\.circuit) }
  }

  private func networks(_ text: String) throws -> [LintNetwork] {
    let main = SourceText(path: "test.qgan", utf8: Array(text.utf8))
    let compilation = try Compilation(main: main, provider: Files([:]))
    compilation.check()
    return try compilation.lintContext().networks
  }

  private static let programs =
    (Repository.programs(in: "circuits") + Repository.programs(in: "examples")
    + Repository.programs(in: "Sources/QganDriver/templates")).map(\.path)

  /// The library, the examples and what `qganc new` writes are clean: a finding there is a mistake of the file or of the rule.
  @Test(arguments: programs) func ownPrograms(path: String) throws {
    let report = try Lint().report(path: Repository.root.appending(path: path).path)
    #expect(report.findings.isEmpty, "\(report.findings.map { "\($0.code) \($0.message)" })")
  }

  /// Every weight is named, and the reasons are told apart.
  @Test func zeroGradientNamesEach() throws {
    let text = """
      qgan 1.0;
      circuit se(param angle[6, 5, 3] w) -> float[5] {
        qubit[5] q;
        for int l in [0:5] {
          rot(w[l, :, 0], w[l, :, 1], w[l, :, 2]) q;
          for int i in [0:4] { cx q[i], q[(i + l % 4 + 1) % 5]; }
        }
        return expval(Z) q;
      }
      """
    let findings = try lintReport(text).findings
    #expect(findings.map(\.code) == ["QG301"])
    let finding = try #require(findings.first)
    #expect(finding.message.contains("10 of the 90 elements of `w`"))
    let notes = finding.notes.map(\.message).joined()
    for qubit in 0..<5 {
      #expect(notes.contains("`w[0, \(qubit), 0]`"))
      #expect(notes.contains("`w[5, \(qubit), 2]`"))
    }
    #expect(finding.notes.count == 2)
  }

  /// A weight that has an effect in one of its uses is no finding, nor one that is read elsewhere.
  @Test func sharedWeights() throws {
    let head = """
      qgan 1.0;
      circuit c(input angle[2] x, param angle[2] w) -> float[2] {
        qubit[2] q;
        ry(x) q;
        cx q[0], q[1];
        rz(w) q;
        WHAT
        return expval(Z) q;
      }
      """
    #expect(
      try lintReport(head.replacingOccurrences(of: "WHAT", with: "")).findings.map(\.code) == ["QG301"])
    #expect(try lintReport(head.replacingOccurrences(of: "WHAT", with: "ry(2 * w) q;")).findings.isEmpty)
    #expect(try lintReport(head.replacingOccurrences(of: "WHAT", with: "ry(sin(w)) q;")).findings.isEmpty)
    #expect(try lintReport(head.replacingOccurrences(of: "WHAT", with: "h q;")).findings.isEmpty)
  }
}
