import Foundation
import QganTraining
import Testing

/// `qganc simulate`: reference values to the last promised digit, and values that do not fit.
struct CommandLineSimulateTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// The repository.
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  private func numbers(_ json: JSONValue?) -> [Double] {
    guard let json else { return [] }
    if let list = json.asArray { return list.flatMap { numbers($0) } }
    return [json.asReal ?? .nan]
  }

  private func distance(_ a: JSONValue?, _ b: JSONValue?) -> Double {
    let (a, b) = (numbers(a), numbers(b))
    guard a.count == b.count, !a.isEmpty else { return .infinity }
    return zip(a, b).map { abs($0 - $1) }.reduce(0) { $1.isNaN ? .infinity : max($0, $1) }
  }

  @Test(
    arguments: [("W1-b64", "vqc(5, 3)"), ("W2", "strongly_entangling(8, 6)")],
    [("single", 1e-5), ("double", 1e-11)])
  func references(_ workload: (name: String, circuit: String), _ precision: (name: String, tolerance: Double))
    throws
  {
    let path = Self.root + "/Tests/QganRuntimeTests/Reference/\(workload.name).json"
    let reference = try JSONParser.parse(Array(try Data(contentsOf: URL(fileURLWithPath: path))))
    let (x, w, g) = (reference["x"] ?? .null, reference["w"] ?? .null, reference["g"] ?? .null)
    let values = JSONValue.object([
      "inputs": .object(["x": x]), "params": .object(["w": w]), "cotangent": g,
    ])
    try folder.write("values.json", values.text)
    for level in ["-O0", "-O2"] {
      let result = try qganc(
        "simulate", Self.root + "/circuits/ansatze.qgan", "--circuit", workload.circuit, "--values",
        "values.json", "--gradients", "--precision", precision.name, "--format", "json", level, in: folder)
      #expect(result.code == 0 && result.errors.isEmpty, "\(result.errors)")
      let json = try result.json()
      #expect(distance(json["outputs"], reference["out"]) < precision.tolerance)
      #expect(distance(json["gradients"]?["inputs"]?["x"], reference["grad_x"]) < precision.tolerance)
      #expect(distance(json["gradients"]?["params"]?["w"], reference["grad_w"]) < precision.tolerance)
    }
    let plain = try qganc(
      "simulate", Self.root + "/circuits/ansatze.qgan", "--circuit", workload.circuit, "--values",
      "values.json", "--precision", precision.name, in: folder)
    #expect(try plain.json()["gradients"] == nil)
    #expect(distance(try plain.json()["outputs"], reference["out"]) < precision.tolerance)
  }

  private static let wrongValues: [(values: String, says: String)] = [
    ("", "ends too early"),
    ("hello", "not JSON"),
    ("[1]", "not an object"),
    (#"{"inputs": {"x": [[1, 2, 3]]}, "params": {"w": [[1, 2, 3], [4, 5, 6]]}"#, "} is missing"),
    (#"{"params": {"w": [[1, 2, 3], [4, 5, 6]]}}"#, "no values for input `x`"),
    (#"{"inputs": {"x": [[1, 2, 3]]}}"#, "no values for param `w` of shape [2, 3]"),
    (#"{"input": {"x": [[1, 2, 3]]}}"#, "did you mean `inputs`?"),
    (#"{"inputs": [[1, 2, 3]]}"#, "`inputs` is not an object"),
    (#"{"inputs": {"x": [[1, 2, 3]], "y": [[1]]}, "params": {"w": [[1, 2, 3], [4, 5, 6]]}}"#, "no input `y`"),
    (#"{"inputs": {"x": [[1, 2, 3]]}, "params": {"w": [[1, 2, 3], [4, 5, 6]], "v": [1]}}"#, "no param `v`"),
    (#"{"inputs": {"x": [[1, 2, 3]]}, "params": {"w": [1, 2, 3, 4, 5, 6]}}"#, "[2, 3], not [6]"),
    (#"{"inputs": {"x": [[1, 2, 3, 4]]}, "params": {"w": [[1, 2, 3], [4, 5, 6]]}}"#, "[2, 4], not [2, 3]"),
    (#"{"inputs": {"x": [[[1, 2, 3]]]}, "params": {"w": [[1, 2, 3], [4, 5, 6]]}}"#, "float[1, 3]"),
    (#"{"inputs": {"x": []}, "params": {"w": [[1, 2, 3], [4, 5, 6]]}}"#, "no samples"),
    (#"{"inputs": {"x": 3}, "params": {"w": [[1, 2, 3], [4, 5, 6]]}}"#, "one entry a sample"),
    (#"{"inputs": {"x": [[1, 2, 3], [1, 2]]}}"#, "`inputs.x[1]` is a list of 2"),
    (#"{"inputs": {"x": [[1, 2, 3], 4]}}"#, "`inputs.x[1]` is a number"),
    (#"{"inputs": {"x": [[1, 2, [3]]]}}"#, "`inputs.x[0][2]` is a list"),
    (#"{"inputs": {"x": [["1", 2, 3]]}}"#, "`inputs.x[0][0]` is neither"),
    (#"{"inputs": {"x": [[true, 2, 3]]}}"#, "`inputs.x[0][0]` is neither"),
    (#"{"inputs": {"x": [[null, 2, 3]]}}"#, "`inputs.x[0][0]` is neither"),
    (#"{"inputs": {"x": [[NaN, 2, 3]]}}"#, "not JSON"),
    (#"{"inputs": {"x": [["NaN", 2, 3]]}}"#, "neither"),
    (#"{"inputs": {"x": [[1e999, 2, 3]]}}"#, "too large"),
    (#"{"inputs": {"x": [[1e300, 2, 3]]}, "params": {"w": [[1, 2, 3], [4, 5, 6]]}}"#, "single precision"),
    (#"{"inputs": {"x": [[1, 2, 3]]}, "inputs": {}}"#, "twice"),
    (
      #"{"inputs": {"x": [[1, 2, 3]]}, "params": {"w": [[1, 2, 3], [4, 5, 6]]}, "cotangent": [[1, 2]]}"#,
      "`cotangent` must have the shape [1, 3]"
    ),
    (
      "{\"inputs\": {\"x\": " + String(repeating: "[", count: 200_000)
        + String(repeating: "]", count: 200_000)
        + "}}", "too deeply"
    ),
    (
      "{\"inputs\": {\"x\": " + String(repeating: "[", count: 40) + "1" + String(repeating: "]", count: 40)
        + "}}", "more than 16 deep"
    ),
  ]

  @Test func valuesThatDoNotFit() throws {
    try folder.write("tiny.qgan", CommandLinePrograms.tiny)
    for (index, wrong) in Self.wrongValues.enumerated() {
      try folder.write("v\(index).json", wrong.values)
      let result = try qganc(
        "simulate", "tiny.qgan", "--circuit", "vqc(2)", "--values", "v\(index).json", "--gradients",
        in: folder)
      #expect(result.code == 3, "\(wrong.values.prefix(100)): \(result.errors.prefix(300))")
      #expect(result.errors.contains(wrong.says), "\(wrong.values.prefix(100)): \(result.errors.prefix(300))")
      #expect(result.output.isEmpty)
    }
    let missing = try qganc(
      "simulate", "tiny.qgan", "--circuit", "vqc(2)", "--values", "no.json", in: folder)
    #expect(missing.code == 3 && missing.errors.contains("no.json"))
  }

  @Test func callsThatAreWrong() throws {
    try folder.write("tiny.qgan", CommandLinePrograms.tiny)
    try folder.write(
      "v.json", #"{"inputs": {"x": [[1, 2, 3]]}, "params": {"w": [[1, 2, 3], [4, 5, 6]]}}"#)
    for (call, code) in [("vqc(2", "QG107"), ("vqcc(2)", "QG201")] {
      let result = try qganc("simulate", "tiny.qgan", "--circuit", call, "--values", "v.json", in: folder)
      #expect(result.code == 1 && result.errors.contains(code) && result.errors.contains("--circuit"))
      #expect(result.output.isEmpty)
    }
  }

  /// Numbers that are none are printed as `null`, and the code says so.
  @Test func resultsThatAreNotFinite() throws {
    try folder.write("log.qgan", "qgan 1.0;\nmodel M(input float[2] x) -> float[2] { return log(x); }")
    try folder.write("v.json", #"{"inputs": {"x": [[0, 1]]}}"#)
    let result = try qganc("simulate", "log.qgan", "--circuit", "M", "--values", "v.json", in: folder)
    #expect(result.code == 5)
    #expect(try result.json()["outputs"] == .array([.array([.null, .real(0)])]))
    #expect(result.errors.contains("`outputs`"))
  }

  /// A model's weights go by their dotted names, and the batch is written first.
  @Test func models() throws {
    try folder.write("m.qgan", "qgan 1.0;\nmodel M(input float[2] x) -> float[1] { return x |> dense(1); }")
    try folder.write(
      "v.json",
      #"""
      {"inputs": {"x": [[1, 2], [3, 4]]}, "params": {"dense.weight": [[10, 1]], "dense.bias": [0.5]},
       "cotangent": [[1], [2]]}
      """#)
    let result = try qganc(
      "simulate", "m.qgan", "--circuit", "M", "--values", "v.json", "--gradients", in: folder)
    #expect(result.code == 0, "\(result.errors)")
    let json = try result.json()
    #expect(numbers(json["outputs"]) == [12.5, 34.5])
    #expect(numbers(json["gradients"]?["inputs"]?["x"]) == [10, 1, 20, 2])
    #expect(numbers(json["gradients"]?["params"]?["dense.weight"]) == [7, 10])
    #expect(numbers(json["gradients"]?["params"]?["dense.bias"]) == [3])
  }
}
