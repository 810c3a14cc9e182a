import ArgumentParser
import QganDriver
import QganIR
import QganRuntime

/// `qganc-bench`: times circuits, training steps and layers, or checks their results.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "qganc-bench",
    abstract: "Time circuits, training steps and layers, or check their results.",
    discussion: """
      Prints one JSON object a line for each measurement. Without --workload it
      takes the standard set, in every mode.

      A workload is a .qgan program that is compiled as any other;
      compile_seconds is from its text to the plan. Of a circuit, what is timed is
      the circuit alone: forward gives outputs, gradient outputs and the gradients
      by weights and by every sample's inputs. Every call has other weights than
      the one before, from two sets in turn, as in training: tables that depend on
      weights are built again. A step is all that a training step computes, with
      optimizers and losses, on data in memory; a layer is its outputs and all its
      gradients. seconds_per_call is the median of CPU time with one thread, of
      the wall clock with more. Calls too short for the clock are timed many at a
      time; the first call is first_call_seconds and no part of the median.

      gflops counts operations as operation_model says, of which another method
      may need fewer; peak_gflops is measured in the same process, by multiply-adds
      in registers.

      Examples:
        qganc-bench --workload W1 --batch 64 --mode gradient --threads 1
        qganc-bench --workload 'circuits/*@8' --table
        qganc-bench --workload W2 --check --precision double
        qganc-bench --workload W7 --mode step --vqc linear
        qganc-bench --workload DCGAN64 --profile
        qganc-bench --list
      """,
    version: "qganc-bench \(Version.current)")

  @Option(
    help: ArgumentHelp(
      "A workload, or a pattern with `*`; may be repeated. The standard set if left out.", valueName: "name"))
  var workload: [String] = []

  @Option(help: ArgumentHelp("Samples a call; the workload's own if left out.", valueName: "n"))
  var batch: Int?

  @Option(help: "What is computed; all that a workload has if left out.")
  var mode: Mode?

  @Option(help: "What hybrid networks have in their middle: W7 or, with `linear`, W7-linear.")
  var vqc: CoreKind = .circuit

  @Option(help: "Precision of the state and of every number.")
  var precision: Simulation.Precision = .single

  @Option(help: ArgumentHelp("Number of threads.", valueName: "n"))
  var threads: Int = 1

  @Option(help: "How circuits alone are evaluated; what the compiler prefers if left out.")
  var strategy: CircuitStrategy?

  @Option(help: "Instructions of circuits alone; the widest of this processor if left out.")
  var isa: InstructionSetName?

  @Option(
    name: [.customShort("O", allowingJoined: true)],
    help: ArgumentHelp("Optimisation level, 0 to 2.", valueName: "level"))
  var level: Int = 2

  @Option(help: ArgumentHelp("Seconds for each measurement.", valueName: "seconds"))
  var budget: Double = 1

  @Flag(help: "Keep the weights from call to call, as an evaluation does.")
  var fixedWeights = false

  @Flag(
    help: ArgumentHelp(
      "Compare instead of timing; ends with 1 if anything differs.",
      discussion: "With unfused gates or unchanged graphs in double precision, W7 with losses of PyTorch."))
  var check = false

  @Flag(help: "Print what every instruction of a step or layer takes instead of timing it.")
  var profile = false

  @Flag(help: "Print a table for people instead of JSON.")
  var table = false

  @Flag(help: "List the workloads.")
  var list = false

  @Flag(
    help: "Measure what kinds of work cost on this machine and write a table for QGANC_COSTS; takes minutes.")
  var calibrate = false

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Where --calibrate writes its table; standard output if left out.", valueName: "file"))
  var output: String?

  /// Ends the process with a code, everything having been said.
  struct Failure: Error {
    var code: QganDriver.ExitCode
  }

  func validate() throws {
    guard (0...2).contains(level) else { throw ValidationError("the optimisation level is 0, 1 or 2") }
    guard (1...1024).contains(threads) else { throw ValidationError("there are 1 to 1024 threads") }
    guard batch ?? 1 >= 1 else { throw ValidationError("there is at least one sample in a batch") }
    guard !(check && profile) else { throw ValidationError("choose one of --check and --profile") }
    guard output == nil || calibrate else { throw ValidationError("-o is for --calibrate") }
    guard budget >= 0, budget.isFinite else { throw ValidationError("the budget is a number of seconds") }
    guard instructionSet.isSupported else {
      let supported = InstructionSet.supported.map { InstructionSetName($0).rawValue }.joined(separator: ", ")
      throw ValidationError("this processor has no \(instructionSet); it has \(supported)")
    }
  }

  private var instructionSet: InstructionSet { isa?.set ?? .best }

  private var options: RunOptions {
    RunOptions(
      precision: precision, threads: threads, instructionSet: instructionSet,
      lowering: Lowering(level: level), strategy: strategy,
      fixedWeights: fixedWeights, budget: budget)
  }

  func run() throws {
    if list { return try printList(workload.isEmpty ? Workloads.all : workload.flatMap(Workloads.matching)) }
    let workloads = try selection()
    RuntimeInformation.useLibraryThreads(threads)
    if calibrate { return try runCalibration() }
    let report = Report(isTable: table)
    let isTiming = !check && !profile
    let hasPeak = isTiming && workloads.contains { $0.qubits > 0 }
    let peakRate = hasPeak ? instructionSet.peakRate(isDouble: precision == .double) : 0
    if isTiming, let header = report.header(options, peakRate: peakRate) { try Console.data(header) }
    var failure: QganDriver.ExitCode?
    for workload in workloads {
      for batch in batch.map({ [$0] }) ?? workload.batches.map(\.size) {
        for mode in mode.map({ [$0] }) ?? workload.modes {
          do {
            let passes = try one(workload, mode, batch, report, peakRate)
            if !passes { failure = failure ?? .program }
          } catch let error as OutputFile.ClosedPipe {
            throw error
          } catch {
            // The others are still worth knowing.
            let translated = DriverError(translating: error)
            Console.error(translated)
            failure = failure ?? translated.exitCode
          }
        }
      }
    }
    if let failure { throw Failure(code: failure) }
  }

  private func runCalibration() throws {
    // Many short measurements: the fit averages them.
    var calibration = Calibration(budget: 0.05 * budget) { Console.note("calibrating \($0)") }
    if let isa { calibration.instructionSets = [isa.set] }
    let text = try calibration.run().description
    guard let output else { return try Console.data(text) }
    try OutputFile.write(Array(text.utf8), to: output)
  }

  /// The workloads that are named and can be timed as the options say.
  private func selection() throws -> [Workload] {
    var named = workload.isEmpty ? Workloads.all : try workload.flatMap(Workloads.matching)
    if vqc == .linear { named = try Workloads.linear(named) }
    let isOfCircuits = strategy != nil || isa != nil || fixedWeights
    let found = named.filter { workload in
      let isCircuit = workload.qubits > 0
      return mode.map(workload.modes.contains) ?? true && (isCircuit ? !profile : !isOfCircuits)
    }
    guard !found.isEmpty else {
      throw DriverError(
        .usage, "nothing that is named can be timed like this",
        hint:
          "circuits have the modes forward and gradient, and options that only they take: --strategy, --isa, "
          + "--fixed-weights; training steps have the mode step, layers the mode layer, and both --profile")
    }
    return found
  }

  /// Times, checks or profiles one workload, and says whether it is right.
  private func one(
    _ workload: Workload, _ mode: Mode, _ batch: Int, _ report: Report, _ peakRate: Double
  ) throws -> Bool {
    if profile {
      try Console.data(Profile(workload, batch: batch, options: options).text())
      return true
    }
    guard case .circuit = workload.subject else {
      guard check else {
        try Console.data(report.text(ProgramMeasurement(workload, batch: batch, options: options)))
        return true
      }
      let comparison = try ProgramComparison(workload, batch: batch, options: options)
      try Console.data(report.text(comparison))
      return comparison.passes
    }
    guard check else {
      let measurement = try Measurement(workload, mode, batch: batch, options: options, peakRate: peakRate)
      try Console.data(report.text(measurement))
      return true
    }
    let comparison = try Comparison(workload, mode, batch: batch, options: options)
    try Console.data(report.text(comparison))
    return comparison.passes
  }

  private func printList(_ workloads: [Workload]) throws {
    let width = workloads.map(\.name.count).max() ?? 0
    for workload in workloads {
      let name = workload.name.padding(toLength: width, withPad: " ", startingAt: 0)
      let batches = workload.batches.map { "\($0.size)" }.joined(separator: ", ")
      let size = workload.qubits > 0 ? "\(workload.qubits) qubits, " : ""
      try Console.data("\(name)  \(size)batch \(batches): \(workload.summary)")
    }
  }
}
