import QganSyntax
import QganTestSupport
import Testing

@testable import QganTooling

/// What expanding only the declarations that lead to another one finds in it is what the check of the whole program finds there.
@Suite struct NearbyNotesTests {
  /// Without the one that expands up to the limit, which takes ten seconds a check.
  private static let programs =
    (Repository.programs(in: "grammar/tests/valid") + Repository.programs(in: "circuits")
    + Repository.programs(in: "Tests/Programs/right") + Repository.programs(in: "Tests/Programs/wrong"))
    .filter { !$0.path.hasSuffix("expands-too-far.qgan") }

  private func checked(_ text: String) -> CheckedProgram {
    CheckedProgram(path: "/p/a.qgan", utf8: Array(text.utf8), buffers: [:], host: MemoryHost())
  }

  @Test(arguments: programs.indices) func declarationsHaveTheFactsOfTheWhole(number: Int) throws {
    let file = Self.programs[number]
    let whole = checked(file.text).notes
    let early = checked(file.text)
    for declaration in early.program.main.syntax.declarations {
      func isInside(_ range: SourceRange) -> Bool {
        range.file == 0 && declaration.range.start <= range.start && range.end <= declaration.range.end
      }
      let near = early.notes(about: declaration.range)
      #expect(
        near.facts.filter { isInside($0.key) } == whole.facts.filter { isInside($0.key) }, "\(file.path)")
      #expect(near.uses.filter { isInside($0.key) } == whole.uses.filter { isInside($0.key) }, "\(file.path)")
    }
  }

  /// Some places of each program: the answers before anything has been checked, and after.
  @Test(arguments: programs.indices) func answersAreTheSameBeforeTheCheck(number: Int) throws {
    let file = Self.programs[number]
    let client = try EditorClient()
    client.open("a.qgan", file.text)
    let lines = TextLines(file.utf8)
    let tokens = client.server.checked(EditorClient.uri("a.qgan")).lexed.tokens.dropLast()
    guard !tokens.isEmpty else { return }
    var random = SeededGenerator(seed: UInt64(number))
    var asked = (0..<2).flatMap { _ in
      let token = tokens[Int.random(in: tokens.indices, using: &random)]
      let position = lines.position(of: token.start)
      let place: JSON = ["textDocument": ["uri": "file:///p/a.qgan"], "position": position.json]
      return [
        ("textDocument/hover", place), ("textDocument/codeAction", client.line(position.line, of: "a.qgan")),
      ]
    }
    // Where mistakes are, there are fixes.
    for finding in (client.findings[EditorClient.uri("a.qgan")] ?? []).prefix(3) {
      guard let line = finding["range"]?["start"]?["line"]?.int else { continue }
      asked.append(("textDocument/codeAction", client.line(line, of: "a.qgan")))
    }
    asked.append(("textDocument/inlayHint", client.document("a.qgan")))
    for (method, parameters) in asked {
      let late = try client.answer(method, parameters)["result"]
      client.server.documents[EditorClient.uri("a.qgan")]?.checked = nil
      let early = try client.answer(method, parameters)["result"]
      #expect(early == late, "\(file.path): \(method) \(parameters)")
      client.server.documents[EditorClient.uri("a.qgan")]?.isStale = true
      client.check()
    }
  }

  /// Only what leads to a declaration is expanded.
  @Test func othersAreLeftOut() throws {
    let text = """
      qgan 1.0;
      model Open(input float[const n] x) { return x |> dense(2); }
      model Middle(input float[const n] x) { return x |> Open; }
      model User(input float[7] x) { return x |> Middle; }
      model Other(input float[4] x) { return x |> dense(5) |> relu; }

      """
    let program = checked(text)
    let declarations = program.program.main.syntax.declarations.map(\.range)
    let notes = program.notes(about: declarations[0])
    for (declaration, isExpanded) in zip(declarations, [true, true, true, false]) {
      let facts = notes.facts.keys.filter { declaration.start <= $0.start && $0.end <= declaration.end }
      #expect(facts.isEmpty != isExpanded)
    }
    #expect(notes !== program.notes)
    #expect(program.notes(about: declarations[0]) === program.notes)
  }
}
