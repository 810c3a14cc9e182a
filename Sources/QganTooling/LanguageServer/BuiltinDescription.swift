import QganIR

/// What hovers and completions say of names that the library gives a meaning.
struct BuiltinDescription {
  /// The call as one writes it.
  var signature: String
  var summary: String
  var details = ""
  var parameters: [ParameterSpec] = []

  /// `nil` if the catalog does not know the name.
  init?(_ builtin: SymbolIndex.Builtin, _ catalog: Catalog) {
    func call(_ name: String, _ parameters: [ParameterSpec]) -> String {
      parameters.isEmpty ? name : "\(name)(\(parameters.map(Self.spelled).joined(separator: ", ")))"
    }
    switch builtin {
    case .layer(let name):
      guard let d = catalog.layers[name] else { return nil }
      var data = d.inputs.map { "\($0)" }
      if d.takesManyInputs { data.append("...") }
      let list = (d.parameters.map(Self.spelled) + data).joined(separator: ", ")
      signature = "\(name)(\(list))"
      (summary, details, parameters) = (d.summary, d.details, d.parameters)
    case .loss(let name):
      guard let d = catalog.losses[name] else { return nil }
      (signature, summary) = (call(name, d.parameters), d.summary)
      (details, parameters) = (d.details, d.parameters)
    case .optimizer(let name):
      guard let d = catalog.optimizers[name] else { return nil }
      (signature, summary) = (call(name, d.parameters), d.summary)
      (details, parameters) = (d.details, d.parameters)
    case .schedule(let name):
      guard let d = catalog.schedules[name] else { return nil }
      (signature, summary) = (call(name, d.parameters), d.summary)
      (details, parameters) = (d.details, d.parameters)
    case .initializer(let name):
      guard let d = catalog.initializers[name] else { return nil }
      (signature, summary) = (call(name, d.parameters), d.summary)
      (details, parameters) = (d.details, d.parameters)
    case .latent(let name):
      guard let d = catalog.latents[name] else { return nil }
      (signature, summary, parameters) = (call(name, d.parameters), d.summary, d.parameters)
    case .augmentation(let name):
      guard let d = catalog.augmentations[name] else { return nil }
      (signature, summary) = (call(name, d.parameters), d.summary)
      (details, parameters) = (d.details, d.parameters)
    case .dataset(let name):
      guard let d = catalog.datasets[name] else { return nil }
      (signature, summary) = (call(name, d.parameters), d.summary)
      (details, parameters) = (d.details, d.parameters)
    case .action(let name):
      guard let d = catalog.actions[name] else { return nil }
      (signature, summary) = (call(name, d.parameters), d.summary)
      (details, parameters) = (d.details, d.parameters)
    case .extractor(let name):
      guard let d = catalog.extractors[name] else { return nil }
      (signature, summary) = (call(name, d.parameters), d.summary)
      (details, parameters) = (d.details, d.parameters)
    case .datasetKey(let name):
      guard let key = DatasetKeys.all.first(where: { $0.name == name }) else { return nil }
      (signature, summary) = ("\(name): ...;", key.summary)
    case .label(let name, let owner):
      if case .layerFunction(let function) = owner {
        guard let label = Self.layerFunctionLabels[function]?.first(where: { $0.name == name }) else {
          return nil
        }
        (signature, summary) = ("\(name): ...", label.summary)
        return
      }
      guard let spec = Self(owner, catalog)?.parameters.first(where: { $0.name == name }) else { return nil }
      (signature, summary) = (Self.spelled(spec), spec.summary)
    case .layerFunction(let name):
      guard let known = Self.layerFunctions[name] else { return nil }
      (signature, summary) = known
    case .number(let name): (signature, summary) = (name, "A constant of the language.")
    case .observable(let name):
      (signature, summary) = (name, name == "I" ? "The identity." : "The Pauli observable \(name).")
    case .gate(let name):
      guard let gate = Gates.named(name) else { return nil }
      (signature, summary) = (GateDescription.signature(gate), gate.summary)
    case .trainKey: return nil
    }
  }

  /// Markdown: signature, summary, details, and a line a parameter.
  var markdown: String {
    var text = "```qgan\n\(signature)\n```\n\(summary)"
    if !details.isEmpty { text += "\n\n\(details)" }
    if !parameters.isEmpty {
      text += "\n\n" + parameters.map { "- `\(Self.spelled($0))`: \($0.summary)" }.joined(separator: "\n")
    }
    return text
  }

  private static let layerFunctions: [String: (signature: String, summary: String)] = [
    "parallel": (
      "parallel(count, layer)",
      "`count` instances of the layer on the same data, results stacked on a new first axis."
    ),
    "load": (
      "load(layer, from: ..., at: ..., rename: [...], ignore: [...])",
      "The layer, starting from a weight file or from the end of a train block."
    ),
    "cut": ("cut(layer, after: \"...\")", "The layer up to what the named instance returns."),
    "freeze": ("freeze(layer)", "The layer with weights that never change, in evaluation mode."),
  ]

  /// The labels of the functions that take a layer.
  static let layerFunctionLabels: [String: [(name: String, summary: String)]] = [
    "load": [
      ("from", "A weight file, or a train block."), ("at", "The part of it to start from."),
      ("rename", "Rules `ours -> theirs`, `*` being one component."),
      ("ignore", "Patterns of tensors that may be left over."),
    ],
    "cut": [("after", "The instance to end after.")],
  ]

  /// `kernel: int or 2 ints = 3`
  static func spelled(_ parameter: ParameterSpec) -> String {
    let isLabelled = parameter.defaultValue != nil || parameter.isOptional
    let name = parameter.isVariadic ? "\(parameter.name)..." : parameter.name
    let value = parameter.defaultValue.map { " = \(literal($0))" } ?? (parameter.isOptional ? " = none" : "")
    return isLabelled ? "\(name): \(type(parameter.type))\(value)" : "\(type(parameter.type)) \(name)"
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
    case .oneOf(let types):
      // "int" and "int or 2 ints" say int once.
      types.map(Self.type).reduce(into: [String]()) { texts, text in
        for part in text.split(separator: " or ").map(String.init) where !texts.contains(part) {
          texts.append(part)
        }
      }.joined(separator: " or ")
    case .choice(let options): options.map { "\"\($0)\"" }.joined(separator: " or ")
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
