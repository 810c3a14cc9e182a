import Foundation
import QganDriver
import QganTestSupport
import QganTraining
import Testing

/// Models that start from a checkpoint of PyTorch, in both formats, against PyTorch's own outputs.
@Suite struct LoadedModelTests {
  private let folder: TemporaryFolder
  private let fixtures: JSONValue

  init() throws {
    folder = try TemporaryFolder()
    let path = Repository.root.appending(path: "Tests/Fixtures/training/torch.json").path
    fixtures = try JSONParser.parse(ByteSource(path: path).readAll())
    for (name, suffix) in [("checkpoint/zip", "pt"), ("checkpoint/legacy", "pth")] {
      let digits = fixtures["files"]?[name]?["hex"]?.asString?.compactMap(\.hexDigitValue) ?? []
      let bytes = stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
      try Data(bytes).write(to: URL(fileURLWithPath: "\(folder.path)/w.\(suffix)"))
    }
  }

  private func program(_ load: String) -> String {
    """
    model net(input float[1, 4, 4] x) -> float[3] {
      layer conv_stem = conv2d(2, kernel: 3, bias: false);
      layer bn0 = batch_norm(eps: 1e-3);
      layer blocks[0] = dense(8);
      layer blocks[1] = dense(3);
      return x |> conv_stem |> bn0 |> relu |> flatten |> blocks[0] |> relu |> blocks[1];
    }
    model m(input float[1, 4, 4] x) -> float[3] { return x |> load(net, \(load)); }
    """
  }

  private let renames = "rename: [\"blocks.*.* -> _blocks.*.*\", \"*.* -> _*.*\"]"

  private func outputs(_ load: String) throws -> [Double] {
    let compilation = try compilation(program(load))
    try #require(compilation.check().isEmpty, "\(compilation.diagnostics.map(\.message))")
    let x = NestedArray(shape: [1, 1, 4, 4], elements: (0..<16).map { Double($0) / 4 - 1 })
    let values = Simulation.Values(inputs: ["x": x], params: nil, cotangent: nil)
    let function = try #require(compilation.function("m", inputShapes: [[1, 4, 4]])).function
    let simulation = try Simulation(
      function, inputNames: ["x"], values: values, gradients: false, weights: compilation.weightSource())
    return try simulation.run(.double).outputs.elements
  }

  @Test(arguments: ["w.pt", "w.pth"]) func renamedPartsOfCheckpointsGivePyTorchsOutputs(file: String) throws {
    let expected = (fixtures["outputs"]?.asArray ?? []).compactMap(\.asReal)
    let found = try outputs(
      "from: \"\(folder.path)/\(file)\", at: \"state_dict\", \(renames), ignore: [\"_fc.*\"]")
    #expect(found.count == 3 && agree(found, expected, tolerance: 1e-12), "\(found) \(expected)")
  }

  /// Several rules in one string are the list of them.
  @Test func rulesMayStandInOneString() throws {
    let rules = "rename: \"blocks.*.* -> _blocks.*.*, *.* -> _*.*\""
    let from = "from: \"\(folder.path)/w.pt\", at: \"state_dict\", ignore: [\"_fc.*\"]"
    #expect(try outputs("\(from), \(rules)") == outputs("\(from), \(renames)"))
  }

  @Test func whatDoesNotMatchIsNamed() throws {
    let from = "from: \"\(folder.path)/w.pt\""
    for (load, words) in [
      ("\(from), at: \"state_dict\", \(renames)", "`state_dict._fc.weight` and 1 more is not used"),
      ("\(from), \(renames), ignore: [\"_fc.*\"]", "there is no tensor `_conv_stem.weight`"),
      ("\(from), at: \"state_dict\"", "there is no tensor `state_dict.conv_stem.weight`"),
    ] {
      let error = try #require(throws: TrainingError.self) { _ = try outputs(load) }
      #expect("\(error)".contains(words), "\(error)")
    }
  }

  @Test func otherSuffixesAreRefused() throws {
    for name in ["w.npz", "w", "pth"] {
      let found = try findings(program("from: \"\(name)\""))
      #expect(found.count == 1 && found[0].contains(".safetensors file, or a train block"), "\(found)")
    }
    for name in ["w.bin", "w.pt", "w.pth", "w.safetensors"] {
      #expect(try findings(program("from: \"\(name)\"")).isEmpty)
    }
  }
}
