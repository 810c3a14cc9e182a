import Foundation
import QganIR
import QganLibrary
import QganPasses
import QganRuntime
import Testing

@testable import QganTraining

/// Where samples and latents come from.
struct TrainingDataTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Adds 1 and keeps the first two numbers.
  private func layer() -> LayerFunction {
    LayerFunction(name: "part", role: "through", inputShapes: [[4]], outputShape: [2]) { builder, inputs in
      let value = try builder.graph.slice(
        inputs[0].value, starts: [0, 0], steps: [1, 1], shape: [builder.batch, 2])
      return builder.tensor(try builder.graph.offset(value, by: 1), isBatched: true)
    }
  }

  @Test func samplesGoThroughALayer() throws {
    var spec = try TinyGAN.spec(in: folder)
    let plans = plainPlans(spec)
    let loader = DatasetLoader<Float>(
      plans: plans, weights: WeightSource(), options: TrainerOptions(), seed: 0)
    let plain = try loader.load(spec.data)
    spec.data.through = layer()
    let mapped = try loader.load(spec.data)
    #expect(mapped.shape == [2])
    #expect(mapped.count == 14)
    for index in 0..<14 {
      #expect(Array(mapped.sample(index)) == plain.sample(index).prefix(2).map { $0 + 1 })
    }
    // A dataset of that dataset.
    var outer = spec.data
    outer.source = .dataset(spec.data)
    (outer.through, outer.limit) = (nil, 3)
    let nested = try loader.load(outer)
    #expect(nested.count == 3)
    #expect(nested.samples == Array(mapped.samples.prefix(6)))
  }

  @Test func everyEpochUsesFullBatchesInANewOrder() throws {
    // Each sample is its own number, so that batches can be read back.
    let values = (0..<14).flatMap { index in [Float](repeating: Float(index) / 13, count: 4) }
    let spec = try TinyGAN.spec(in: folder, data: values)
    let trainer = try Trainer<Double>(
      spec, plans: plainPlans(spec), folder: RunFolder.create(in: folder.path, name: "order"))
    let input = try #require(trainer.discriminator?.input(TrainingNames.data))
    var epochs: [[Int]] = []
    for _ in 0..<2 {
      var used: [Int] = []
      for _ in 0..<3 {
        try trainer.advance()
        for place in 0..<4 { used.append(Int(((input[place * 4] + 1) / 2 * 13).rounded())) }
      }
      epochs.append(used)
    }
    #expect(epochs.allSatisfy { Set($0).count == 12 && $0.allSatisfy { 0..<14 ~= $0 } })
    #expect(epochs[0] != epochs[1])
    #expect(epochs[0] != epochs[0].sorted())
  }

  @Test func latentsAreFreshForEveryStep() throws {
    let source = try LatentSource<Float>(.uniform(low: 2, high: 5), shapes: [[3]], seed: 4)
    func draw(_ use: LatentSource<Float>.Use, _ step: Int) -> [Float] {
      let buffer = UnsafeMutableBufferPointer<Float>.allocate(capacity: 600)
      defer { buffer.deallocate() }
      source.fill(buffer, input: 0, for: use, step: step, row: 0)
      return Array(buffer)
    }
    let all = [draw(.discriminator, 0), draw(.discriminator, 1), draw(.generator, 0), draw(.grid, 0)]
    #expect(Set(all).count == 4)
    #expect(draw(.discriminator, 1) == all[1])
    #expect(all.joined().allSatisfy { 2..<5 ~= $0 })
    #expect(abs(all.joined().reduce(0, +) / 2400 - 3.5) < 0.1)
  }

  @Test func rowsOfAFileRepeat() throws {
    let path = try folder.npy("z", [0, 1, 2, 3, 4, 5], shape: [3, 2])
    let source = try LatentSource<Double>(.file(path: path), shapes: [[2]], seed: 0)
    let buffer = UnsafeMutableBufferPointer<Double>.allocate(capacity: 4)
    defer { buffer.deallocate() }
    source.fill(buffer, input: 0, for: .generator, step: 9, row: 2)
    #expect(Array(buffer) == [4, 5, 0, 1])
    let error = try #require(throws: TrainingError.self) {
      _ = try LatentSource<Double>(.file(path: path), shapes: [[3]], seed: 0)
    }
    #expect(error.exitCode == 3)
  }

  @Test func grids() throws {
    var spec = try TinyGAN.spec(in: folder)
    spec.view = LayerFunction(name: "view", role: "view", inputShapes: [[4]], outputShape: [3, 2, 2]) {
      builder, inputs in
      let value = try builder.graph.broadcast(
        builder.graph.reshape(inputs[0].value, to: [builder.batch, 2, 2]), to: [builder.batch, 3, 2, 2],
        axes: [0, 2, 3])
      return builder.tensor(value, isBatched: true)
    }
    let run = try RunFolder.create(in: folder.path, name: "grids")
    _ = try Trainer<Float>(spec, plans: plainPlans(spec), folder: run).run()
    // After 3, 6, 9 and 12 batches, 2 a step.
    #expect(
      try Folder.list(run.path("samples")).filter { $0.hasSuffix(".png") } == [
        "step-000001.png", "step-000003.png", "step-000004.png", "step-000006.png",
      ])
    let image = try PNGFile.read(path: run.path("samples/step-000006.png"))
    #expect(image.channels == 3)
    #expect(image.height == 2 * 58 + 2)
    #expect(image.width == 3 * 58 + 2)
  }
}
