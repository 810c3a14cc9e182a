import ArgumentParser
import QganDriver
import QganTraining

/// `qganc run`: trains a program.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Train a program.",
    discussion: """
      Makes a numbered run folder with the sources, the resolved configuration, metrics.jsonl, TensorBoard events, sample
      grids and checkpoints. Ctrl-C finishes the step and writes a checkpoint.

      Examples:
        qganc run model.qgan
        qganc run model.qgan --variant classical --set EPOCHS=20 --seed 3
        qganc run model.qgan --resume runs/hybrid-0001
        qganc run --resume runs/hybrid-0001              with the sources that the run folder holds
        qganc run model.qgan --dry-run                   shapes, weights, memory, and how long it would take
        qganc run study.qgan --sweep study               every point that is not done, some at a time
        qganc run study.qgan --sweep study --shard 3/8   the third of eight parts, for a job array
      """)

  @Argument(
    help: "A .qgan file, or a module that `qganc compile` wrote.",
    completion: .file(extensions: ["qgan", "qganm"]))
  var file: String?

  @OptionGroup var target: TargetOptions

  @Option(
    help: ArgumentHelp("The folder that run folders are made in.", valueName: "folder"),
    completion: .directory)
  var out: String = "runs"

  @Option(help: ArgumentHelp("Seed of everything random, in place of the program's.", valueName: "n"))
  var seed: UInt64?

  @Option(help: ArgumentHelp("Number of threads; all cores if left out.", valueName: "n"))
  var threads: Int?

  @Option(help: ArgumentHelp("Go on with this run folder.", valueName: "folder"), completion: .directory)
  var resume: String?

  @Option(
    help: ArgumentHelp(
      "Run in exactly this folder: made if it is not there, gone on with if it is.", valueName: "folder"),
    completion: .directory)
  var folder: String?

  @Flag(help: "Print shapes, weights, memory and an estimate of the time, and leave nothing behind.")
  var dryRun = false

  @Option(help: ArgumentHelp("Run every point of this sweep that is not done.", valueName: "name"))
  var sweep: String?

  @Option(help: ArgumentHelp("Points of a sweep that run at a time; one a core if left out.", valueName: "n"))
  var jobs: Int?

  @Option(help: ArgumentHelp("Part i of n of the sweep's points.", valueName: "i/n"))
  var shard: String?

  @Option(
    name: [.customShort("O", allowingJoined: true)],
    help: ArgumentHelp("Optimisation level, 0 to 2.", valueName: "level"))
  var level: Int = 2

  @Option(help: "How the result and findings are printed.")
  var format: OutputFormat = .text

  func validate() throws {
    guard file != nil || resume != nil else {
      throw ValidationError("give a file, or a run folder to `--resume`")
    }
    guard (0...2).contains(level) else { throw ValidationError("the optimisation level is 0, 1 or 2") }
    if let seed, seed > UInt64(Int.max) { throw ValidationError("the seed is at most \(Int.max)") }
    if let threads, threads < 1 { throw ValidationError("there is at least one thread") }
    if resume != nil, folder != nil {
      throw ValidationError("`--folder` goes on by itself; leave out `--resume`")
    }
    try validateSweep()
  }

  func run() throws {
    if let sweep { return try run(sweep: sweep) }
    let assignments = target.assignments + (seed.map { ["seed=\($0)"] } ?? [])
    let compilation: Compilation
    if let file {
      compilation = try Compilation(
        path: file, settings: .init(target: target.name(), assignments: assignments))
    } else {
      compilation = try Compilation(run: resume ?? "", target: target.name(), assignments: assignments)
    }
    compilation.check()
    guard !compilation.hasErrors, let job = try compilation.trainingJob(lowering: Lowering(level: level))
    else {
      try Console.report(compilation, format: format)
      throw ExitWith(code: compilation.hasErrors ? compilation.exitCode : .usage)
    }
    try Console.report(compilation, format: format, afterResults: true)
    if dryRun {
      let report = try DryRun(job, options: .init(runs: out, threads: threads ?? Doctor.coreCount))
      return try Console.data(report.text())
    }
    let progress = ProgressLine()
    let interruption = Interruption()
    let session = TrainingSession(
      job,
      options: .init(runs: out, resume: resume, folder: folder, threads: threads ?? Doctor.coreCount),
      observer: progress, interrupt: interruption.flag)
    defer { progress.finish() }
    let (outcome, folder) = try session.run()
    progress.finish()
    try Console.data(format == .json ? RunSummary.json(outcome, folder) : RunSummary.text(outcome, folder))
    if case .interrupted = outcome { throw ExitWith(code: .interrupted) }
  }
}
