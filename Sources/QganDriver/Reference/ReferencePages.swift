import Foundation
import QganIR
import QganPasses
import QganSyntax
import QganTooling
import QganTraining

/// The reference pages that are printed from the registries; docs/reference holds them, and a test keeps them fresh.
public enum ReferencePages {
  /// Markdown by file name.
  public static func all(catalog: Catalog = .standard) -> [(name: String, text: String)] {
    [
      ("gates.md", gates()),
      ("layers.md", layers(catalog)),
      ("training.md", training(catalog)),
      ("datasets.md", datasets(catalog)),
      ("primitives.md", primitives()),
      ("passes.md", passes()),
      ("diagnostics.md", diagnostics()),
      ("lint.md", lint()),
      ("exit-codes.md", exitCodes()),
    ].map { ($0.0, header($0.0) + $0.1) }
  }

  /// Writes a page into `folder`, which is made if it is not there; throws `DriverError`.
  public static func write(_ text: String, named name: String, in folder: String) throws {
    let path = "\(folder)/\(name)"
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw DriverError(.data, "cannot make the folder `\(folder)`")
    }
    try OutputFile.write(Array(text.utf8), to: path)
  }

  private static func header(_ name: String) -> String {
    "<!-- Printed by `qganc docs` from the registries; edit the definitions, not this page. -->\n\n"
  }

  // MARK: Pages

  private static func gates() -> String {
    var text = "# Gates\n\nThe first qubit is the most significant bit of a matrix's index. "
    text += "Angles are in radians; a rotation is exp(-i angle/2 P). \(elsewhere)\n\n"
    text += "| gate | qubits | what it does | also called | elsewhere |\n|---|---|---|---|---|\n"
    for gate in Gates.all {
      let call = gate.angles.isEmpty ? gate.name : "\(gate.name)(\(gate.angles.joined(separator: ", ")))"
      text += "| `\(call)` | \(gate.qubitCount) | \(gate.summary) "
      text += "| \(names(gate.aliases)) | \(names(gate.elsewhere)) |\n"
    }
    text +=
      "| `unitary(re: [[...]], im: [[...]])` | any | A constant unitary matrix; `im:` may be left out. | | \(names(Gates.statesAndMatrices[Gates.unitary] ?? [])) |\n"
    text +=
      "| `amplitudes(x)` | any | Prepares untouched qubits in the normalised amplitudes `x`. | | \(names(Gates.statesAndMatrices[Gates.amplitudes] ?? [])) |\n"
    return text
  }

  private static func layers(_ catalog: Catalog) -> String {
    var text =
      "# Layers and functions\n\nShapes are those of one sample. Initial values and defaults are PyTorch's. \(elsewhere)\n"
    for layer in catalog.layers.values {
      text += section(layer, layer.details, layer.parameters, layer.availability)
      if layer.inputs.count != 1 || layer.takesManyInputs {
        let inputs = layer.inputs.map { "`\($0)`" }.joined(separator: ", ")
        text += "\nData: \(inputs.isEmpty ? "none" : inputs)\(layer.takesManyInputs ? ", and more" : "").\n"
      }
      let examples = layer.examples.map { "`\($0.source)`" }
      if !examples.isEmpty { text += "\nFor example \(examples.joined(separator: ", ")).\n" }
    }
    return text
  }

  private static func training(_ catalog: Catalog) -> String {
    var text = "# What train blocks name\n\n\(elsewhere)\n"
    text += "\n## Losses\n"
    for d in catalog.losses.values {
      text += section(d, d.details, d.parameters, d.availability, level: 3)
    }
    text += "\n## Optimizers\n"
    for d in catalog.optimizers.values {
      text += section(d, d.details, d.parameters, level: 3)
    }
    text += "\n## Learning-rate schedules\n"
    for d in catalog.schedules.values {
      text += section(d, d.details, d.parameters, level: 3)
    }
    text += "\n## Initialisers (after `~`)\n"
    for d in catalog.initializers.values {
      text += section(d, d.details, d.parameters, level: 3)
    }
    text += "\n## Latent distributions\n"
    for d in catalog.latents.values { text += section(d, "", d.parameters, level: 3) }
    text += "\n## Augmentations (`augment` and `diff_augment`)\n"
    for d in catalog.augmentations.values {
      text += section(d, d.details, d.parameters, level: 3)
    }
    text += "\n## Actions of `every`\n"
    for d in catalog.actions.values {
      text += section(d, d.details, d.parameters, d.availability, level: 3)
      guard !d.outputs.isEmpty else { continue }
      let suffix = d.needsFeatures ? "LABEL" : ""
      text += "\n| logged as | better | |\n|---|---|---|\n"
      for output in d.outputs {
        text +=
          "| `\(output.key(label: suffix))` | \(output.isBetter?.rawValue ?? "") | \(output.summary) |\n"
      }
    }
    text +=
      "\n## Feature extractors\n\nWhat `features:` may name beside a layer of the program. What metrics log ends in "
    text += "the extractor's label (`LABEL` above), or, for a layer of the program, in `-` and its name.\n"
    for d in catalog.extractors.values {
      text += section(d, d.details, d.parameters, level: 3)
    }
    return text
  }

  private static func datasets(_ catalog: Catalog) -> String {
    var text = "# Datasets\n\n## Keys of a dataset block\n\n"
    text += "They apply in this order, wherever they stand.\n\n| key | meaning |\n|---|---|\n"
    for key in DatasetKeys.all { text += "| `\(key.name)` | \(key.summary) |\n" }
    text += "\n# Readers\n"
    for d in catalog.datasets.values {
      text += section(d, d.details, d.parameters, d.availability)
    }
    return text
  }

  private static func primitives() -> String {
    var text = "# Primitives of graph IR\n\n| primitive | meaning |\n|---|---|\n"
    for primitive in Primitives.all { text += "| `\(primitive.name)` | \(primitive.summary) |\n" }
    return text
  }

  private static func passes() -> String {
    var text = "# Passes\n\n`qganc compile --stats` says what each did. A level is what `-O` sets.\n"
    text += "\n## On circuits\n\n| pass | from level | what it does |\n|---|---|---|\n"
    for pass in CircuitPasses.all {
      text += "| `\(pass.name)` | \(pass.minimumLevel) | \(pass.summary) |\n"
    }
    text += "\n## On circuits in normal form\n\n"
    text += "At every level, after `\(FusionPasses.layering)`, which makes gates layers.\n"
    text += "\n| pass | what it does |\n|---|---|\n"
    for pass in FusionPasses.all { text += "| `\(pass.name)` | \(pass.summary) |\n" }
    text +=
      "\n## On graphs\n\nThose of simplification run in rounds until nothing changes. Then each of lowering runs once, "
    text += "in order, and they again behind it.\n"
    text += "\n| pass | stage | from level | what it does |\n|---|---|---|---|\n"
    for pass in GraphPasses.all {
      text += "| `\(pass.name)` | \(pass.stage.rawValue) | \(pass.minimumLevel) | \(pass.summary) |\n"
    }
    return text
  }

  private static func diagnostics() -> String {
    var text = "# Diagnostics\n\n`qganc explain CODE` prints the same.\n"
    for rule in Explanations.compilerRules.sorted(by: { $0.code < $1.code }) {
      let (bad, good) = (trimmed(rule.bad), trimmed(rule.good))
      text += "\n## \(rule.code): \(rule.title)\n\n\(rule.explanation)\n"
      text += "\nThis has it:\n\n```\n\(bad)\n```\n\nThis does not:\n\n```\n\(good)\n```\n"
    }
    return text
  }

  private static func lint() -> String {
    var text =
      "# Lint rules\n\n`qganc explain CODE` prints the same; [lint.md](../lint.md) says how to choose and allow.\n"
    text += "\n| code | name | severity | fix |\n|---|---|---|---|\n"
    for rule in LintRules.all {
      text +=
        "| [\(rule.code)](#\(rule.code.lowercased())-\(rule.name)) | \(rule.name) | \(rule.severity.rawValue) | \(LintFixKind(rule).rawValue) |\n"
    }
    for category in LintRule.Category.allCases {
      text += "\n# Rules about \(category.rawValue)\n"
      for rule in LintRules.all where rule.category == category {
        text += "\n## \(rule.code): \(rule.name)\n\n\(rule.rationale)\n"
        text += "\nThis has it:\n\n```\n\(rule.bad)```\n\nThis does not:\n\n```\n\(rule.good)```\n"
      }
    }
    return text
  }

  private static func exitCodes() -> String {
    var text = "# Exit codes\n\n| code | meaning |\n|---|---|\n"
    for code in ExitCode.allCases { text += "| \(code.rawValue) | \(code.summary) |\n" }
    text += """

      A data set or a file of weights that is missing or damaged is reported where the program names it, and ends with 3
      when nothing else is wrong; together with other errors in the program the code is 1. `simulate` ends with 3 where the
      values do not fit the circuit, and with 5, after printing what there is (`null` for numbers that are none), where
      outputs or gradients are not finite. Output that cannot be written because the disk is full ends with 4.

      """
    return text
  }

  // MARK: Parts

  /// What the reader must know of names elsewhere.
  private static let elsewhere =
    "Names elsewhere are those of PennyLane, Qiskit, PyTorch, Keras and others: programs cannot use them, messages lead from them here."

  /// The example without the line break at its end, if it has one.
  private static func trimmed(_ example: String) -> Substring {
    example.hasSuffix("\n") ? example.dropLast() : example[...]
  }

  private static func names(_ names: [String]) -> String {
    names.map { "`\($0)`" }.joined(separator: ", ")
  }

  private static func section(
    _ entry: some CatalogEntry, _ details: String, _ parameters: [ParameterSpec],
    _ availability: Availability = .available, level: Int = 2
  ) -> String {
    var text = "\n\(String(repeating: "#", count: level)) \(entry.name)\n\n\(entry.summary)\n"
    if !entry.elsewhere.isEmpty { text += "\nElsewhere: \(names(entry.elsewhere)).\n" }
    if case .planned(let advice) = availability { text += "\nNot there yet: \(advice).\n" }
    if !details.isEmpty { text += "\n\(details)\n" }
    guard !parameters.isEmpty else { return text }
    text += "\n| parameter | type | default | |\n|---|---|---|---|\n"
    for parameter in parameters {
      let fallback =
        parameter.defaultValue.map { "`\(literal($0))`" } ?? (parameter.isOptional ? "none" : "required")
      text += "| `\(parameter.name)` | \(type(parameter.type)) | \(fallback) | \(parameter.summary) |\n"
    }
    return text
  }

  private static func type(_ type: ConstType) -> String {
    switch type {
    case .integer: "int"
    case .real: "float"
    case .boolean: "bool"
    case .string: "string"
    case .integers(let count): count.map { "int or \($0) ints" } ?? "ints"
    case .reals(let count): count.map { "float or \($0) floats" } ?? "floats"
    case .strings: "strings"
    case .layer: "layer"
    case .oneOf(let types): types.map(self.type).joined(separator: " or ")
    case .choice(let options): options.map { "`\"\($0)\"`" }.joined(separator: " or ")
    }
  }

  private static func literal(_ value: ConstValue) -> String {
    switch value {
    case .integer(let v): "\(v)"
    case .real(let v): "\(v)"
    case .boolean(let v): "\(v)"
    case .string(let v): "\"\(v)\""
    case .array(_, let elements): "[" + elements.map { "\($0)" }.joined(separator: ", ") + "]"
    case .strings(let v): "[" + v.map { "\"\($0)\"" }.joined(separator: ", ") + "]"
    }
  }
}
