import Foundation
import QganDriver
import Testing

/// What const expressions and indices mean.
@Suite struct ExpressionSemanticsTests {
  @Test(
    arguments: [
      ("-2 ** 2", -4), ("(-2) ** 2", 4), ("2 ** 3 ** 2", 512), ("2 ** -1", 0.5), ("-2 ** -1", -0.5),
      ("1 - 2 - 3", -4), ("12 / 3 / 2", 2), ("7 % 4", 3), ("-7 % 4", -3), ("2 * 7 % 4", 2),
      ("2 * pi / 3", 2 * Double.pi / 3), ("float(2) / 3", 2.0 / 3), ("int(2.7)", 2), ("int(-2.7)", -2),
      ("int(true)", 1), ("int(ceil(log2(784)))", 10), ("tau - 2 * pi", 0), ("euler ** 1", M_E),
      ("sum([0:15])", 120), ("sum([0:5:15])", 30), ("sum([3:-1:1])", 6), ("([10, 20, 30])[1]", 20),
      ("sum([[1, 2], [3, 4]], axis: 0)[1]", 6), ("sum([[1, 2], [3, 4]], axis: 1)[0]", 3),
      ("mean([1, 2, 6])", 3), ("max([1, 5, 2])", 5), ("min([3, 1, 2])", 1),
      ("([[1, 2], [3, 4]] + [10, 20])[1, 0]", 13), ("([[1, 2], [3, 4]])[:, 1][0]", 2),
      ("sum(zeros(2, 3) + 1)", 6), ("clamp(7, min: 0, max: 5)", 5), ("arcsin(1)", Double.pi / 2),
      ("abs(-3)", 3), ("softmax([0, 0])[0]", 0.5), ("concat([1, 2], [3])[2]", 3),
    ] as [(String, Double)])
  func constants(text: String, expected: Double) throws {
    let evaluation = try Evaluation("model m() -> float { return \(text); }", "m")
    #expect(agree(evaluation.outputs, [expected]), "\(text) is \(evaluation.outputs)")
  }

  /// The same expressions on data.
  @Test(
    arguments: [
      ("-x ** 2", -9), ("2 ** x", 8), ("x ** 2 / 2", 4.5), ("1 - x - 1", -3), ("x / 2", 1.5), ("6 / x", 2),
      ("x * x - x", 6), ("x - 5", -2), ("5 - x", 2), ("exp(log(x))", 3), ("(x + 1) |> sqrt", 2),
    ] as [(String, Double)])
  func data(text: String, expected: Double) throws {
    let evaluation = try Evaluation(
      "model m(input float x) -> float { return \(text); }", "m",
      inputs: ["x": NestedArray(shape: [1], elements: [3])])
    #expect(agree(evaluation.outputs, [expected]), "\(text) is \(evaluation.outputs)")
  }

  @Test func bothEndsOfARangeBelongToIt() throws {
    let text = "model m(input float[32] p) -> float[16] { return p[0:15]; }"
    let evaluation = try Evaluation(text, "m", inputs: ["p": sample((0..<32).map(Double.init))])
    #expect(evaluation.result.outputs.shape == [1, 16])
    #expect(evaluation.outputs == (0..<16).map(Double.init))
  }

  @Test func indices() throws {
    let x = NestedArray(shape: [1, 2, 3], elements: [0, 1, 2, 3, 4, 5])
    func evaluate(_ index: String, _ type: String) throws -> [Double] {
      try Evaluation(
        "model m(input float[2, 3] x) -> \(type) { return x\(index); }", "m", inputs: ["x": x]
      ).outputs
    }
    #expect(try evaluate("[1]", "float[3]") == [3, 4, 5])
    #expect(try evaluate("[:, 1]", "float[2]") == [1, 4])
    #expect(try evaluate("[1, 2]", "float") == [5])
    #expect(try evaluate("[0:1, 0:2:2]", "float[2, 2]") == [0, 2, 3, 5])
    #expect(try evaluate("[1:1, :]", "float[1, 3]") == [3, 4, 5])
    #expect(try evaluate("[1][0:1]", "float[2]") == [3, 4])
  }

  @Test func broadcastingFromTheLastAxis() throws {
    let text = """
      const float[2, 1] COLUMN = [[10], [20]];
      model m(input float[3] x) -> float[2, 3] { return COLUMN + x; }
      """
    let evaluation = try Evaluation(text, "m", inputs: ["x": sample([1, 2, 3])])
    #expect(evaluation.outputs == [11, 12, 13, 21, 22, 23])
  }

  @Test func namesBoundAnewOutliveTheBlock() throws {
    let text = """
      const int[3] FACTORS = [2, 3, 5];
      model m(input float x) -> float {
        y = x;
        for int f in FACTORS { y = f * y; x = x + 1; }
        if (FACTORS[0] == 2) { y = y + x; } else { y = 0 * x; }
        return y;
      }
      """
    let evaluation = try Evaluation(
      text, "m", inputs: ["x": NestedArray(shape: [2], elements: [1, 2])])
    #expect(evaluation.outputs == [34, 65])
  }

  @Test func pipesPutDataFirst() throws {
    let text = """
      model minus(const float k = 1, input float a, input float b) -> float { return a - k * b; }
      model m(input float x, input float y) -> float[4] {
        return [x |> minus(y), minus(x, y), x |> minus(y, k: 2), y |> minus(x)];
      }
      """
    let one = { NestedArray(shape: [1], elements: [$0]) }
    let evaluation = try Evaluation(text, "m", inputs: ["x": one(10), "y": one(3)])
    #expect(evaluation.outputs == [7, 7, 4, -7])
  }
}
