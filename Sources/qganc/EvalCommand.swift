import ArgumentParser
import Foundation
import QganDriver
import QganTraining

/// `qganc eval`: computes metrics of a run's checkpoint, or of two folders of pictures.
struct EvalCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "eval",
    abstract: "Compute FID, KID and other metrics of a run, or of two folders of pictures.",
    discussion: """
      Values come with all that they depend on: sample counts, the extractor and the SHA-256 of its weights, resampling,
      the data's SHA-256 and the seed. docs/metrics.md has the definitions.

      Examples:
        qganc eval runs/hybrid-0001                                      what the program's `every` blocks name
        qganc eval runs/hybrid-0001 --features fashion28 --samples 10000
        qganc eval runs/hybrid-0001 --metric 'kid(subsets: 50), inception_score' --checkpoint best
        qganc eval --images made --against real --features lite0 --weights efficientnet-lite0.pth
      """)

  @Argument(help: "A run folder.", completion: .directory)
  var folder: String?

  @Option(
    help: ArgumentHelp(
      "A folder of pictures, of CIFAR-10's binary files, or a .npy or .npz file.", valueName: "path"),
    completion: .directory)
  var images: String?

  @Option(help: ArgumentHelp("What --images are compared with.", valueName: "path"), completion: .directory)
  var against: String?

  @Option(
    help: ArgumentHelp(
      "What metrics look through: inception_v3, lite0, fashion28, or (of a run) any layer of its program.",
      valueName: "layer"))
  var features: String?

  @Option(help: ArgumentHelp("The weights of --features.", valueName: "file"), completion: .file())
  var weights: String?

  @Option(help: ArgumentHelp("Metrics, with arguments where they take some.", valueName: "list"))
  var metric: String?

  @Option(help: ArgumentHelp("Samples of each side.", valueName: "n"))
  var samples: Int?

  @Option(help: ArgumentHelp("A checkpoint's file, or `best`; the newest if left out.", valueName: "file"))
  var checkpoint: String?

  @Option(help: ArgumentHelp("The part of data that are divided: train or test.", valueName: "name"))
  var split: String = "train"

  @Option(help: ArgumentHelp("Black and white in arrays of floats, as in --range=-1,1.", valueName: "a,b"))
  var range: String?

  @Option(
    help: ArgumentHelp("A folder in which features of --against are kept.", valueName: "folder"),
    completion: .directory)
  var cache: String?

  @Option(help: ArgumentHelp("Number of threads; all cores if left out.", valueName: "n"))
  var threads: Int?

  @Option(help: "How the result and findings are printed.")
  var format: OutputFormat = .text

  func validate() throws {
    guard (folder != nil) != (images != nil) else {
      throw ValidationError("give a run folder, or --images and --against")
    }
    if folder != nil {
      guard against == nil, range == nil, cache == nil, split == "train" else {
        throw ValidationError("--against, --range, --split and --cache are for --images")
      }
    } else {
      guard against != nil, features != nil else {
        throw ValidationError("--images needs --against and --features")
      }
      guard checkpoint == nil else { throw ValidationError("--checkpoint is for a run") }
    }
    guard weights == nil || features != nil else { throw ValidationError("--weights belong to --features") }
    guard ["train", "test"].contains(split) else { throw ValidationError("the split is train or test") }
    if let samples, samples < 1 { throw ValidationError("there is at least one sample") }
    if let threads, threads < 1 { throw ValidationError("there is at least one thread") }
    _ = try bounds()
    if let metric, EvaluationArguments.calls(in: metric).isEmpty {
      throw ValidationError("--metric names at least one")
    }
  }

  func run() throws {
    let progress = ProgressLine()
    defer { progress.finish() }
    if let folder {
      try evaluate(run: folder, progress)
    } else if let images, let against, let features {
      try compare(images, against, through: features, progress)
    }
  }

  private func evaluate(run folder: String, _ progress: ProgressLine) throws {
    // Weights on the command line are seen from here, and paths in a program from its folder.
    let file = weights.map { $0.hasPrefix("/") ? $0 : FileManager.default.currentDirectoryPath + "/" + $0 }
    let options = RunEvaluation.Options(
      features: try features.map { try EvaluationArguments.features($0, weights: file) },
      metrics: metric.map(EvaluationArguments.calls(in:)), samples: samples, checkpoint: checkpoint,
      threads: threads ?? Doctor.coreCount)
    let compilation = try RunEvaluation.compilation(run: folder, options: options)
    guard let result = try RunEvaluation(compilation, run: folder, options: options, observer: progress)
    else {
      try Console.report(compilation, format: format)
      throw ExitWith(code: compilation.exitCode)
    }
    progress.finish()
    for warning in result.warnings { Console.note("warning: \(warning)") }
    try Console.data(
      format == .json
        ? EvaluationSummary.json(result.record, source: ("checkpoint", result.checkpoint))
        : EvaluationSummary.text(result.record, title: result.checkpoint))
  }

  private func compare(
    _ images: String, _ against: String, through features: String, _ progress: ProgressLine
  ) throws {
    let options = FileEvaluation.Options(
      images: images, against: against,
      features: try EvaluationArguments.features(features, weights: weights),
      metrics: metric.map(EvaluationArguments.calls(in:)) ?? EvaluationArguments.standardMetrics,
      samples: samples,
      split: split,
      range: try bounds(), cache: cache, threads: threads ?? Doctor.coreCount)
    let compilation = try FileEvaluation.compilation()
    guard let result = try FileEvaluation(compilation, options: options, observer: progress) else {
      try Console.report(compilation, format: format)
      throw ExitWith(code: compilation.exitCode)
    }
    progress.finish()
    try Console.data(
      format == .json
        ? EvaluationSummary.json(result.record, source: ("images", images))
        : EvaluationSummary.text(result.record, title: "\(images) against \(against)"))
  }

  private func bounds() throws -> ClosedRange<Double>? {
    guard let range else { return nil }
    let parts = range.split(separator: ",").compactMap { Double($0) }
    guard parts.count == 2, parts[0] < parts[1], parts.allSatisfy(\.isFinite) else {
      throw ValidationError("the range is two numbers, black and white, as in --range=-1,1")
    }
    return parts[0]...parts[1]
  }
}
