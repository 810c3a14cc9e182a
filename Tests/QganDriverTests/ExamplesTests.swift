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
    /// Whether it makes pictures, as generators do.
    var draws = true
    var testDescription: String { "\(path) \(block)" }
  }

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

  /// The same seed twice: the same metrics, checkpoints and pictures.
  @Test(
    .enabled(
      if: hasFashionMNIST, "the package dataset-fashion-mnist is not installed; `make setup` installs it"),
    arguments: examples.filter { hasWeights || $0.path != "backbone/lite0.qgan" })
  func runs(_ example: Example) throws {
    let folder = try TemporaryFolder()
    let program = Repository.root.appending(path: "examples/" + example.path).path
    let settings = example.settings.flatMap { ["--set", $0] }
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
