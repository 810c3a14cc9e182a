import ArgumentParser
import QganDriver

/// `qganc simulate`: evaluates a circuit or model, and its gradients, on given values.
struct SimulateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate", abstract: "Evaluate a circuit, and its gradients, on given values.",
    discussion: """
      Reads {"inputs": {"x": [[...], ...]}, "params": {"w": [...]}, "cotangent": [[...], ...]}, inputs with the batch
      first, params in their declared shape, and prints {"outputs": [[...]], "gradients": {"inputs": {...}, "params":
      {...}}}. The gradients are those of the sum of cotangent times outputs.

      Example:
        qganc simulate model.qgan --circuit 'vqc(5, 3)' --values v.json --gradients --precision double
      """)

  @OptionGroup var program: ProgramOptions

  @Option(help: ArgumentHelp("The circuit or model, with its consts.", valueName: "call"))
  var circuit: String

  @Option(help: ArgumentHelp("The values.", valueName: "file.json"), completion: .file(extensions: ["json"]))
  var values: String

  @Flag(help: "Also print gradients.")
  var gradients = false

  @Option(help: "Precision of the state and of every number.")
  var precision: Simulation.Precision = .single

  @Option(help: ArgumentHelp("Number of threads.", valueName: "n"))
  var threads: Int = 1

  @Option(
    name: [.customShort("O", allowingJoined: true)],
    help: ArgumentHelp("Optimisation level, 0 to 2.", valueName: "level"))
  var level: Int = 2

  @Option(help: "How findings are printed; the result is always JSON.")
  var format: OutputFormat = .text

  func validate() throws {
    guard (0...2).contains(level) else { throw ValidationError("the optimisation level is 0, 1 or 2") }
    guard threads >= 1 else { throw ValidationError("there is at least one thread") }
  }

  func run() throws {
    let compilation = try program.compilation()
    let given = try Simulation.Values(path: values)
    guard let names = compilation.inputNames(circuit) else {
      try Console.report(compilation, format: format)
      throw ExitWith(code: compilation.exitCode)
    }
    let shapes = try Simulation.inputShapes(given, names)
    guard !compilation.hasErrors, let (function, _) = compilation.function(circuit, inputShapes: shapes)
    else {
      try Console.report(compilation, format: format)
      throw ExitWith(code: Simulation.exitCode(of: compilation, inputNames: names))
    }
    let simulation = try Simulation(
      function, inputNames: names, values: given, gradients: gradients, lowering: Lowering(level: level),
      threads: threads, weights: compilation.weightSource())
    let result = try simulation.run(precision)
    try Console.data(result.json())
    if let name = result.firstNonFinite { throw DriverError(.nonFinite, "`\(name)` is not finite") }
  }
}

extension Simulation.Precision: ExpressibleByArgument {}
