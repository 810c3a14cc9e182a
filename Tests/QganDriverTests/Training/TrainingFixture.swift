import Foundation
import QganIR
import QganLibrary
import QganPasses
import QganTraining

/// A folder that is removed with its last user.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "qgan-training-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes `values` as a .npy file and returns its path.
  func npy(_ name: String, _ values: [Float], shape: [Int]) throws -> String {
    let file = "\(path)/\(name).npy"
    try Data(NpyFile.encode(StoredTensor(values, shape: shape))).write(to: URL(fileURLWithPath: file))
    return file
  }
}

/// The plan of a program without any optimisation.
func plainPlans(_ spec: TrainingSpec) -> (TrainingProgram) throws -> Plan {
  { try makePlan(TrainingGraphs(spec).graph(of: $0)) }
}

/// A tiny GAN with everything that has a state: batch norm, dropout, spectral norm, momentum, averages, a schedule.
enum TinyGAN {
  static func generator() -> LayerFunction {
    LayerFunction(name: "Generator", role: "generator", inputShapes: [[3]], outputShape: [4]) {
      builder, inputs in
      var net = NetworkWriter(builder, inputs[0])
      try net.dense(6, at: "hidden")
      try net.apply("batch_norm")
      try net.apply("relu")
      try net.dense(4, at: "out")
      return net.x
    }
  }

  static func discriminator(role: String = "discriminator") -> LayerFunction {
    LayerFunction(name: "Discriminator", role: role, inputShapes: [[4]], outputShape: [1]) {
      builder, inputs in
      var net = NetworkWriter(builder, inputs[0])
      let spectral = Catalog.library.layers["spectral_norm"]
      let dense = Catalog.library.layers["dense"]
      guard let spectral, let dense else { throw IRError("the library is not there") }
      let inner = BuiltinCall(dense, Arguments(values: ["units": .integer(5)]))
      let call = BuiltinCall(spectral, Arguments(values: [:], layers: ["layer": inner]))
      net.x = try builder.within("first") { try call.build(builder, [net.x]) }
      try net.apply("leaky_relu", ["slope": .real(0.2)])
      try net.apply("dropout", ["p": .real(0.3)])
      try net.dense(1, at: "last")
      return net.x
    }
  }

  /// 14 samples in batches of 4: 3 batches an epoch, 2 left over; a generator step every `discriminatorSteps`.
  static func spec(
    in folder: TemporaryFolder, discriminatorSteps: Int = 2, epochs: Int = 4, loss: String = "bce",
    clip: TrainingSpec.GradientClip? = .norm(0.5), data: [Float]? = nil
  ) throws -> TrainingSpec {
    let values = data ?? (0..<56).map { Float(($0 * 37) % 19) / 19 }
    let path = try folder.npy("data", values, shape: [values.count / 4, 4])
    let dataset = DatasetSpec(
      name: "numbers", source: .reader(name: "npy", Arguments(values: ["path": .string(path)])),
      split: "train", classes: nil, limit: nil, resize: nil, channels: nil, range: [-1, 1], through: nil,
      description: DatasetDescription(shape: [4], count: values.count / 4, classes: nil, black: -1, white: 1))
    let every: [TrainingSpec.Every] = [
      .init(
        interval: 1, unit: .epoch,
        actions: [
          action("checkpoint"), action("grid", ["rows": .integer(2), "columns": .integer(3)]),
        ]),
      .init(interval: 4, unit: .step, actions: [action("checkpoint")]),
    ]
    return TrainingSpec(
      name: "tiny", networks: .adversarial(generator: generator(), discriminator: discriminator()),
      data: dataset,
      latent: .normal(mean: 0, deviation: 1), loss: try .library(loss),
      optimizations: [
        "generator": try .library(
          "adam", ["lr": .real(0.01)], schedule: "linear", clip: clip),
        "discriminator": try .library("rmsprop", ["lr": .real(0.005)]),
      ], batch: 4, epochs: epochs, seed: 11, discriminatorSteps: discriminatorSteps, shuffle: true,
      averaging: 0.9, features: nil, view: nil, against: nil, every: every, dependencies: [],
      configuration: [])
  }

  private static func action(_ name: String, _ arguments: [String: ConstValue] = [:]) -> TrainingSpec.Action {
    TrainingSpec.Action(name: name, arguments: Arguments(values: arguments), datasets: [:])
  }
}
