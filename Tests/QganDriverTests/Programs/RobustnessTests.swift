import QganDriver
import QganSema
import QganSyntax
import QganTestSupport
import Testing

/// Whatever the program is, checking ends with findings, in bounded time and memory.
@Suite struct RobustnessTests {
  /// Programs with some tokens lost, doubled, swapped or replaced by others of the corpus.
  @Test(arguments: 0..<8)
  func damagedPrograms(part: Int) throws {
    var random = SeededGenerator(seed: UInt64(part))
    let files =
      Repository.programs(in: "grammar/tests/valid") + Repository.programs(in: "Tests/Programs/right")
    let small = files.filter { $0.utf8.count < 4000 }
    let words = small.map { file in
      parse(file).lexed.tokens.map { file.utf8[$0.start..<$0.end] }.filter { !$0.isEmpty }
    }
    for _ in 0..<50 {
      let source = Int.random(in: 0..<small.count, using: &random)
      var tokens = words[source]
      guard tokens.count > 8 else { continue }
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        // The version line stays, so that the rest is looked at.
        let place = Int.random(in: 3..<tokens.count, using: &random)
        switch Int.random(in: 0..<5, using: &random) {
        case 0: tokens.remove(at: place)
        case 1: tokens.insert(tokens[place], at: place)
        case 2: tokens.swapAt(place, Int.random(in: 3..<tokens.count, using: &random))
        case 3: tokens[place] = words.randomElement(using: &random)?.randomElement(using: &random) ?? []
        default: tokens[place] = tokens[Int.random(in: 3..<tokens.count, using: &random)]
        }
        guard tokens.count > 8 else { break }
      }
      let text = tokens.map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
      let path = Repository.root.appending(path: small[source].path).path
      let compilation = try Compilation(
        main: SourceText(path: path, utf8: Array(text.utf8)), provider: DiskSources())
      for finding in compilation.check() { checkPlaces(of: finding, in: compilation.sources) }
    }
  }

  @Test(arguments: [
    ("const float[2, 2] A = zeros(100000, 100000);", "QG246"),
    ("const float[2, 2] A = zeros(3000000000, 3000000000);", "QG246"),
    ("const float[2] A = zeros(10000000) + 1;", "QG230"),
    ("const float[9, 9] A = zeros(100000, 1) + zeros(1, 100000);", "QG230"),
    ("const int[1] A = [0:9223372036854775807];", "QG230"),
    ("const int[1] A = [-9223372036854775807 - 1:-1:9223372036854775807];", "QG220"),
    ("const int[1] A = [9223372036854775807:-1:-9223372036854775807 - 1];", "QG230"),
    ("const int[1] A = [9223372036854775806:9223372036854775807];", "QG225"),
    ("const int[1] A = [9223372036854775807] / 3;", "QG225"),
    ("const int A = 9223372036854775807 / [3];", "QG225"),
    ("const int A = (-9223372036854775807 - 1) / -1;", "QG225"),
    ("const int A = (-9223372036854775807 - 1) % -1;", ""),
    ("const int A = int(1e300);", "QG225"),
    ("const int A = 2 ** 1000000000000;", "QG225"),
    ("const int A = 1 ** 1000000000000;", ""),
    ("const float A = 10.0 ** 1000;", "QG226"),
    ("const string A = \"\" - 1;", "QG229"),
    ("model m(input float[10000000000, 10000000000] x) -> float { return 1; }", "QG220"),
    ("model m(input float[9223372036854775807, 2] x) -> float { return 1; }", "QG220"),
    ("model m(input float[0] x) -> float { return 1; }", "QG220"),
    ("model m(input float[4] x) -> float[4] { return x |> dense(1000000000000); }", "QG246"),
    ("model m(input float[4] x) -> float[4] { return x |> reshape(4294967296, 4294967296); }", "QG246"),
    ("model m() -> float { param float[4294967296, 4294967296] w ~ constant(0); return 1; }", "QG220"),
    ("model m(input float[4] x) -> float[4] { return x |> parallel(1000000000, relu); }", "QG220"),
    (
      "model m(input float[4] x) -> float { return sum(x |> parallel(65536, parallel(65536, relu))); }",
      "QG230"
    ),
    ("circuit c() -> float { qubit[1000000000] q; h q; return expval(Z) q[0]; }", "QG220"),
    (
      "circuit c() -> float { qubit[9223372036854775807] q; qubit[2] r; h q; return expval(Z) r[0]; }",
      "QG220"
    ),
    ("circuit c() -> float { qubit q; ctrl(1000000000) @ x q; return expval(Z) q; }", "QG268"),
    ("circuit c() -> float { qubit q; pow(1000000000000) @ x q; return expval(Z) q; }", ""),
    ("circuit c() -> float { qubit q; pow(1e300) @ h q; return expval(Z) q; }", ""),
    ("circuit c() -> float { qubit q; ry(1e308 * 10) q; return expval(Z) q; }", "QG226"),
    ("circuit c() -> float[1] { qubit[30] q; h q; return probs q; }", "QG271"),
    (
      "circuit c() -> float { qubit q; for int i in [0:999999] { for int j in [0:999999] { } } h q; return expval(Z) q; }",
      "QG230"
    ),
    (
      "circuit c() -> float { qubit q; for int i in [0:9999] { const int[900000] A = [0:899999]; } h q; return expval(Z) q; }",
      "QG230"
    ),
    ("dataset d { source: bars_and_stripes(9223372036854775807, 2); }", "QG286"),
    ("dataset d { source: bars_and_stripes(2, 2); limit: 9223372036854775807; }", ""),
  ])
  func hostileNumbers(text: String, code: String) throws {
    let codes = Set(try compilation(text).check().map(\.code))
    #expect(codes == (code.isEmpty ? [] : [code]), "\(text): \(codes)")
  }

  @Test func longChainsOfConstants() throws {
    var text = ""
    for i in 0..<3000 { text += "const int A\(i) = A\(i + 1) + 1;\n" }
    text += "const int A3000 = 0;"
    #expect(Set(try compilation(text).check().map(\.code)) == ["QG230"])
    // In the other order nothing waits for anything.
    var other = "const int A0 = 0;\n"
    for i in 1..<3000 { other += "const int A\(i) = A\(i - 1) + 1;\n" }
    #expect(try compilation(other).check().isEmpty)
  }

  @Test func longChainsOfLayers() throws {
    var text = "const layer L0 = relu;\n"
    for i in 1..<3000 { text += "const layer L\(i) = freeze(L\(i - 1));\n" }
    #expect(Set(try compilation(text).check().map(\.code)) == ["QG230"])
  }

  @Test func longChainsOfDatasets() throws {
    var text = "dataset d0 { source: bars_and_stripes(2, 2); }\n"
    for i in 1..<300 { text += "dataset d\(i) { source: d\(i - 1); }\n" }
    #expect(Set(try compilation(text).check().map(\.code)) == ["QG230"])
  }

  /// Values bound anew many times: neither recursion nor the size of an angle's formula grows with them.
  @Test func longChainsOfValues() throws {
    let text = """
      circuit c(input angle x, param angle w) -> float {
        qubit q;
        for int i in [0:2999] { x = x + 0.001; }
        y = x;
        for int i in [0:63] { y = 0.5 * (y + y) + 0 * w; }
        ry(y) q;
        rz(x) q;
        return expval(Z) q;
      }
      """
    let evaluation = try Evaluation(
      text, "c", inputs: ["x": .init(shape: [1], elements: [0.2])],
      params: ["w": .init(shape: [], elements: [0.5])], gradients: true)
    #expect(abs(evaluation.outputs[0] + 0.998_294_775_794_753) < 1e-9)
    #expect(agree(evaluation.inputGradient("x"), [0.058_374_143_427_579], tolerance: 1e-9))
  }

  @Test(arguments: ["(", "[", "-", "!", "relu |> ", "f("])
  func deepNesting(piece: String) throws {
    let text = "const int N = " + String(repeating: piece, count: 5000) + "1;"
    #expect(try !compilation(text).check().isEmpty)
  }

  @Test(arguments: [" + 1", " - [1]", " * x", " && true", "[0]"])
  func highExpressions(piece: String) throws {
    let text = "const int x = 1;\nconst int N = x" + String(repeating: piece, count: 450) + ";"
    _ = try compilation(text).check()
  }

  @Test func deepBlocks() throws {
    let open = String(repeating: "if (true) { ", count: 45)
    let text =
      "model m(input float x) -> float { \(open) x = 2 * x; \(String(repeating: "}", count: 45)) return x; }"
    #expect(try compilation(text).check().isEmpty)
  }
}
