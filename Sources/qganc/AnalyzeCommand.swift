import ArgumentParser
import QganDriver

/// `qganc analyze`: measures of circuits, found by sampling.
struct AnalyzeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "analyze",
    abstract: "Measure circuits by sampling: expressibility, entanglement, gradients.",
    discussion: """
      Weights and data are drawn uniformly from [0, 2 pi), amplitudes as random unit vectors.

      Examples:
        qganc analyze model.qgan --circuit 'vqc(5, 3)'
        qganc analyze model.qgan --circuit 'vqc(5, 3)' --samples 5000 --format json
      """)

  @OptionGroup var program: ProgramOptions
  @OptionGroup var input: InputShapeOptions

  @Option(
    help: ArgumentHelp(
      "The circuit, with its consts, or a model whose circuits are measured.", valueName: "call"))
  var circuit: String

  @Option(help: ArgumentHelp("Pairs of random points.", valueName: "n"))
  var samples = 1000

  @Option(help: ArgumentHelp("Seed of the draws.", valueName: "n"))
  var seed: UInt64 = 0

  @Option(help: "How the numbers are printed.")
  var format: OutputFormat = .text

  func validate() throws {
    guard (1...1_000_000).contains(samples) else {
      throw ValidationError("--samples is from 1 to 1000000")
    }
  }

  func run() throws {
    let compilation = try program.compilation()
    compilation.inputShapes = input.shapes
    compilation.check(needsData: false)
    var analysis: CircuitAnalysis?
    if !compilation.hasErrors {
      analysis = try CircuitAnalysis(compilation, call: circuit, samples: samples, seed: seed)
    }
    guard let analysis, !compilation.hasErrors else {
      try Console.report(compilation, format: .text)
      throw ExitWith(code: compilation.exitCode)
    }
    try Console.data(format == .json ? analysis.json() : analysis.text())
    try Console.report(compilation, format: .text, afterResults: true)
  }
}
