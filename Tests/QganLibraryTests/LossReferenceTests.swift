import QganIR
import QganPasses
import Testing

@testable import QganLibrary

/// Values of losses against PyTorch's.
@Suite struct LossReferenceTests {
  let reference: Reference
  init() throws { reference = try Reference.load() }

  @Test func everyLossIsCompared() {
    let compared = Set(reference.losses.map(\.loss) + reference.supervised.map(\.loss) + ["wgan_gp"])
    let available = Library.losses.filter { $0.availability == .available }
    #expect(compared == Set(available.map(\.name)))
  }

  @Test func adversarialLossesAgree() throws {
    for expected in reference.losses {
      let loss = try #require(Catalog.library.losses[expected.loss])
      guard case .adversarial(let discriminator, let generator) = loss.kind else {
        Issue.record("\(expected.loss) is not adversarial")
        continue
      }
      let arguments = Arguments(values: [:]).fillingDefaults(of: loss.parameters)
      let graph = GraphBuilder(name: loss.name)
      let builder = ModelBuilder(graph: graph, batch: expected.real.shape[0], mode: .training)
      func logits(_ name: String) -> Tensor {
        Tensor(value: graph.input(name, TensorType(expected.real.shape)), shape: [1], isBatched: true)
      }
      var context = LossDefinition.Adversarial(
        builder: builder, real: logits("real"), fake: logits("fake"), realData: nil, fakeData: nil,
        discriminator: { _ in throw IRError("not for this loss") },
        gradient: { _, _ in throw IRError("not for this loss") })
      let d = try discriminator(context, arguments)
      context.real = nil
      let g = try generator(context, arguments)
      for (name, value) in [("d", d), ("g", g)] {
        #expect(value.shape.isEmpty && !value.isBatched)
        graph.output(name, value.value)
      }
      let outcome = try Machine.run(
        graph.graph, inputs: ["real": expected.real.tensor, "fake": expected.fake.tensor])
      #expect(try distance(outcome.values("d"), [expected.discriminator]) < 1e-12, "\(expected.loss)")
      #expect(try distance(outcome.values("g"), [expected.generator]) < 1e-12, "\(expected.loss)")
    }
  }

  @Test func supervisedLossesAgree() throws {
    for expected in reference.supervised {
      let loss = try #require(Catalog.library.losses[expected.loss])
      guard case .supervised(let write) = loss.kind else {
        Issue.record("\(expected.loss) is not supervised")
        continue
      }
      let graph = GraphBuilder(name: loss.name)
      let builder = ModelBuilder(graph: graph, batch: expected.output.shape[0], mode: .training)
      func input(_ name: String, _ numbers: Reference.Numbers) -> Tensor {
        builder.tensor(graph.input(name, TensorType(numbers.shape)), isBatched: true)
      }
      let value = try write(
        builder, input("output", expected.output), input("target", expected.target),
        Arguments(values: [:]))
      #expect(value.shape.isEmpty && value.isBatched)
      graph.output("y", value.value)
      let outcome = try Machine.run(
        graph.graph, inputs: ["output": expected.output.tensor, "target": expected.target.tensor])
      #expect(try distance(outcome.values("y"), expected.values.values) < 1e-11, "\(expected.loss)")
    }
  }

  @Test func onlyWGANClipsWeights() throws {
    for loss in Library.losses {
      let arguments = Arguments(values: [:]).fillingDefaults(of: loss.parameters)
      #expect(loss.weightClip?(arguments) == (loss.name == "wgan" ? 0.01 : nil))
    }
  }

  @Test func wrongShapesAreExplained() throws {
    let graph = GraphBuilder(name: "wrong")
    let builder = ModelBuilder(graph: graph, batch: 2, mode: .training)
    func data(_ shape: [Int]) -> Tensor {
      builder.tensor(graph.input("x\(graph.graph.inputs.count)", TensorType([2] + shape)), isBatched: true)
    }
    let cases: [(loss: String, output: [Int], target: [Int], culprit: IRError.Culprit)] = [
      ("cross_entropy", [3, 2], [], .operand(0)), ("cross_entropy", [3], [2], .operand(1)),
      ("mse", [3], [2], .operand(1)), ("l1", [3], [], .operand(1)),
    ]
    for wrong in cases {
      guard case .supervised(let write)? = Catalog.library.losses[wrong.loss]?.kind else {
        Issue.record("\(wrong.loss) is not supervised")
        continue
      }
      let error = try #require(throws: IRError.self) {
        try write(builder, data(wrong.output), data(wrong.target), Arguments(values: [:]))
      }
      #expect(error.culprit == wrong.culprit)
    }
  }
}
