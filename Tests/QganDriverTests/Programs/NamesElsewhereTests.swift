import QganDriver
import QganIR
import QganSema
import QganSyntax
import Testing

/// A name that another tool gives to a builtin leads to the builtin.
@Suite struct NamesElsewhereTests {
  struct Place: Sendable, CustomTestStringConvertible {
    var kind: String
    var entries: [(name: String, elsewhere: [String])]
    /// A program in which a name stands where such builtins do.
    var program: @Sendable (_ name: String) -> String

    var testDescription: String { kind }

    init(
      _ kind: String, _ entries: some Sequence<any CatalogEntry>,
      _ program: @escaping @Sendable (String) -> String
    ) {
      self.kind = kind
      self.entries = entries.map { ($0.name, $0.elsewhere) }
      self.program = program
    }
  }

  static let places: [Place] = {
    let catalog = Catalog.standard
    let gates = Place("gates", Gates.all.map { $0 }) {
      "qgan 1.0;\ncircuit c() -> float[1] {\n  qubit q;\n  \($0) q;\n  return expval(Z) q;\n}\n"
    }
    let layers = Place("layers", catalog.layers.values.map { $0 }) {
      "qgan 1.0;\nmodel m(input float[2] x) -> float[2] { return x |> \($0); }\n"
    }
    let initializers = Place("initialisers", catalog.initializers.values.map { $0 }) {
      "qgan 1.0;\nmodel m(input float[2] x, param float[2] w ~ \($0)) -> float[2] { return x * w; }\n"
    }
    return [
      gates, layers, initializers,
      Place("losses", catalog.losses.values.map { $0 }) { training("loss: \($0);", without: "loss") },
      Place("optimizers", catalog.optimizers.values.map { $0 }) {
        training("optimizer: \($0)(lr: 1e-3);", without: "optimizer")
      },
      Place("schedules", catalog.schedules.values.map { $0 }) { training("schedule: \($0);") },
      Place("latents", catalog.latents.values.map { $0 }) { training("latent: \($0);", without: "latent") },
      Place("augmentations", catalog.augmentations.values.map { $0 }) { training("augment: \($0);") },
    ]
  }()

  /// A train block with `property` in place of its own property `key`.
  static func training(_ property: String, without key: String = "") -> String {
    let properties = [
      "generator: G;", "discriminator: D;", "data: bars;", "latent: normal(0, 1);", "loss: bce;",
      "optimizer: adam(lr: 1e-3);", "batch: 2;", "epochs: 1;",
    ].filter { key.isEmpty || !$0.hasPrefix(key) }
    return """
      qgan 1.0;
      model G(input float[2] z) -> float[4] { return z |> dense(4); }
      model D(input float[4] x) -> float[1] { return x |> dense(1); }
      dataset bars { source: bars_and_stripes(2, 2); }
      train t {
        \((properties + [property]).joined(separator: "\n  "))
      }
      """
  }

  @Test(arguments: places)
  func theyLeadHere(place: Place) throws {
    #expect(place.entries.contains { !$0.elsewhere.isEmpty })
    for entry in place.entries {
      for other in entry.elsewhere {
        let main = SourceText(path: "p.qgan", utf8: Array(place.program(other).utf8))
        let findings = try Compilation(main: main, provider: Files([:])).check()
        let finding = try #require(findings.first { $0.code == "QG201" }, "\(other): \(findings)")
        #expect(finding.fixes.first?.edits.first?.replacement == entry.name, "\(other)")
      }
    }
  }

  /// No name leads to two builtins, and none is written like another builtin.
  @Test(arguments: places)
  func theyAreUnambiguous(place: Place) {
    let others = place.entries.flatMap(\.elsewhere).map(Suggestion.folded)
    #expect(Set(others).count == others.count)
    #expect(Set(place.entries.map { Suggestion.folded($0.name) }).isDisjoint(with: others))
  }

  @Test func theSameNameInAnotherHandComesFirst() {
    #expect(Suggestion.nearest(to: "LeakyReLU", in: ["relu", "leaky_relu"]) == "leaky_relu")
    #expect(
      Suggestion.nearest(to: "expectation", in: ["exp"], elsewhere: ["Expectation": "expval"]) == "expval")
    #expect(Suggestion.nearest(to: "densse", in: ["dense"], elsewhere: ["Linear": "dense"]) == "dense")
  }

  @Test(arguments: [
    ("QubitUnitary", "unitary"), ("AmplitudeEmbedding", "amplitudes"), ("StatePrep", "amplitudes"),
  ])
  func statesAndMatrices(other: String, name: String) throws {
    let text = Self.places[0].program(other)
    let findings = try Compilation(
      main: SourceText(path: "p.qgan", utf8: Array(text.utf8)), provider: Files([:])
    ).check()
    #expect(findings.first?.fixes.first?.edits.first?.replacement == name)
  }
}
