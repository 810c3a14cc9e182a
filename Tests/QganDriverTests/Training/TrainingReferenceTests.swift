import Foundation
import QganIR
import QganLibrary
import QganRuntime
import QganTraining
import Testing

/// The losses of a convolutional GAN over three steps, against PyTorch's.
struct TrainingReferenceTests {
  private func reference() throws -> JSONValue {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let data = try Data(contentsOf: folder.appendingPathComponent("Reference/W7-linear.json"))
    return try JSONParser.parse(Array(data))
  }

  @Test func singlePrecision() throws { try check(Float.self, lossTolerance: 1e-4, sumTolerance: 2e-3) }

  @Test func doublePrecision() throws { try check(Double.self, lossTolerance: 1e-9, sumTolerance: 1e-7) }

  private func check<Scalar: RuntimeScalar>(
    _: Scalar.Type, lossTolerance: Double, sumTolerance: Double
  ) throws {
    let folder = try TemporaryFolder()
    let spec = try ReferenceGAN.spec(in: folder)
    let run = try RunFolder.create(in: folder.path, name: "w7")
    let trainer = try Trainer<Scalar>(spec, plans: plainPlans(spec), folder: run)
    #expect(try trainer.run() == .finished(step: 3))

    let reference = try reference()
    let losses = try #require(reference["losses_d_g"]?.asArray)
    let lines = try String(contentsOfFile: run.path("metrics.jsonl"), encoding: .utf8).split(separator: "\n")
    #expect(lines.count == 3)
    for (line, expected) in zip(lines, losses) {
      let values = try JSONParser.parse(Array(line.utf8))
      let discriminator = try #require(values["loss.discriminator"]?.asReal)
      let generator = try #require(values["loss.generator"]?.asReal)
      let wanted = (expected.asArray ?? []).compactMap(\.asReal)
      try #require(wanted.count == 2)
      #expect(abs(discriminator - wanted[0]) < lossTolerance)
      #expect(abs(generator - wanted[1]) < lossTolerance)
    }
    let checkpoint = try #require(try run.checkpoints().newestValid()).checkpoint
    for (role, letter, table) in [
      ("generator", "G", ReferenceGAN.generatorTable),
      ("discriminator", "D", ReferenceGAN.discriminatorTable),
    ] {
      for entry in table {
        let expected = try #require(reference["after_3_steps"]?[letter]?[entry.name])
        let sum = try #require(expected["sum"]?.asReal)
        let size = try #require(expected["sum_abs"]?.asReal)
        let values = try entry.paths.flatMap { path in
          try #require(checkpoint.tensors["\(role).\(path)"]).doubles
        }
        let tolerance = sumTolerance * max(1, size)
        #expect(abs(values.reduce(0, +) - sum) < tolerance)
        #expect(abs(values.reduce(0) { $0 + abs($1) } - size) < tolerance)
      }
    }
  }
}

/// The networks, initial values and data that the reference file defines.
enum ReferenceGAN {
  struct Entry {
    var name: String
    /// Our tensors that the entry's elements are, in order.
    var paths: [String]
    var counts: [Int]
    /// Half the width of the uniform range; `nil` for constants.
    var width: Double?
    var constant = 0.0
  }

  static let batch = 64

  static let generatorTable = [
    Entry(name: "vqc", paths: ["core.weight", "core.bias"], counts: [25, 5], width: 0.5),
    Entry(name: "lin.w", paths: ["lin.weight"], counts: [10240], width: 0.4),
    Entry(name: "lin.b", paths: ["lin.bias"], counts: [2048], width: 0.1),
    Entry(name: "c1.w", paths: ["c1.weight"], counts: [64 * 128 * 9], width: 0.05),
    Entry(name: "bn1.g", paths: ["bn1.weight"], counts: [64], constant: 1),
    Entry(name: "bn1.b", paths: ["bn1.bias"], counts: [64], constant: 0),
    Entry(name: "c2.w", paths: ["c2.weight"], counts: [32 * 64 * 9], width: 0.07),
    Entry(name: "bn2.g", paths: ["bn2.weight"], counts: [32], constant: 1),
    Entry(name: "bn2.b", paths: ["bn2.bias"], counts: [32], constant: 0),
    Entry(name: "c3.w", paths: ["c3.weight"], counts: [3 * 32 * 9], width: 0.1),
    Entry(name: "c3.b", paths: ["c3.bias"], counts: [3], width: 0.01),
  ]

  static let discriminatorTable = [
    Entry(name: "c1.w", paths: ["c1.weight"], counts: [32 * 3 * 9], width: 0.3),
    Entry(name: "c1.b", paths: ["c1.bias"], counts: [32], width: 0.01),
    Entry(name: "c2.w", paths: ["c2.weight"], counts: [64 * 32 * 9], width: 0.1),
    Entry(name: "c2.b", paths: ["c2.bias"], counts: [64], width: 0.01),
    Entry(name: "c3.w", paths: ["c3.weight"], counts: [128 * 64 * 9], width: 0.07),
    Entry(name: "c3.b", paths: ["c3.bias"], counts: [128], width: 0.01),
    Entry(name: "lin1.w", paths: ["lin1.weight"], counts: [10240], width: 0.05),
    Entry(name: "lin1.b", paths: ["lin1.bias"], counts: [5], width: 0.1),
    Entry(name: "vqc", paths: ["core.weight", "core.bias"], counts: [25, 5], width: 0.5),
    Entry(name: "lin2.w", paths: ["lin2.weight"], counts: [5], width: 0.5),
    Entry(name: "lin2.b", paths: ["lin2.bias"], counts: [1], width: 0.1),
  ]

  /// `count` values in [0, 1) from an integer hash.
  static func uniform(_ stream: Int, _ count: Int) -> [Double] {
    (0..<count).map { index in
      let mask: UInt64 = 0xFFFF_FFFF
      var h = (UInt64(index) &* 2_654_435_761 &+ UInt64(stream) &* 40503 &+ 12345) & mask
      h ^= h >> 16
      h = (h &* 2_246_822_519) & mask
      h ^= h >> 13
      h = (h &* 3_266_489_917) & mask
      h ^= h >> 16
      return Double(h) / 4_294_967_296
    }
  }

  private static func initialValues(_ table: [Entry], role: String, stream: Int) -> [String: [Double]] {
    var result: [String: [Double]] = [:]
    for (number, entry) in table.enumerated() {
      let draws = uniform(stream + number, entry.counts.reduce(0, +))
      let values = draws.map { draw in
        guard let width = entry.width else { return entry.constant }
        return Double(Float(width * (2 * draw - 1)))
      }
      var start = 0
      for (path, count) in zip(entry.paths, entry.counts) {
        result["\(role).\(path)"] = Array(values[start..<start + count])
        start += count
      }
    }
    return result
  }

  /// Makes the weights that `build` declares start from `values`.
  private static func starting(
    _ values: [String: [Double]], _ builder: ModelBuilder, _ build: () throws -> Tensor
  ) rethrows -> Tensor {
    builder.initializerOverride = { path, _ in values[path].map { .values($0) } }
    defer { builder.initializerOverride = nil }
    return try build()
  }

  static func spec(in folder: TemporaryFolder) throws -> TrainingSpec {
    let generatorValues = initialValues(generatorTable, role: "generator", stream: 100)
    let generator = LayerFunction(
      name: "G", role: "generator", inputShapes: [[5]], outputShape: [3, 32, 32]
    ) { builder, inputs in
      try starting(generatorValues, builder) {
        var net = NetworkWriter(builder, inputs[0])
        try net.dense(5, at: "core")
        try net.dense(2048, at: "lin")
        try net.reshape([128, 4, 4])
        for (number, channels) in [(1, 64), (2, 32)] {
          try net.apply("upsample", ["factor": .integer(2)])
          try net.conv(channels, bias: false, at: "c\(number)")
          try net.apply("batch_norm", at: "bn\(number)")
          try net.apply("relu")
        }
        try net.apply("upsample", ["factor": .integer(2)])
        try net.conv(3, at: "c3")
        try net.apply("tanh")
        return net.x
      }
    }
    let discriminatorValues = initialValues(discriminatorTable, role: "discriminator", stream: 200)
    let discriminator = LayerFunction(
      name: "D", role: "discriminator", inputShapes: [[3, 32, 32]], outputShape: [1]
    ) { builder, inputs in
      try starting(discriminatorValues, builder) {
        var net = NetworkWriter(builder, inputs[0])
        for (number, channels) in [(1, 32), (2, 64), (3, 128)] {
          try net.conv(channels, stride: 2, at: "c\(number)")
          try net.apply("leaky_relu", ["slope": .real(0.2)])
        }
        try net.reshape([2048])
        try net.dense(5, at: "lin1")
        try net.dense(5, at: "core")
        try net.dense(1, at: "lin2")
        return net.x
      }
    }
    var latents: [Float] = []
    var images: [Float] = []
    for step in 0..<3 {
      let z = uniform(1000 + 2 * step, batch * 5).map { Float(.pi * (2 * $0 - 1)) }
      // The reference uses the same latents for both networks.
      latents += z + z
      images += uniform(1001 + 2 * step, batch * 3072).map { Float(2 * $0 - 1) }
    }
    let latentPath = try folder.npy("z", latents, shape: [6 * batch, 5])
    let imagePath = try folder.npy("x", images, shape: [3 * batch, 3, 32, 32])
    let data = DatasetSpec(
      name: "images", source: .reader(name: "npy", Arguments(values: ["path": .string(imagePath)])),
      split: "train", classes: nil, limit: nil, resize: nil, channels: nil, range: [0, 1], through: nil,
      description: DatasetDescription(shape: [3, 32, 32], count: 3 * batch, classes: nil, black: 0, white: 1))
    let adam = try TrainingSpec.Optimization.library(
      "adam", ["lr": .real(2e-4), "betas": .array(shape: [2], elements: [0.5, 0.999])])
    return TrainingSpec(
      name: "w7", networks: .adversarial(generator: generator, discriminator: discriminator), data: data,
      latent: .file(path: latentPath), loss: try .library("bce"),
      optimizations: ["generator": adam, "discriminator": adam], batch: batch, epochs: 1, seed: 0,
      discriminatorSteps: 1, shuffle: false, averaging: nil, features: nil, view: nil, against: nil,
      every: [],
      dependencies: [], configuration: [])
  }
}
