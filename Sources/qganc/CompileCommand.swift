import ArgumentParser
import QganDriver

/// `qganc compile`: checks a program, writes a module or prints a stage.
struct CompileCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compile", abstract: "Check a program, write a compiled module, or print a stage.",
    discussion: """
      Examples:
        qganc compile model.qgan                         writes model.qganm
        qganc compile model.qgan --emit ir               the circuits after optimisation
        qganc compile model.qgan --emit ir -O0           and before
        qganc compile model.qgan --emit fused            in layers, as the engine runs them
        qganc compile model.qgan --emit graph            the training step, as it runs
        qganc compile model.qgan --emit graph --pass channels-last   before and after a pass
        qganc compile model.qgan --emit dot | dot -Tsvg -o step.svg
        qganc compile model.qgan --emit parameters       every trainable tensor
        qganc compile model.qgan --circuit 'vqc(5, 3)' --emit openqasm3
        qganc compile model.qgan --stats                 what each pass did, and the peak of memory
        qganc compile model.qgan --format json           the findings, for programs
      """)

  @OptionGroup var program: ProgramOptions
  @OptionGroup var input: InputShapeOptions

  @Option(help: ArgumentHelp("Print a stage instead of writing a module.", valueName: "stage"))
  var emit: Stage?

  @Option(help: ArgumentHelp("Look at this circuit or model instead of a train block.", valueName: "call"))
  var circuit: String?

  @Option(
    name: [.customShort("O", allowingJoined: true)],
    help: ArgumentHelp("Optimisation level, 0 to 2.", valueName: "level"))
  var level: Int = 2

  @Option(
    help: ArgumentHelp(
      "With --emit graph or dot: before and after this pass, or `all` that change something.",
      valueName: "name"))
  var pass: String?

  @Flag(help: "Print what each pass did, and how much memory programs take.")
  var stats = false

  @Option(help: "How findings and statistics are printed.")
  var format: OutputFormat = .text

  @Option(
    name: .shortAndLong, help: ArgumentHelp("Where the module goes.", valueName: "file"), completion: .file())
  var output: String?

  func validate() throws {
    guard (0...2).contains(level) else { throw ValidationError("the optimisation level is 0, 1 or 2") }
    guard input.texts.isEmpty || circuit != nil else {
      throw ValidationError("--input-shape goes with --circuit")
    }
    guard pass == nil || emit == .graph || emit == .dot else {
      throw ValidationError("--pass goes with --emit graph or --emit dot")
    }
  }

  func run() throws {
    let compilation = try program.compilation()
    let emission = Emission(compilation, circuit: circuit, lowering: Lowering(level: level), pass: pass)
    if emit == .ast {
      try Console.data(emission.ast())
      compilation.check()
      return try finish(compilation, printed: true)
    }
    compilation.inputShapes = input.shapes
    // A module is whole: what it trains on must be known.
    compilation.check(needsData: circuit == nil || (emit == nil && !stats))
    guard !compilation.hasErrors else { return try finish(compilation, printed: false) }
    if let emit {
      let text = try emission.text(of: emit)
      if !compilation.hasErrors { try Console.data(text) }
      return try finish(compilation, printed: !compilation.hasErrors)
    }
    if stats {
      let statistics = try emission.statistics()
      guard !compilation.hasErrors else { return try finish(compilation, printed: false) }
      try Console.data(format == .json ? statistics.json() : statistics.text())
      return try finish(compilation, printed: true)
    }
    let module = try emission.module()
    guard !compilation.hasErrors else { return try finish(compilation, printed: false) }
    let path = output ?? defaultOutput
    try module.write(to: path)
    try finish(compilation, printed: false)
    Console.note("wrote \(path)")
  }

  /// The file's name with the module's extension.
  private var defaultOutput: String {
    let base = program.file.hasSuffix(".qgan") ? String(program.file.dropLast(5)) : program.file
    return base + CompiledModule.fileExtension
  }

  /// Reports what was found, and ends with its code if any of it is an error.
  private func finish(_ compilation: Compilation, printed: Bool) throws {
    try Console.report(compilation, format: format, afterResults: printed)
    if compilation.hasErrors { throw ExitWith(code: compilation.exitCode) }
  }
}

extension Stage: ExpressibleByArgument {}
