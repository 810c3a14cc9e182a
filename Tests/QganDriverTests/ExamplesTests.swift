import Foundation
import QganTestSupport
import QganTraining
import Testing

/// Every program of examples/, trained for a few steps through the command line.
struct ExamplesTests {
  /// A train block or variant, and the configs that make it tiny.
  struct Example: CustomTestStringConvertible, Sendable {
    var path: String
    var block: String
    var settings: [String]
    /// What it learns from.
    var data = Source.fashion
    /// Whether it makes pictures, as generators do.
    var draws = true
    var testDescription: String { "\(path) \(block)" }
  }

  /// Where an example's pictures come from; all but Fashion-MNIST are made by the test, and their path is `DATA`.
  enum Source: Sendable {
    case fashion
    /// A folder of small pictures, classes 0 to 4.
    case pictures
    /// CIFAR-10's binary files.
    case cifar10
  }

  /// The study's networks and metrics without the weights that `make weights` fetches.
  private static let withoutWeights = [
    "STEPS=2", "EVERY=1", "SAMPLES=40", "BACKBONE=conv2d(24, kernel: 4, stride: 4)",
    "features=global_average_pool",
  ]

  private static let examples = [
    Example(path: "fashion/hybrid.qgan", block: "hybrid", settings: ["EPOCHS=1", "LIMIT=128"]),
    Example(path: "fashion/hybrid.qgan", block: "classical", settings: ["EPOCHS=1", "LIMIT=64"]),
    Example(
      path: "fashion/classifier.qgan", block: "classify", settings: ["EPOCHS=1", "LIMIT=256"], draws: false),
    Example(path: "pqwgan/pqwgan.qgan", block: "pqwgan", settings: ["EPOCHS=1", "LIMIT=125", "DEPTH=1"]),
    Example(path: "frqi/frqi.qgan", block: "frqi", settings: ["EPOCHS=1", "LIMIT=160", "LAYERS=1"]),
    Example(
      path: "latent/latent.qgan", block: "latent_gan",
      settings: ["PICTURE_EPOCHS=1", "CODE_EPOCHS=1", "LIMIT=320"]),
    Example(
      path: "emoji/faces.qgan", block: "emoji", settings: ["EPOCHS=50", "LIMIT=16", "LAYERS=1"],
      data: .pictures),
    Example(
      path: "emoji/faces.qgan", block: "classical", settings: ["EPOCHS=50", "LIMIT=16"], data: .pictures),
    Example(path: "paper/study.qgan", block: "both", settings: withoutWeights, data: .cifar10),
    Example(path: "paper/study.qgan", block: "neither", settings: withoutWeights, data: .cifar10),
    Example(path: "backbone/lite0.qgan", block: "probe", settings: ["EPOCHS=5", "LIMIT=128"], draws: false),
  ]

  /// Whether files that `make weights` fetches are there.
  private static let hasWeights = FileManager.default.fileExists(atPath: StandardModel.lite0)

  private static let hasFashionMNIST =
    ProcessInfo.processInfo.environment["QGAN_DATA"] != nil
    || FileManager.default.fileExists(atPath: "/usr/share/datasets/fashion-mnist")

  @Test func noneIsForgotten() {
    let files = Repository.programs(in: "examples").map(\.path)
    #expect(!files.isEmpty)
    #expect(Set(files) == Set(Self.examples.map { "examples/" + $0.path }))
  }

  @Test(
    .enabled(
      if: hasFashionMNIST, "the package dataset-fashion-mnist is not installed; `make setup` installs it"),
    arguments: examples.filter { $0.data == .fashion && (hasWeights || $0.path != "backbone/lite0.qgan") })
  func runs(_ example: Example) throws { try runsTwice(example, in: TemporaryFolder(), example.settings) }

  @Test(arguments: examples.filter { $0.data == .cifar10 })
  func runsOnGivenCIFAR10(_ example: Example) throws {
    let folder = try TemporaryFolder()
    try writeCIFAR10(in: folder)
    try runsTwice(example, in: folder, example.settings + ["DATA=\"\(folder.path)/cifar\""])
  }

  /// Four of the study's points, two at a time.
  @Test func theStudysSweepRuns() throws {
    let folder = try TemporaryFolder()
    try writeCIFAR10(in: folder)
    let settings = (Self.withoutWeights + ["DATA=\"\(folder.path)/cifar\""]).flatMap { ["--set", $0] }
    let program = Repository.root.appending(path: "examples/paper/study.qgan").path
    let result = try CommandLineProcess(
      ["run", program, "--sweep", "study", "--shard", "2/6", "--jobs", "2"] + settings, in: folder
    ).wait()
    #expect(result.code == 0, "\(result.errors)")
    #expect(
      folder.list("runs/study") == [
        "both,LIMIT=7680,seed=2", "discriminator_only,LIMIT=7680,seed=2", "generator_only,LIMIT=7680,seed=2",
        "neither,LIMIT=7680,seed=2",
      ])
    let report = try qganc("report", "runs/study", "-o", "report.html", in: folder)
    #expect(report.code == 0, "\(report.errors)")
  }

  private func writeCIFAR10(in folder: TemporaryFolder) throws {
    var records: [UInt8] = []
    for record in 0..<130 {
      records.append(UInt8(record % 10))
      for byte in 0..<3072 { records.append(UInt8(truncatingIfNeeded: byte * record / 7 + record)) }
    }
    try FileManager.default.createDirectory(
      atPath: "\(folder.path)/cifar", withIntermediateDirectories: true)
    try Data(records).write(to: URL(fileURLWithPath: "\(folder.path)/cifar/data_batch_1.bin"))
  }

  @Test(arguments: examples.filter { $0.data == .pictures })
  func runsOnGivenPictures(_ example: Example) throws {
    let folder = try TemporaryFolder()
    for (label, name) in ["animals", "faces", "flags", "food", "others"].enumerated() {
      let inside = "\(folder.path)/pictures/\(name)"
      try FileManager.default.createDirectory(atPath: inside, withIntermediateDirectories: true)
      for index in 0..<18 {
        // Gray and colour, of several sizes.
        let (width, height, channels) = (30 + index % 3, 40 - index, index % 2 * 2 + 1)
        let pixels = (0..<width * height * channels).map { UInt8(truncatingIfNeeded: $0 * index + 9 * label) }
        let image = try #require(Image(width: width, height: height, channels: channels, pixels: pixels))
        try Data(PNGFile.encode(image)).write(to: URL(fileURLWithPath: "\(inside)/\(index).png"))
      }
    }
    try runsTwice(example, in: folder, example.settings + ["DATA=\"\(folder.path)/pictures\""])
  }

  /// The same seed twice: the same metrics, checkpoints and pictures.
  private func runsTwice(_ example: Example, in folder: TemporaryFolder, _ settings: [String]) throws {
    let program = Repository.root.appending(path: "examples/" + example.path).path
    let settings = settings.flatMap { ["--set", $0] }
    for out in ["first", "second"] {
      let result = try CommandLineProcess(
        ["run", program, "--variant", example.block, "--out", out, "--threads", "2"] + settings, in: folder
      ).wait()
      #expect(result.code == 0, "\(result.errors)")
      #expect(result.text.hasPrefix("finished "))
    }
    let runs = folder.list("first").filter { !$0.hasPrefix(".") }
    #expect(runs == folder.list("second").filter { !$0.hasPrefix(".") })
    let run = try #require(runs.last { $0.hasSuffix("-0001") && !$0.hasPrefix("autoencoder") })
    for name in runs {
      let first = try RunSnapshot(of: "\(folder.path)/first/\(name)")
      #expect(first.differences(from: try RunSnapshot(of: "\(folder.path)/second/\(name)")) == [])
    }
    #expect(!folder.list("first/\(run)/checkpoints").isEmpty)
    guard example.draws else { return }
    #expect(!folder.list("first/\(run)/samples").isEmpty)
    let sample = try qganc("sample", "first/\(run)", "-n", "4", "-o", "s.png", in: folder)
    #expect(sample.code == 0, "\(sample.errors)")
    let picture = try PNGFile.read(path: folder.path + "/s.png")
    #expect(picture.width > 40 && picture.height > 40)
  }
}
