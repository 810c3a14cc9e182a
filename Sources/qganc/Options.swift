import ArgumentParser
import QganDriver

/// How a command reports.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json
}

/// The program that a command works on, and what is laid over it.
struct ProgramOptions: ParsableArguments {
  @Argument(
    help: "A .qgan file, or a module that `qganc compile` wrote.",
    completion: .file(extensions: ["qgan", "qganm"]))
  var file: String

  @Option(help: ArgumentHelp("The train block to look at.", valueName: "name"))
  var train: String?

  @Option(help: ArgumentHelp("The variant to look at.", valueName: "name"))
  var variant: String?

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Replace a config or a property of the train block; may be repeated.", valueName: "NAME=value"))
  var assignments: [String] = []

  /// The program, loaded; throws `DriverError`.
  func compilation(extra: [String] = []) throws -> Compilation {
    if train != nil, variant != nil {
      throw DriverError(.usage, "`--train` and `--variant` name the same thing", hint: "give one of them")
    }
    return try Compilation(
      path: file, settings: .init(target: variant ?? train, assignments: assignments + extra))
  }
}
