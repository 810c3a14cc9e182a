import Foundation
import QganIR
import QganPasses
import QganRuntime
import Testing

@testable import QganTraining

/// Metrics of a run: what they are, and that they change nothing else.
@Suite struct EvaluationRunTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Five features of four numbers, from which three logits follow.
  private static func extractor() -> FeatureExtractor {
    func layer(_ outputs: Int, _ write: @escaping (inout NetworkWriter) throws -> Void) -> LayerFunction {
      LayerFunction(name: "Features", role: "features", inputShapes: [[4]], outputShape: [outputs]) {
        builder, inputs in
        var net = NetworkWriter(builder, inputs[0])
        try net.dense(5, at: "first")
        try write(&net)
        return net.x
      }
    }
    return FeatureExtractor(
      name: "Features", label: "-Features", features: layer(5) { _ in },
      logits: layer(3) { net in
        try net.apply("relu")
        try net.dense(3, at: "second")
      }, preparation: nil, weightFiles: [])
  }

  private func action(_ name: String, _ arguments: [String: ConstValue] = [:]) -> TrainingSpec.Action {
    TrainingSpec.Action(name: name, arguments: Arguments(values: arguments), datasets: [:])
  }

  private func spec(metrics: Bool = true) throws -> TrainingSpec {
    var spec = try TinyGAN.spec(in: folder)
    spec.features = Self.extractor()
    guard metrics else { return spec }
    spec.every.append(
      .init(
        interval: 1, unit: .epoch,
        actions: [
          action("fid", ["samples": .integer(10)]),
          action("kid", ["samples": .integer(12), "subsets": .integer(4), "subset_size": .integer(6)]),
          action("inception_score", ["samples": .integer(9), "splits": .integer(2)]),
          action(
            "precision_recall", ["samples": .integer(10), "real": .integer(14), "neighbours": .integer(2)]),
          action("marginals", ["samples": .integer(7), "bins": .integer(5)]),
        ]))
    return spec
  }

  private func trainer(_ spec: TrainingSpec, _ run: RunFolder, cache: String? = nil) throws -> Trainer<Float>
  {
    try Trainer<Float>(
      spec, plans: plainPlans(spec), folder: run,
      options: TrainerOptions(keptCheckpoints: 3, configurationHash: "a hash", cacheFolder: cache))
  }

  private func newRun(_ name: String = "run") throws -> RunFolder {
    let run = try RunFolder.create(in: folder.path, name: name)
    try run.writeConfiguration(.object([:]))
    return run
  }

  private func records(_ run: RunFolder) throws -> [JSONValue] {
    try String(contentsOfFile: run.path(EvaluationRecord.fileName), encoding: .utf8).split(separator: "\n")
      .map {
        try JSONParser.parse(Array($0.utf8))
      }
  }

  @Test func valuesAndCompanions() throws {
    let run = try newRun()
    _ = try trainer(spec(), run).run()
    let found = try records(run)
    #expect(found.count == 4)
    let last = try #require(found.last)
    let keys = [
      "fid-Features", "kid-Features", "kid-Features.deviation", "kid-Features.whole",
      "inception_score-Features",
      "inception_score-Features.deviation", "precision-Features", "recall-Features", "density-Features",
      "coverage-Features", "marginals", "marginals.largest",
    ]
    guard case .object(let values)? = last["values"] else {
      Issue.record("there are no values")
      return
    }
    #expect(Array(values.keys) == keys)
    #expect(values.values.allSatisfy { $0.asReal?.isFinite == true })
    #expect(try #require(values["fid-Features"]?.asReal) > 0)
    let score = try #require(values["inception_score-Features"]?.asReal)
    #expect(score >= 1 && score <= 3)
    #expect(last["metrics"]?.asArray?.map { $0["generated"]?.asInteger } == [10, 12, 9, 10, 7])
    #expect(last["metrics"]?.asArray?.map { $0["real"]?.asInteger } == [10, 12, nil, 14, 7])
    #expect(last["features"]?["weights_sha256"]?.asString?.count == 64)
    #expect(last["real"]?["sha256"]?.asString?.count == 64)
    #expect(last["generated"]?["samples"] == .integer(12) && last["generated"]?["seed"] == .integer(11))
    // The metrics log holds the same numbers.
    let lines = try String(contentsOfFile: run.path("metrics.jsonl"), encoding: .utf8).split(separator: "\n")
    let line = try #require(lines.last { $0.contains("kid-Features") })
    let logged = try JSONParser.parse(Array(line.utf8))
    for key in keys { #expect(logged[key] == values[key], "\(key)") }
  }

  /// Through the same weights, samples and order, in double precision from features found here.
  @Test func valuesAreThoseOfTheDefinitions() throws {
    var spec = try spec()
    spec.every.removeLast()
    spec.every.append(
      .init(
        interval: 4, unit: .epoch, actions: [action("fid", ["samples": .integer(13)]), action("checkpoint")]))
    let run = try newRun()
    let trainer = try trainer(spec, run)
    _ = try trainer.run()
    let plan = try makePlan(TrainingGraphs.extract(Self.extractor(), batch: 1, classes: false))
    let executor = try Executor<Float>(
      plan: plan, variables: VariableStore(plan.variables.values, seed: spec.seed), seed: spec.seed)
    func features(_ samples: [Float]) throws -> FeatureMatrix {
      var rows: [Float] = []
      for start in stride(from: 0, to: samples.count, by: 4) {
        try executor.setInput("data", to: Array(samples[start..<start + 4]))
        try executor.run(step: 0)
        rows += try executor.output("output")
      }
      return FeatureMatrix(rows, columns: 5)
    }
    let order = RandomStream(seed: 0, name: "metrics real").permutation(of: 14)
    let real = order.prefix(13).flatMap { Array(trainer.data.sample($0)) }
    let made = try #require(trainer.tools.maker).samples(13, for: .metrics)
    let algebra = LinearAlgebra()
    let sides = try [features(made), features(real)].map {
      try FrechetDistance.Side(GaussianStatistics($0, algebra: algebra), algebra: algebra)
    }
    let expected = try FrechetDistance.between(sides[0], sides[1], algebra: algebra)
    let found = try #require(try records(run).last?["values"]?["fid-Features"]?.asReal)
    #expect(abs(found - expected) < 1e-5 * expected)
  }

  /// A run with metrics is the run without them, and more lines in its logs.
  @Test func metricsDisturbNothing() throws {
    let (with, without) = (try newRun("with"), try newRun("without"))
    _ = try trainer(spec(), with).run()
    _ = try trainer(spec(metrics: false), without).run()
    let (a, b) = (try RunSnapshot(of: with.path), try RunSnapshot(of: without.path))
    #expect(!b.files.keys.contains(EvaluationRecord.fileName))
    // Checkpoints note how long the logs are, and nothing else differs in them.
    let differing = a.differences(from: b).filter { !$0.hasPrefix("checkpoints/") }
    #expect(Set(differing) == [EvaluationRecord.fileName, "metrics.jsonl", EventLog.fileName])
    for name in b.files.keys where name.hasPrefix("checkpoints/") {
      let (x, y) = (try Checkpoint(path: with.path(name)), try Checkpoint(path: without.path(name)))
      #expect(x.tensors == y.tensors && x.step == y.step)
    }
  }

  /// Killed at any batch and resumed, with features from a cache or not: the same bytes.
  @Test func resumedRunsAreTheSame() throws {
    let spec = try spec()
    let whole = try newRun("whole")
    _ = try trainer(spec, whole).run()
    let expected = try RunSnapshot(of: whole.path)
    for batches in [0, 1, 4, 7, 10, 11] {
      let run = try newRun("killed")
      do {
        let killed = try trainer(spec, run)
        for _ in 0..<batches { try killed.advance() }
      }
      _ = try trainer(spec, run, cache: folder.path + "/cache").run()
      #expect(try RunSnapshot(of: run.path).differences(from: expected) == [], "killed after \(batches)")
    }
  }

  @Test func cache() throws {
    let cache = folder.path + "/cache"
    let spec = try spec()
    let first = try newRun()
    _ = try trainer(spec, first, cache: cache).run()
    let files = folder.list("cache")
    #expect(files.count == 1)
    let path = try "\(cache)/\(#require(files.first))"
    let kept = try Data(contentsOf: URL(fileURLWithPath: path))
    func expectSame(_ what: String) throws {
      let run = try newRun()
      _ = try trainer(spec, run, cache: cache).run()
      #expect(try RunSnapshot(of: run.path) == RunSnapshot(of: first.path), "\(what)")
      #expect(folder.list("cache") == files)
      #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == kept, "\(what)")
    }
    try expectSame("from the cache")
    // Damage of any kind is found, and what was kept is made again.
    for (what, damage) in [
      ("a bit", { (data: inout Data) in data[data.count - 3] ^= 1 }), ("the end", { $0.removeLast(9) }),
      ("the header", { $0[3] = 0xFF }), ("all", { $0 = Data() }),
    ] as [(String, (inout Data) -> Void)] {
      var data = kept
      damage(&data)
      try data.write(to: URL(fileURLWithPath: path))
      try expectSame("without \(what)")
    }
    // Features that are whole but others are used: so it is the cache that is read.
    let key = try #require(files.first).dropFirst("features-".count).dropLast(".safetensors".count)
    try FeatureCache(folder: cache).store(
      FeatureMatrix([Float](repeating: 1, count: 14 * 5), columns: 5), String(key))
    let run = try newRun()
    _ = try trainer(spec, run, cache: cache).run()
    #expect(try RunSnapshot(of: run.path) != RunSnapshot(of: first.path))
    // Other data have another key.
    var other = spec
    other.data.range = [0, 1]
    _ = try trainer(other, newRun(), cache: cache).run()
    #expect(folder.list("cache").count == 2)
  }

  /// A checkpoint evaluated afterwards has the values that the run logged.
  @Test func checkpointsAfterwards() throws {
    let run = try newRun()
    let spec = try spec()
    _ = try trainer(spec, run).run()
    let found = try #require(try run.checkpoints().newestValid())
    var only = spec
    only.every = [try #require(spec.every.last)]
    let evaluator = try CheckpointEvaluator(
      only, plans: plainPlans(spec), weights: WeightSource(), checkpoint: found.checkpoint, path: found.path)
    let record = try evaluator.evaluate(step: found.checkpoint.step, epoch: 3)
    let expected = try #require(try records(run).last)
    guard case .object(var members) = record.json else { return }
    members["notes"] = nil
    #expect(JSONValue.object(members) == expected)
  }

  @Test func fewSamples() throws {
    /// Keeps what is reported.
    final class Listener: TrainingObserver {
      var messages: [String] = []
      func trainingDidStart(_ start: TrainingStart) {}
      func trainingDidStep(_ progress: TrainingProgress) {}
      func trainingDidReport(_ message: String) { messages.append(message) }
    }
    let listener = Listener()
    let spec = try spec()
    _ = try Trainer<Float>(
      spec, plans: plainPlans(spec), folder: newRun(), options: TrainerOptions(), observer: listener
    ).run()
    // Ten samples are not fewer than twice five features; nine are.
    #expect(!listener.messages.contains { $0.contains("mostly bias") })
    var fewer = spec
    fewer.every = [.init(interval: 1, unit: .epoch, actions: [action("fid", ["samples": .integer(9)])])]
    _ = try Trainer<Float>(
      fewer, plans: plainPlans(fewer), folder: newRun(), options: TrainerOptions(), observer: listener
    ).run()
    #expect(listener.messages.count { $0.contains("mostly bias") } == 1)
  }
}
