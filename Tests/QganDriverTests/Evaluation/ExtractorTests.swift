import QganIR
import QganPasses
import QganSema
import Testing

@testable import QganDriver

/// Builtin feature extractors: every one of the registry is written into a graph, and says what it is called.
@Suite struct ExtractorTests {
  /// What one writes, the label of its metrics, features and classes.
  private static let expected: [String: (text: String, label: String, features: Int, classes: Int)] = [
    "inception_v3": ("inception_v3(path: \"w.pth\")", "", 2048, 1008),
    "lite0": ("lite0(path: \"w.pth\")", "-lite0", 1280, 1000),
    "fashion28": ("fashion28", "-fashion28", 64, 10),
  ]

  @Test func noneIsForgotten() {
    #expect(Set(Catalog.standard.extractors.keys) == Set(Self.expected.keys))
  }

  @Test(arguments: expected.keys.sorted(), [[3, 32, 32], [1, 28, 28], [20, 24]])
  func everyExtractor(name: String, shape: [Int]) throws {
    let wanted = try #require(Self.expected[name])
    let compilation = try FileEvaluation.compilation()
    let found = compilation.extractor(wanted.text, shape: shape, classes: true)
    let extractor = try #require(found, "\(compilation.diagnostics.map(\.message))")
    #expect(extractor.label == wanted.label && extractor.name == name)
    #expect(extractor.features.outputShape == [wanted.features])
    #expect(extractor.logits?.outputShape == [wanted.classes])
    #expect(extractor.features.inputShapes == [try #require(extractor.preparation?.shape(of: shape))])
    #expect(extractor.weightFiles == [name == "fashion28" ? "std/fashion28.safetensors" : "w.pth"])
    let graph = try TrainingGraphs.extract(extractor, batch: 2, classes: true)
    #expect(graph.outputs.map(\.name) == [TrainingNames.output, TrainingNames.logits])
    // What both outputs need is computed once.
    let both = try Lowering().plan(graph)
    let one = try Lowering().plan(TrainingGraphs.extract(extractor, batch: 2, classes: false))
    let convolutions = { (plan: Plan) in plan.instructions.count { $0.primitive.hasPrefix("conv") } }
    #expect(convolutions(both) == convolutions(one) && convolutions(one) > 2)
  }

  @Test func sizes() throws {
    let compilation = try FileEvaluation.compilation()
    let found = compilation.extractor("lite0(path: \"w.pth\", size: 96)", shape: [1, 28, 28], classes: false)
    let extractor = try #require(found)
    #expect(extractor.label == "-lite0-96" && extractor.features.inputShapes == [[3, 96, 96]])
    #expect(extractor.logits == nil)
    #expect(extractor.preparation?.resizing(of: [1, 28, 28]) == "bicubic to 96x96")
    #expect(extractor.preparation?.resizing(of: [3, 96, 96]) == "none")
    #expect(
      compilation.extractor("lite0(path: \"w.pth\", size: 2)", shape: [1, 28, 28], classes: false) == nil)
    #expect(compilation.diagnostics.contains { $0.message.contains("from 8 to 1024") })
  }

  @Test func lists() throws {
    #expect(
      EvaluationArguments.calls(in: " fid , kid(subsets: 2, subset_size: 3),") == [
        "fid", "kid(subsets: 2, subset_size: 3)",
      ])
    #expect(EvaluationArguments.calls(in: " , ").isEmpty)
    #expect(try EvaluationArguments.features("lite0", weights: "a\"b") == "lite0(path: \"a\\\"b\")")
    #expect(
      try EvaluationArguments.features("lite0(size: 96)", weights: "w") == "lite0(size: 96, path: \"w\")")
    #expect(try EvaluationArguments.features("lite0()", weights: "w") == "lite0(path: \"w\")")
    #expect(throws: DriverError.self) { try EvaluationArguments.features("lite0(path: \"x\")", weights: "w") }
  }

  @Test func directions() {
    let catalog = Catalog.standard
    for key in [
      "fid", "fid-lite0", "kid-lite0-96", "kid-lite0.whole", "marginals.largest", "total_variation",
    ] {
      #expect(catalog.direction(ofMetric: key) == .lower, "\(key)")
    }
    for key in ["inception_score", "precision-lite0", "coverage-FEATURES", "accuracy", "accuracy.unseen"] {
      #expect(catalog.direction(ofMetric: key) == .higher, "\(key)")
    }
    for key in ["kid.deviation", "inception_score-lite0.deviation", "loss.generator", "step", "fidelity"] {
      #expect(catalog.direction(ofMetric: key) == nil, "\(key)")
    }
  }
}
