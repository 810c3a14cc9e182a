import QganSyntax
import QganTestSupport
import Testing

/// The parser accepts exactly what grammar/qgan.ebnf derives, as an independent recogniser reads that file.
@Suite struct GrammarAgreementTests {
  /// What the parser refuses beyond the grammar; the comment at the top of the grammar says so too.
  static let refusals: Set<String> = ["QG008", "QG104", "QG114", "QG115", "QG117", "QG118", "QG127"]

  let tokenizer: GrammarTokenizer
  let grammar: Grammar

  init() throws {
    grammar = try Grammar(ebnf: try Repository.text(of: "grammar/qgan.ebnf"))
    tokenizer = try GrammarTokenizer(grammar)
  }

  /// Parses `text` with the parser; `nil` where it refuses what the grammar leaves to it.
  private func parserAccepts(_ text: String) -> Bool? {
    let file = source(text)
    let diagnostics = parse(file).diagnostics
    for range in diagnostics.flatMap(allRanges) {
      #expect(range.start >= 0 && range.start <= range.end && range.end <= file.utf8.count, "\(text)")
    }
    if diagnostics.isEmpty { return true }
    return diagnostics.allSatisfy { Self.refusals.contains($0.code) } ? nil : false
  }

  @Test(arguments: ["examples", "circuits", "grammar/tests/valid", "grammar/tests/invalid"])
  func agreesOnFiles(folder: String) {
    var recognizer = EarleyRecognizer(grammar, start: "file")
    for file in Repository.programs(in: folder) {
      let text = file.text
      let tokens = tokenizer.tokens(of: text)
      let derived = tokens.map { recognizer.accepts($0.map(\.terminal)) } ?? false
      if let accepted = parserAccepts(text) { #expect(accepted == derived, "\(file.path)") }
      if folder == "grammar/tests/valid" { #expect(derived, "\(file.path)") }
    }
  }

  /// Deletes, doubles, swaps and replaces single tokens of every declaration of the corpus.
  @Test(arguments: 0..<4)
  func agreesOnMutants(part: Int) throws {
    var random = SeededGenerator(seed: 0x5EED + UInt64(part))
    var valid = 0
    var mutants = 0
    let declarations = try corpus()
    let vocabulary = Array(Set(declarations.flatMap { $0 })).sorted { $0.text < $1.text }
    for (number, tokens) in declarations.enumerated() where number % 4 == part {
      var original = EarleyRecognizer(grammar, start: "file")
      let isDerived = original.accepts(tokens.map(\.terminal))
      #expect(isDerived, "\(tokens.map(\.text).joined(separator: " "))")
      for _ in 0..<max(12, min(60, tokens.count / 2)) {
        let mutant = mutate(tokens, vocabulary: vocabulary, using: &random)
        let text = mutant.map(\.text).joined(separator: random.next() % 4 == 0 ? "\n" : " ")
        guard let accepted = parserAccepts(text) else { continue }
        // A copy keeps the charts of the original for the next mutant.
        var recognizer = original
        let derived = recognizer.accepts(mutant.map(\.terminal))
        #expect(accepted == derived, "grammar \(derived), parser \(accepted):\n\(text)")
        mutants += 1
        if derived { valid += 1 }
      }
    }
    // Both answers occur often enough to mean something.
    #expect(mutants > 500 && valid > 25 && valid < mutants * 3 / 4, "\(valid) of \(mutants)")
  }

  /// The tokens of every declaration of the valid corpus, each behind a version line of its own.
  private func corpus() throws -> [[GrammarTokenizer.Token]] {
    var result: [[GrammarTokenizer.Token]] = []
    for file in Repository.programs(in: "grammar/tests/valid") {
      let version = try #require(tokenizer.tokens(of: "qgan 1.0;"))
      for declaration in parse(file).tree.declarations {
        result.append(version + (try #require(tokenizer.tokens(of: file.text(of: declaration.range)))))
      }
    }
    return result
  }

  private func mutate(
    _ tokens: [GrammarTokenizer.Token], vocabulary: [GrammarTokenizer.Token],
    using random: inout SeededGenerator
  ) -> [GrammarTokenizer.Token] {
    var mutant = tokens
    // The version line in front stays.
    let i = Int.random(in: 3..<tokens.count, using: &random)
    switch Int.random(in: 0..<5, using: &random) {
    case 0: mutant.remove(at: i)
    case 1: mutant.insert(tokens[i], at: i)
    case 2: mutant.swapAt(i, max(3, i - 1))
    case 3: mutant.insert(vocabulary.randomElement(using: &random) ?? tokens[i], at: i)
    default: mutant[i] = vocabulary.randomElement(using: &random) ?? tokens[i]
    }
    return mutant
  }
}

/// All places that `diagnostic` speaks of.
func allRanges(_ diagnostic: Diagnostic) -> [SourceRange] {
  [diagnostic.range].compactMap { $0 } + diagnostic.notes.compactMap(\.range)
    + diagnostic.fixes.flatMap { $0.edits.map(\.range) }
}
