import ArgumentParser
import QganDriver
import QganTraining

/// `qganc sample`: draws from a trained generator.
struct SampleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sample", abstract: "Draw samples from a checkpoint of a run.",
    discussion: """
      Examples:
        qganc sample runs/hybrid-0001 -n 64 -o grid.png
        qganc sample runs/hybrid-0001 -n 1000 --seed 3 -o samples.npy
        qganc sample runs/hybrid-0001 --checkpoint best
      """)

  @Argument(help: "A run folder.", completion: .directory)
  var folder: String

  @Option(name: [.customShort("n"), .customLong("count")], help: "Number of samples.")
  var count: Int = 64

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("A .png picture, or a .npy file with the numbers.", valueName: "file"),
    completion: .file())
  var output: String = "samples.png"

  @Option(help: ArgumentHelp("A checkpoint's file, or `best`; the newest if left out.", valueName: "file"))
  var checkpoint: String?

  @Option(help: ArgumentHelp("Columns of the picture.", valueName: "n"))
  var columns: Int?

  @Option(help: ArgumentHelp("Seed of the latents.", valueName: "n"))
  var seed: UInt64 = 0

  @Option(help: ArgumentHelp("Number of threads; all cores if left out.", valueName: "n"))
  var threads: Int?

  @Option(help: "How the result and findings are printed.")
  var format: OutputFormat = .text

  func validate() throws {
    guard (1...RunSampling.countLimit).contains(count) else {
      throw ValidationError("from 1 to \(RunSampling.countLimit) samples can be made")
    }
    if let columns, columns < 1 { throw ValidationError("there is at least one column") }
    guard output.hasSuffix(".png") || output.hasSuffix(".npy") else {
      throw ValidationError("the output is a .png picture or a .npy file")
    }
  }

  func run() throws {
    let compilation = try Compilation(run: folder)
    guard let job = try compilation.trainingJob() else {
      try Console.report(compilation, format: format)
      throw ExitWith(code: compilation.exitCode)
    }
    let sampling = try RunSampling(
      job, run: folder, checkpoint: checkpoint, count: count, seed: seed, threads: threads ?? Doctor.coreCount
    )
    for warning in sampling.warnings { Console.note("warning: \(warning)") }
    try sampling.write(to: output, columns: columns)
    try Console.data(
      format == .json
        ? RunSummary.json(samples: count, step: sampling.step, output: output)
        : "wrote \(output): \(count) samples after \(sampling.step) steps")
  }
}
