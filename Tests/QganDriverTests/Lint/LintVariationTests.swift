import QganSema
import QganTestSupport
import QganTooling
import Testing

@testable import QganDriver

/// What variants and sweeps bring in.
struct LintVariationTests {
  private let head = """
    qgan 1.0;
    config int LAYERS = 1;
    config float RATE = 1e-3;
    /// Rotations, and a last RZ that nothing sees if `dead`.
    circuit c(const bool dead, input angle[2] x, param angle[LAYERS, 2] w, param angle[2] v) -> float[2] {
      qubit[2] q;
      ry(x) q;
      for int l in [0:LAYERS - 1] { cx q[0], q[1]; ry(w[l]) q; }
      if (dead) { rz(v) q; } else { rx(v) q; }
      return expval(Z) q;
    }
    config layer CORE = c(false);
    model G(input float[2] z) -> float[4] {
      layer core = CORE;
      return z |> core |> dense(4) |> tanh;
    }
    model D(input float[4] x) -> float[1] { return x |> dense(8) |> leaky_relu(0.2) |> dense(1); }
    model S(input float[4] x) -> float[1] { return x |> dense(8) |> leaky_relu(0.2) |> dense(1) |> sigmoid; }
    /// As many weights as two layers have.
    model mlp(input float[2] x) -> float[2] { return x |> dense(1) |> tanh |> dense(2, bias: false); }
    config layer CRITIC = D;
    dataset bars { source: bars_and_stripes(2, 2); range: [-1, 1]; }
    train t {
      generator: G;  discriminator: CRITIC;  data: bars;  latent: uniform(0, 1);  loss: bce;
      optimizer: adam(lr: RATE);  batch: 2;  epochs: 1;  seed: 1;
    }

    """

  private func findings(_ tail: String) throws -> [(code: String, notes: String)] {
    // Everything is used, whatever the test is about.
    let rest = "variant spare of t { CORE = mlp; }\n"
    return try lintReport(head + rest + tail).findings.filter { $0.code != "QG382" }.map {
      ($0.code, $0.notes.map(\.message).joined(separator: "\n"))
    }
  }

  @Test func cleanVariants() throws {
    #expect(try findings("").isEmpty)
    #expect(
      try findings("sweep depth of t { LAYERS in {1, 2}; seed in [1:3]; RATE in [1e-3, 1e-2]; }").isEmpty)
  }

  /// A circuit, a train block's property and a network's end that only a variant or a point has.
  @Test(arguments: [
    ("variant v of t { CORE = c(true); }", "QG301", "in variant `v`"),
    ("variant v of t { RATE = 10; }", "QG363", "in variant `v`"),
    ("variant v of t { discriminator = S; }", "QG342", "in variant `v`"),
    ("sweep s of t { CRITIC in {D, S}; }", "QG342", "in point `t,CRITIC=S` of the sweep `s`"),
    ("sweep s of t { RATE in {1e-3, 10}; }", "QG363", "in point `t,RATE=10` of the sweep `s`"),
    (
      "sweep s of t { CORE in {c(false), c(true)}; LAYERS in {1, 2}; }", "QG301",
      "in point `t,CORE=c(true),LAYERS=1`"
    ),
  ])
  func broughtIn(tail: String, code: String, note: String) throws {
    let found = try findings(tail)
    #expect(found.map(\.code) == [code], "\(found)")
    #expect(found.first?.notes.contains(note) ?? false, "\(found)")
  }

  /// What the program has itself is told without a variant's name, and once.
  @Test func toldOnce() throws {
    let text = (head + "variant v of t { LAYERS = 2; }\nvariant u of t { LAYERS = 3; }\n")
      .replacingOccurrences(of: "CORE = c(false)", with: "CORE = c(true)")
    let found = try lintReport(text).findings.filter { $0.code == "QG301" }
    #expect(found.count == 1)
    #expect(!found.flatMap(\.notes).contains { $0.message.contains("variant") })
  }

  /// Networks that no setting reaches are written once.
  @Test func sharedNetworks() throws {
    let tail = "variant v of t { RATE = 2e-3; }\nvariant u of t { LAYERS = 2; }\n"
    let main = SourceText(path: "test.qgan", utf8: Array((head + tail).utf8))
    let compilation = try Compilation(main: main, provider: Files([:]))
    compilation.check()
    let context = try compilation.lintContext()
    // Two of the train block, three models that are complete, and the generator with two layers.
    #expect(context.networks.filter { $0.role == "generator" }.count == 2)
    #expect(context.networks.filter { $0.role == "discriminator" }.count == 1)
    #expect(context.trainings.count == 3)
    #expect(context.variations.map(\.label) == ["variant `v`", "variant `u`"])
  }

  private func comparison(_ tail: String) throws -> [String] {
    try findings("variant classical of t { CORE = mlp; }\n" + tail).filter { $0.code == "QG346" }.map(\.notes)
  }

  /// 4 against 5 at one layer, 6 against 5 at two: unequal at both, and at none if either is as many.
  @Test func counts() throws {
    #expect(try comparison("").isEmpty)
    #expect(try comparison("sweep s of {t, classical} { seed in [1:3]; }").count == 1)
    #expect(try comparison("sweep s of t { CORE in {c(false), mlp}; }").count == 1)
    #expect(try comparison("sweep s of t { seed in [1:3]; }").isEmpty)
    // Two circuits are no circuit against layers.
    #expect(try comparison("sweep s of t { CORE in {c(false), c(true)}; }").isEmpty)
    // Dead angles do not count: 2 of 4 are left, against 5.
    #expect(
      try comparison("variant d of t { CORE = c(true); }\nsweep s of {d, classical} { seed in [1:3]; }").count
        == 1)
  }

  /// Of a sweep over depths, one at which the counts meet is enough.
  @Test func countsAtOnePoint() throws {
    let wide = head.replacingOccurrences(
      of: "x |> dense(1) |> tanh |> dense(2, bias: false)",
      with: "x |> dense(1, bias: false) |> tanh |> dense(2)")
    func found(_ sweep: String) throws -> Int {
      let text = wide + "variant classical of t { CORE = mlp; }\n" + sweep
      return try lintReport(text).findings.filter { $0.code == "QG346" }.count
    }
    // 2 + 4 weights against 2 a layer and 2.
    #expect(try found("sweep s of {t, classical} { seed in [1:3]; }") == 1)
    #expect(try found("sweep s of {t, classical} { LAYERS in {1, 2, 3}; }") == 0)
    #expect(try found("sweep s of {t, classical} { LAYERS in {1, 3}; }") == 1)
  }
}
