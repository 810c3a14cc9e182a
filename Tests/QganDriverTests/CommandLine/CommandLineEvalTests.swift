import Foundation
import QganTraining
import Testing

/// `qganc eval`: metrics of run folders and of two folders of pictures.
struct CommandLineEvalTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// 12 gray pictures of 28 by 28: squares whose place and shade follow from `phase`.
  private func pictures(_ name: String, phase: Int, count: Int = 12, channels: Int = 1) throws {
    try FileManager.default.createDirectory(
      atPath: "\(folder.path)/\(name)", withIntermediateDirectories: true)
    for index in 0..<count {
      var pixels = [UInt8](repeating: 0, count: 28 * 28 * channels)
      let (top, left, shade) = (
        (index * 5 + phase) % 16, (index * 3 + 2 * phase) % 16, UInt8(120 + 11 * index)
      )
      for y in top..<top + 10 {
        for x in left..<left + 10 {
          for channel in 0..<channels { pixels[(y * 28 + x) * channels + channel] = shade }
        }
      }
      let image = try #require(Image(width: 28, height: 28, channels: channels, pixels: pixels))
      let digits = index < 10 ? "0\(index)" : "\(index)"
      try Data(PNGFile.encode(image)).write(to: URL(fileURLWithPath: "\(folder.path)/\(name)/\(digits).png"))
    }
  }

  private func eval(_ arguments: String...) throws -> CommandLineProcess.Outcome {
    try CommandLineProcess(["eval"] + arguments + ["--threads", "2"], in: folder).wait()
  }

  private func values(_ outcome: CommandLineProcess.Outcome) throws -> JSONValue {
    #expect(outcome.code == 0, "\(outcome.errors)")
    return try #require(try outcome.json()["values"])
  }

  @Test func foldersOfPictures() throws {
    try pictures("a", phase: 0)
    try pictures("b", phase: 7)
    try pictures("colour", phase: 0, channels: 3)
    let same = try values(
      eval("--images", "a", "--against", "a", "--features", "fashion28", "--format", "json"))
    #expect(abs(try #require(same["fid-fashion28"]?.asReal)) < 1e-6)
    #expect(same["precision-fashion28"] == .real(1) && same["recall-fashion28"] == .real(1))
    let outcome = try eval("--images", "a", "--against", "b", "--features", "fashion28", "--format", "json")
    let other = try values(outcome)
    #expect(try #require(other["fid-fashion28"]?.asReal) > 1e-3)
    #expect(try #require(other["kid-fashion28"]?.asReal) > #require(same["kid-fashion28"]?.asReal))
    #expect(other["kid-fashion28.deviation"] == nil)
    let features = try #require(try outcome.json()["features"])
    #expect(features["files"]?["fashion28.safetensors"]?.asString?.count == 64)
    #expect(features["dimensions"] == .integer(64) && features["resize"] == .string("none"))
    #expect(try outcome.json()["notes"]?.asArray?.first?.asString?.contains("mostly bias") == true)
    // Gray repeated three times is the same picture.
    let colour = try values(
      eval("--images", "colour", "--against", "b", "--features", "fashion28", "--format", "json"))
    let found = try #require(colour["fid-fashion28"]?.asReal)
    #expect(abs(found - (try #require(other["fid-fashion28"]?.asReal))) < 1e-5 * found)
  }

  @Test func metricsAndText() throws {
    try pictures("a", phase: 0)
    try pictures("b", phase: 7)
    let result = try eval(
      "--images", "a", "--against", "b", "--features", "fashion28", "--metric",
      "inception_score(splits: 2), kid(subsets: 4, subset_size: 6)", "--cache", "kept")
    #expect(result.code == 0, "\(result.errors)")
    #expect(result.lines.first == "a against b")
    for word in [
      "inception_score-fashion28 ", "inception_score-fashion28.deviation", "kid-fashion28.deviation",
      "lower is better", "subset_size 6", "fashion28.safetensors", "samples 12",
    ] { #expect(result.text.contains(word), "\(word)") }
    #expect(!result.text.contains("fid"))
    #expect(folder.list("kept").count == 1)
    let again = try eval(
      "--images", "a", "--against", "b", "--features", "fashion28", "--metric",
      "inception_score(splits: 2), kid(subsets: 4, subset_size: 6)", "--cache", "kept")
    #expect(again.text == result.text)
  }

  /// Arrays hold the same pictures as the folder that they were made of.
  @Test func arrays() throws {
    try pictures("a", phase: 0)
    try pictures("b", phase: 7)
    for (name, black, white) in [("bytes", 0 as Float, 255 as Float), ("signed", -1, 1)] {
      var numbers: [Float] = []
      for file in folder.list("a") {
        let image = try PNGFile.read(path: "\(folder.path)/a/\(file)")
        numbers += image.pixels.map { black + (white - black) * Float($0) / 255 }
      }
      _ = try folder.npy(name, numbers, shape: [12, 1, 28, 28])
      let found = try values(
        eval(
          "--images", "\(name).npy", "--against", "\(name).npy", "--features", "fashion28",
          "--range=\(black),\(white)", "--metric", "inception_score(splits: 1)", "--format", "json"))
      let expected = try values(
        eval(
          "--images", "a", "--against", "b", "--features", "fashion28", "--metric",
          "inception_score(splits: 1)",
          "--format", "json"))
      // The order of samples is the same, and so is every number.
      #expect(found == expected, "\(name)")
    }
  }

  @Test func runs() throws {
    try folder.write("tiny.qgan", CommandLinePrograms.tiny)
    #expect(try qganc("run", "tiny.qgan", in: folder).code == 0)
    // Without features there is nothing that standard metrics could look through.
    let bare = try eval("runs/tiny-0001")
    #expect(bare.code == 1 && bare.errors.contains("`features:`"))
    let found = try values(
      eval(
        "runs/tiny-0001", "--features", "dense(3)", "--samples", "5", "--metric", "fid, kid", "--format",
        "json"))
    #expect(try #require(found["fid-dense"]?.asReal).isFinite && found["kid-dense"] != nil)
    let marginals = try values(eval("runs/tiny-0001", "--metric", "marginals(bins: 3)", "--format", "json"))
    #expect(try (0...1).contains(#require(marginals["marginals"]?.asReal)))
    #expect(folder.list("runs/.cache").count == 1)
  }

  /// The program's own metrics, from the newest checkpoint, are the last that the run logged.
  @Test func programsMetrics() throws {
    let program = CommandLinePrograms.tiny.replacing(
      "grid(2, 2); checkpoint;", with: "fid(samples: 6); checkpoint;"
    ).replacing("seed: 7;", with: "seed: 7; features: Critic;")
    try folder.write("tiny.qgan", program)
    let run = try qganc("run", "tiny.qgan", in: folder)
    #expect(run.code == 0, "\(run.errors)")
    let lines = String(decoding: try folder.read("runs/tiny-0001/evaluations.jsonl"), as: UTF8.self)
    let last = try JSONParser.parse(Array(try #require(lines.split(separator: "\n").last).utf8))
    let outcome = try eval("runs/tiny-0001", "--format", "json")
    #expect(try values(outcome) == last["values"])
    #expect(try outcome.json()["features"] == last["features"])
    let checkpoint = try #require(folder.list("runs/tiny-0001/checkpoints").first)
    let first = try values(
      eval("runs/tiny-0001", "--checkpoint", "runs/tiny-0001/checkpoints/\(checkpoint)", "--format", "json"))
    #expect(
      try JSONParser.parse(Array(try #require(lines.split(separator: "\n").first).utf8))["values"] == first)
  }

  /// Features of a network that another train block has trained: its weights are kept in the run folder.
  @Test func featuresOfATrainBlock() throws {
    let extra = """

      model Auto(input float[4] x) -> float[4] { layer code = dense(3); return x |> code |> relu |> dense(4); }
      train auto {
        model: Auto; target: self; data: bars; loss: mse; optimizer: adam(lr: 1e-2); batch: 2; epochs: 3;
      }
      """
    let program = CommandLinePrograms.tiny.replacing(
      "grid(2, 2); checkpoint;", with: "kid(samples: 6); inception_score(samples: 20); checkpoint;"
    ).replacing("seed: 7;", with: "seed: 7; features: cut(load(Auto, from: auto), after: \"code\");")
    try folder.write("two.qgan", program + extra)
    let run = try qganc("run", "two.qgan", "--train", "tiny", in: folder)
    #expect(run.code == 0, "\(run.errors)")
    let lines = String(decoding: try folder.read("runs/tiny-0001/evaluations.jsonl"), as: UTF8.self)
    let last = try JSONParser.parse(Array(try #require(lines.split(separator: "\n").last).utf8))
    #expect(last["features"]?["train_blocks"] == .array([.string("auto")]))
    #expect(last["features"]?["dimensions"] == .integer(3))
    // Class logits are what the network returns without the cut: four of them.
    let score = try #require(last["values"]?["inception_score-Auto"]?.asReal)
    #expect(score >= 1 && score <= 4)
    let outcome = try eval("runs/tiny-0001", "--format", "json")
    #expect(try values(outcome) == last["values"])
    // Without the other block's checkpoint there is nothing to look through.
    try FileManager.default.removeItem(atPath: folder.path + "/runs/tiny-0001/dependencies")
    let bare = try eval("runs/tiny-0001")
    #expect(bare.code == 3 && bare.errors.contains("`auto`"), "\(bare.errors)")
  }

  @Test func wrongUse() throws {
    try pictures("a", phase: 0)
    try folder.write("tiny.qgan", CommandLinePrograms.tiny)
    #expect(try qganc("run", "tiny.qgan", in: folder).code == 0)
    let cases: [([String], Int32, String)] = [
      ([], 2, "run folder"), (["--images", "a"], 2, "--against"),
      (["--images", "a", "--against", "a"], 2, "--features"),
      (["runs/tiny-0001", "--images", "a"], 2, "run folder"),
      (["--images", "a", "--against", "nowhere", "--features", "fashion28"], 3, "nowhere"),
      (["--images", "a", "--against", "a", "--features", "lite0"], 1, "path"),
      (
        ["--images", "a", "--against", "a", "--features", "lite0", "--weights", "none.safetensors"], 3, "none"
      ),
      (["--images", "a", "--against", "a", "--features", "fashion29"], 1, "fashion29"),
      (["--images", "a", "--against", "a", "--features", "fashion28", "--metric", "fud"], 1, "fud"),
      (
        ["--images", "a", "--against", "a", "--features", "fashion28", "--metric", "accuracy"], 2, "accuracy"
      ),
      (["--images", "a", "--against", "a", "--features", "fashion28", "--samples", "1"], 1, "at least 2"),
      (["--images", "a", "--against", "a", "--features", "fashion28", "--range", "1"], 2, "two numbers"),
      (["runs/tiny-0001", "--features", "fashion28"], 1, "pictures"),
      (["runs/tiny-0001", "--metric", "marginals", "--checkpoint", "best"], 3, "checkpoint"),
      (["a"], 3, "not a run folder"),
    ]
    for (arguments, code, word) in cases {
      let result = try CommandLineProcess(["eval"] + arguments, in: folder).wait()
      #expect(result.code == code, "\(arguments): \(result.code) \(result.errors)")
      #expect(result.errors.contains(word), "\(arguments): \(result.errors)")
      #expect(result.output.isEmpty)
    }
  }
}
