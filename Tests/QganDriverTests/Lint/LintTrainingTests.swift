import QganIR
import QganTestSupport
import QganTooling
import Testing

@testable import QganDriver

/// Weights that no loss trains, ranges of data, and sweeps that compare.
struct LintTrainingTests {
  private func findings(
    generator: String = "z |> dense(4) |> tanh", discriminator: String = "x |> dense(8) |> tanh |> dense(1)",
    loss: String = "bce", head: String = "", tail: String = ""
  ) throws -> [(code: String, message: String)] {
    let text = """
      qgan 1.0;
      \(head)
      model G(input float[2] z) -> float[4] { \(body(generator)) }
      model D(input float[4] x) -> float[1] { \(body(discriminator)) }
      dataset bars { source: bars_and_stripes(2, 2); range: [-1, 1]; }
      train t {
        generator: G;  discriminator: D;  data: bars;  latent: uniform(0, 1);  loss: \(loss);
        optimizer: adam(lr: 1e-3);  batch: 2;  epochs: 1;  seed: 1;
      }
      \(tail)
      """
    return try lintReport(text).findings.map { finding in
      (finding.code, ([finding.message] + finding.notes.map(\.message)).joined(separator: "\n"))
    }
  }

  private func body(_ text: String) -> String { text.contains("return") ? text : "return \(text);" }

  @Test func cleanNetworks() throws {
    #expect(try findings().isEmpty)
    // The last bias of a Wasserstein critic has a gradient that cancels between data and samples; nothing is said of it.
    #expect(try findings(loss: "wgan_gp(lambda: 10)").isEmpty)
    #expect(try findings(generator: "z |> dense(4) |> relu |> dense(4) |> relu6 |> dense(4) |> tanh").isEmpty)
    #expect(try findings(discriminator: "x |> dense(8) |> softmax |> log_softmax |> dense(1)").isEmpty)
    #expect(try findings(discriminator: "x |> dense(8) |> layer_norm |> dropout(0.5) |> dense(1)").isEmpty)
  }

  /// Every way of cutting a gradient, by what is said of the weights that are cut off.
  @Test(arguments: [
    ("z |> dense(4) |> floor |> dense(4) |> tanh", ["`generator.dense.weight`", "`floor`", "no gradient"]),
    ("z |> dense(4) |> sign |> dense(4) |> tanh", ["`generator.dense.bias`", "`sign`", "no gradient"]),
    ("h = z |> dense(4); return 0 * h + (z |> dense(4) |> tanh);", ["`generator.dense.weight`", "is 0"]),
    ("z |> dense(1) |> softmax |> dense(4) |> tanh", ["behind `softmax`", "is 1"]),
    ("z |> dense(1) |> log_softmax |> dense(4, bias: false) |> tanh", ["behind `log_softmax`", "is 0"]),
    (
      "h = z |> dense(4) |> relu; return -h |> relu |> add(z |> dense(4)) |> tanh;",
      ["behind `relu`", "is 0"]
    ),
    (
      "z |> dense(4) |> sigmoid |> clamp(min: 2, max: 3) |> dense(4) |> tanh",
      ["`clamp(min: 2, max: 3)`", "is 2"]
    ),
    (
      "h = z |> dense(3); h = z |> dense(4); return h |> tanh;",
      ["`generator.dense.weight`", "no loss reads"]
    ),
    ("h = z |> c; return 0 * h + (z |> dense(2)) |> dense(4) |> tanh;", ["`generator.c.w`", "is 0"]),
  ])
  func detached(generator: String, fragments: [String]) throws {
    let circuit = """
      circuit c(input angle[2] x, param angle[2] w) -> float[2] {
        qubit[2] q;
        ry(x) q;
        ry(w) q;
        cx q[0], q[1];
        return expval(Z) q;
      }
      """
    let found = try findings(generator: generator, head: generator.contains("|> c;") ? circuit : "")
    let first = try #require(found.first)
    #expect(found.allSatisfy { $0.code == "QG312" }, "\(found)")
    for fragment in fragments { #expect(first.message.contains(fragment), "\(found)") }
  }

  /// What follows from a layer that gives nothing is told of its own weights.
  @Test func deadLayers() throws {
    let found = try findings(generator: "z |> dense(1) |> layer_norm |> dense(4) |> tanh")
    #expect(found.map(\.code) == ["QG312", "QG312"])
    #expect(found.first?.message.contains("behind `layer_norm` every value is 0") ?? false)
    #expect(found.last?.message.contains("`generator.layer_norm.weight` is never trained") ?? false)
    #expect(found.last?.message.contains("`layer_norm` multiplies is always 0") ?? false)
  }

  /// No layer of the library that has a slope cuts off the weights before it.
  @Test func libraryLayers() throws {
    var count = 0
    for definition in Catalog.standard.layers.values {
      for example in definition.examples where example.isDifferentiable && example.inputShapes.count == 1 {
        guard let shape = example.inputShapes.first, !shape.isEmpty else { continue }
        let size = shape.reduce(1, *)
        let sizes = shape.map(String.init).joined(separator: ", ")
        let body =
          "x |> dense(\(size)) |> reshape(\(sizes)) |> \(example.source) |> flatten |> dense(4)"
        let report = try lintReport(amplitudes(range: "[-1, 1]", body: body))
        // Functions take their data in brackets, which is not what is written here.
        guard !report.findings.contains(where: { $0.severity == .error }) else { continue }
        count += 1
        let detached = report.findings.filter { $0.code == "QG312" }
        #expect(detached.isEmpty, "\(example.source): \(detached.map(\.message))")
      }
    }
    #expect(count > 30)
  }

  /// Elements of weights that nothing reads, by their names; those of angles are another rule's.
  @Test func elements() throws {
    let rows = try findings(generator: "h = z |> dense(6); return h[0:3] |> tanh;")
    #expect(rows.map(\.code) == ["QG312"])
    #expect(rows.first?.message.contains("`generator.dense.weight[4, 0]`") ?? false, "\(rows)")
    #expect(rows.first?.message.contains("of the 12 elements") ?? false)
    let param = try findings(
      generator: "param float[3] s ~ constant(1); return s[1] * (z |> dense(4)) |> tanh;")
    #expect(param.map(\.code) == ["QG312"], "\(param)")
    #expect(param.first?.message.contains("`generator.s[0]`, `generator.s[2]` of the 3") ?? false, "\(param)")
    #expect(try findings(generator: "h = z |> dense(6); return h[0:3] + h[2:5] |> tanh;").isEmpty)
  }

  /// A loss with weights of its own, or one that does not look at what the model gives.
  @Test func losses() throws {
    func found(_ loss: String) throws -> [String] {
      let text = amplitudes(range: "[-1, 1]", body: "x |> dense(4)").replacingOccurrences(
        of: "loss: mse", with: "loss: L")
      let model = "model L(input float[4] y, input float[4] t) -> float { return \(loss); }\n"
      return try lintReport(text.replacingOccurrences(of: "dataset", with: model + "dataset")).findings.filter
      {
        $0.code == "QG312"
      }.map(\.message)
    }
    #expect(try found("sum(square(y - t))").isEmpty)
    #expect(try found("sum(square(t)) + 0 * sum(y)").count == 1)
    let own = try found("sum(square((y |> dense(4)) - t))")
    #expect(own.count == 1 && own[0].contains("`loss.dense.weight`") && own[0].contains("the loss"), "\(own)")
  }

  /// Frozen weights are meant, and what is bound to a name that nothing reads is told once.
  @Test func notTwice() throws {
    #expect(
      try findings(
        generator: "z |> still |> floor |> dense(4) |> tanh",
        head: "config layer still = freeze(dense(4));"
      ).isEmpty)
    let forgotten = try findings(generator: "h = z |> dense(3); return z |> dense(4) |> tanh;")
    #expect(forgotten.map(\.code) == ["QG383"])
  }

  private func amplitudes(range: String, body: String = "x |> c |> dense(4)") -> String {
    """
    qgan 1.0;
    circuit c(input float[4] x, param angle[2] w) -> float[2] {
      qubit[2] q;
      amplitudes(x) q;
      ry(w) q;
      cx q[0], q[1];
      return expval(Z) q;
    }
    model M(input float[4] x) -> float[4] { return \(body); }
    dataset bars { source: bars_and_stripes(2, 2); range: \(range); }
    train t {
      model: M;  target: self;  data: bars;  loss: mse;
      optimizer: adam(lr: 1e-3);  batch: 2;  epochs: 1;  seed: 1;
    }
    """
  }

  @Test(arguments: [
    ("[0, 1]", "x |> c |> dense(4)", true), ("[1, 0]", "x |> c |> dense(4)", true),
    ("[-1, 1]", "x |> c |> dense(4)", false), ("[0.1, 1]", "x |> c |> dense(4)", false),
    ("[0, 1]", "(x + 0.1) |> c |> dense(4)", false), ("[0, 1]", "2 * x |> c |> dense(4)", true),
    ("[-1, 1]", "x |> dense(4) |> relu |> reshape(2, 2) |> flatten |> c |> dense(4)", true),
    ("[-1, 1]", "x |> dense(4) |> softmax |> c |> dense(4)", false),
    ("[-1, 1]", "x |> dense(4) |> clamp(min: 0, max: 1) |> c |> dense(4)", true),
    ("[-1, 1]", "x |> dense(4) |> clamp(min: 1, max: 2) |> c |> dense(4)", false),
  ])
  func amplitudesOfZero(range: String, body: String, isFound: Bool) throws {
    let codes = try lintReport(amplitudes(range: range, body: body)).findings.map(\.code)
    #expect(codes.filter { $0 == "QG309" }.count == (isFound ? 1 : 0), "\(codes)")
  }

  private func angles(range: String = "[0, 1]", body: String, gate: String = "ry(x) q;") -> String {
    amplitudes(range: range, body: body).replacingOccurrences(of: "amplitudes(x) q;", with: gate)
      .replacingOccurrences(of: "input float[4] x, param angle", with: "input angle[2] x, param angle")
  }

  @Test(arguments: [
    ("[0, 1]", "x[0:1] |> c |> dense(4)", "ry(x) q;", ""),
    ("[0, 1]", "x[0:1] |> c |> dense(4)", "ry(2 * pi * x) q;", ""),
    ("[-1, 1]", "x[0:1] |> c |> dense(4)", "ry(2 * pi * x) q;", "data over a range of 0.637 pi"),
    ("[-1, 1]", "4 * pi * x[0:1] |> c |> dense(4)", "ry(x) q;", "values over a range of 8 pi"),
    ("[0, 1]", "x |> dense(2) |> sigmoid |> c |> dense(4)", "ry(7 * x) q;", "values of `sigmoid`"),
    ("[0, 1]", "x |> dense(2) |> tanh |> c |> dense(4)", "ry(pi * x) q;", ""),
    ("[0, 1]", "x |> dense(2) |> c |> dense(4)", "ry(9 * x) q;", ""),
    // Several frequencies, the lowest of which does not wrap; and controlled gates have twice the period.
    ("[0, 1]", "x[0:1] |> c |> dense(4)", "ry(x) q; rx(8 * x) q;", ""),
    ("[-1, 1]", "x[0:1] |> c |> dense(4)", "h q; ctrl @ ry(6 * x[0]) q[0], q[1]; ry(x[1]) q[0];", ""),
  ])
  func wrapping(range: String, body: String, gate: String, fragment: String) throws {
    let found = try lintReport(angles(range: range, body: body, gate: gate)).findings
    let wraps = found.filter { $0.code == "QG307" }
    #expect(wraps.count == (fragment.isEmpty ? 0 : 1), "\(found.map(\.message))")
    if !fragment.isEmpty { #expect(wraps.first?.message.contains(fragment) ?? false, "\(wraps)") }
  }
}
