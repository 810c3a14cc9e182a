import Foundation
import QganIR
import QganLibrary
import QganPasses
import QganRuntime
import Testing

@testable import QganTraining

/// What a frozen backbone makes of the data is computed once, and nothing else changes.
struct FrozenDataTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// `TinyGAN` whose discriminator starts with frozen layers; `before` is written in front of them, `behind` after.
  private func spec(
    loss: String = "bce", sharesLatents: Bool = false, steps: Int = 1,
    before: @escaping (inout NetworkWriter) throws -> Void = { _ in },
    behind: @escaping (inout NetworkWriter) throws -> Void = { _ in }
  ) throws -> TrainingSpec {
    var spec = try TinyGAN.spec(in: folder, discriminatorSteps: steps, loss: loss)
    var discriminator = TinyGAN.discriminator()
    discriminator.build = { builder, inputs in
      var net = NetworkWriter(builder, inputs[0])
      try before(&net)
      try builder.frozen {
        try net.reshape([1, 2, 2])
        try net.conv(6, at: "frozen")
        try net.apply("batch_norm")
        try net.apply("relu")
        try net.apply("flatten")
      }
      try behind(&net)
      try net.dense(3, at: "first")
      try net.apply("tanh")
      try net.dense(1, at: "last")
      return net.x
    }
    spec.networks = .adversarial(generator: TinyGAN.generator(), discriminator: discriminator)
    spec.sharesLatents = sharesLatents
    return spec
  }

  /// The metrics of a run, with frozen features computed once or in every step.
  private func metrics(_ spec: TrainingSpec, isWhole: Bool) throws -> [[String: Double]] {
    let run = try RunFolder.create(in: folder.path, name: isWhole ? "whole" : "taken")
    let graphs = TrainingGraphs(spec)
    let trainer = try Trainer<Double>(
      spec, plans: { try makePlan(isWhole ? graphs.wholeGraph(of: $0) : graphs.graph(of: $0)) }, folder: run)
    #expect(try trainer.run() == .finished(step: spec.totalSteps))
    let lines = try ByteSource(path: run.path("metrics.jsonl")).readAll().split(separator: UInt8(ascii: "\n"))
    return try lines.map { line in
      guard case .object(let members) = try JSONParser.parse(Array(line)) else { return [:] }
      return Dictionary(members.compactMap { key, value in value.asReal.map { (key, $0) } }) { a, _ in a }
    }
  }

  @Test(arguments: [("bce", false, 1), ("bce", true, 1), ("bce", true, 3), ("wgan_gp", false, 2)])
  func runsAreTheSame(loss: String, sharesLatents: Bool, steps: Int) throws {
    let spec = try spec(loss: loss, sharesLatents: sharesLatents, steps: steps)
    let data = TrainingGraphs(spec)
    let program = sharesLatents && steps == 1 ? TrainingProgram.jointStep : .discriminatorStep
    #expect(
      try data.graph(of: program).inputs.contains { $0.name == TrainingNames.frozenFeature(0) })
    #expect(try data.graph(of: .frozenFeatures).verify().isEmpty)
    let (whole, taken) = (try metrics(spec, isWhole: true), try metrics(spec, isWhole: false))
    #expect(!whole.isEmpty && whole.count == taken.count)
    for (a, b) in zip(whole, taken) {
      #expect(a.keys.sorted() == b.keys.sorted())
      for (key, value) in a {
        let other = try #require(b[key])
        #expect(abs(value - other) <= 1e-9 * max(1, abs(value)), "\(key)")
      }
    }
  }

  @Test func dataAreNotFedWhereOnlyFeaturesAreRead() throws {
    let spec = try spec()
    let step = try TrainingGraphs(spec).graph(of: .discriminatorStep)
    #expect(!step.inputs.contains { $0.name == TrainingNames.data })
    #expect(step.verify().isEmpty)
    // The gradient penalty looks at the data themselves too.
    let penalized = try TrainingGraphs(self.spec(loss: "wgan_gp")).graph(of: .discriminatorStep)
    #expect(penalized.inputs.contains { $0.name == TrainingNames.data })
    #expect(penalized.inputs.contains { $0.name == TrainingNames.frozenFeature(0) })
  }

  @Test func nothingIsTakenOutBehindARandomDrawOrATrainedWeight() throws {
    let layers: [(inout NetworkWriter) throws -> Void] = [
      { try $0.apply("dropout", ["p": .real(0.3)]) },
      { try $0.dense(4, at: "trained") },
      // Its statistics are of the batch.
      { try $0.apply("batch_norm", at: "own") },
    ]
    for before in layers {
      let spec = try spec(before: before)
      let graphs = TrainingGraphs(spec)
      let step = try graphs.graph(of: .discriminatorStep)
      #expect(step == (try graphs.wholeGraph(of: .discriminatorStep)))
    }
  }

  @Test func samplesThatMeetAreNotTakenOut() throws {
    let spec = try spec(behind: { net in
      try net.reshape([6, 2, 2])
      try net.apply("minibatch_stddev")
      try net.apply("flatten")
    })
    let graphs = TrainingGraphs(spec)
    let features = try graphs.graph(of: .frozenFeatures)
    // The features end where samples of a batch meet.
    #expect(features.outputs.allSatisfy { features.type(of: $0.value).count == 4 * 24 })
    let (whole, taken) = (try metrics(spec, isWhole: true), try metrics(spec, isWhole: false))
    for (a, b) in zip(whole, taken) {
      for (key, value) in a { #expect(abs(value - (b[key] ?? .nan)) <= 1e-9 * max(1, abs(value)), "\(key)") }
    }
  }

  @Test func tooManyFeaturesAreNotKept() throws {
    var spec = try spec()
    let graphs = TrainingGraphs(spec)
    let whole = try graphs.wholeGraph(of: .discriminatorStep)
    let limit = FrozenData.sizeLimit / 4 / 24
    #expect(try FrozenData(whole, batch: 4, samples: limit).features != nil)
    #expect(try FrozenData(whole, batch: 4, samples: limit + 1).features == nil)
    spec.data.description.count = limit + 1
    #expect(try TrainingGraphs(spec).graph(of: .discriminatorStep) == whole)
  }
}
