import QganSema
import QganSyntax
import QganTestSupport
import QganTooling
import Testing

@testable import QganDriver

/// Nothing keeps a program alive that nobody uses: a language server compiles one after another.
struct ForgottenProgramsTests {
  private static let text = """
    qgan 1.0;
    include "std/entanglers.qgan" as ent;
    circuit c(input angle[2] x, param angle[2] w) -> float[2] {
      qubit[2] q;
      ry(x) q;
      ent.ring(1) q;
      ry(w) q;
      return expval(Z) q;
    }
    model G(input float[2] z) -> float[4] { return z |> c |> dense(4) |> tanh; }
    model D(input float[4] x) -> float[1] { return x |> dense(1); }
    model E(input float[4] x) -> float[1] { return x |> dropout(0.1) |> dense(1); }
    config layer CRITIC = D;
    dataset bars { source: bars_and_stripes(2, 2); range: [-1, 1]; }
    train t {
      generator: G;  discriminator: CRITIC;  data: bars;  latent: uniform(0, 1);  loss: bce;
      optimizer: adam(lr: 1e-3);  batch: 2;  epochs: 1;  seed: 1;
    }
    variant other of t { CRITIC = E; }
    sweep both of {t, other} { seed in {1, 2}; }

    """

  private func compilation() throws -> Compilation {
    try Compilation(main: SourceText(path: "p.qgan", utf8: Array(Self.text.utf8)), provider: DiskSources())
  }

  @Test func afterChecksAndLint() throws {
    weak var scope: FileScope?
    do {
      let compilation = try compilation()
      scope = compilation.program.main
      #expect(compilation.check().isEmpty)
      #expect(try compilation.training()?.name == "t")
      #expect(compilation.function("c") != nil)
      _ = Linter().findings(in: try compilation.lintContext())
      #expect(scope != nil)
    }
    #expect(scope == nil)
  }

  @Test func afterMistakes() throws {
    weak var scope: FileScope?
    for (right, wrong) in [("dense(4)", "dense(5)"), ("ry(w) q;", "ry(v) q;"), ("qubit[2] q;", "qubit[2] q")]
    {
      let text = Self.text.replacing(right, with: wrong)
      do {
        let compilation = try Compilation(
          main: SourceText(path: "p.qgan", utf8: Array(text.utf8)), provider: DiskSources())
        scope = compilation.program.main
        #expect(!compilation.check().isEmpty)
      }
      #expect(scope == nil, "\(wrong)")
    }
  }
}
