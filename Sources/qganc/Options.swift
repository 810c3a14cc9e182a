import ArgumentParser
import QganDriver

/// How a command reports.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json
}

/// Which train block a command looks at, and what is laid over it.
struct TargetOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The train block to look at.", valueName: "name"))
  var train: String?

  @Option(help: ArgumentHelp("The variant to look at.", valueName: "name"))
  var variant: String?

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Replace a config or a property of the train block; may be repeated.", valueName: "NAME=value"))
  var assignments: [String] = []

  /// The train block or variant; throws `DriverError` if both are named.
  func name() throws -> String? {
    if train != nil, variant != nil {
      throw DriverError(.usage, "`--train` and `--variant` name the same thing", hint: "give one of them")
    }
    return variant ?? train
  }
}

/// The program that a command works on.
struct ProgramOptions: ParsableArguments {
  @Argument(
    help: "A .qgan file, or a module that `qganc compile` wrote.",
    completion: .file(extensions: ["qgan", "qganm"]))
  var file: String

  @OptionGroup var target: TargetOptions

  /// The program, loaded; throws `DriverError`.
  func compilation() throws -> Compilation {
    try Compilation(path: file, settings: .init(target: target.name(), assignments: target.assignments))
  }
}

/// Shapes for a circuit or model that is named by a call.
struct InputShapeOptions: ParsableArguments {
  @Option(
    name: .customLong("input-shape"),
    help: ArgumentHelp(
      "Shape of one sample, such as 12 or 3,32,32, where the call leaves sizes open; once for each input.",
      valueName: "sizes"))
  var texts: [String] = []

  /// The shapes; `nil` if none is given.
  var shapes: [[Int]]? {
    texts.isEmpty ? nil : texts.map { $0.isEmpty ? [] : $0.split(separator: ",").compactMap { Int($0) } }
  }

  func validate() throws {
    for text in texts where !text.isEmpty {
      let sizes = text.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
      guard sizes.allSatisfy({ (1...1 << 20).contains($0) }), sizes.count <= 8 else {
        throw ValidationError("--input-shape takes sizes with commas between them, such as 12 or 3,32,32")
      }
    }
  }
}
