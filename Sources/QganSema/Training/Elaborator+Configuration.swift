import QganIR
import QganSyntax

extension Elaborator {
  /// The spec with its resolved configuration as text: every setting, defaults included, in a fixed order.
  func configured(_ spec: TrainingSpec, _ properties: PropertyTable) -> TrainingSpec {
    var spec = spec
    var lines: [(String, String)] = [("train", spec.name)]
    func add(_ key: String, _ value: String) { lines.append((key, value)) }
    for (key, value) in configValues() { add("config \(key)", value) }
    switch spec.networks {
    case .adversarial(let generator, let discriminator):
      add("generator", generator.name)
      add("discriminator", discriminator.name)
    case .distribution(let generator): add("generator", generator.name)
    case .supervised(let model, let target):
      add("model", model.name)
      add("target", target.rawValue)
    }
    add("data", describe(spec.data))
    if let latent = spec.latent { add("latent", describe(latent)) }
    for (key, list) in [("augment", spec.augmentations), ("diff_augment", spec.discriminatorAugmentations)]
    where !list.isEmpty {
      let parts = list.map { describe($0.definition.name, $0.definition.parameters, $0.arguments) }
      add(key, "[\(parts.joined(separator: ", "))]")
    }
    switch spec.loss {
    case .builtin(let definition, let arguments):
      add("loss", describe(definition.name, definition.parameters, arguments))
    case .model(let function): add("loss", function.name)
    }
    for role in spec.optimizations.keys.sorted() {
      guard let optimization = spec.optimizations[role] else { continue }
      add(
        "optimizer \(role)",
        describe(optimization.definition.name, optimization.definition.parameters, optimization.arguments))
      if let schedule = optimization.schedule {
        add("schedule \(role)", describe(schedule.name, schedule.parameters, optimization.scheduleArguments))
      }
      switch optimization.clip {
      case .norm(let x)?: add("gradient_clip \(role)", "norm(\(x))")
      case .value(let x)?: add("gradient_clip \(role)", "value(\(x))")
      case nil: break
      }
    }
    add("batch", "\(spec.batch)")
    add("epochs", "\(spec.epochs)")
    add("discriminator_steps", "\(spec.discriminatorSteps)")
    if spec.sharesLatents { add("share_latents", "true") }
    add("shuffle", "\(spec.shuffle)")
    if let averaging = spec.averaging { add("ema", "\(averaging)") }
    add("seed", "\(spec.seed)")
    if let features = spec.features { add("features", features.features.name) }
    if let view = spec.view { add("view", view.name) }
    if let monitor = spec.monitor {
      add("monitor", monitor.metric)
      if let patience = monitor.patience { add("patience", "\(patience)") }
    }
    for every in spec.every {
      let actions = every.actions.map { action in
        describe(action.name, catalog.actions[action.name]?.parameters ?? [], action.arguments)
      }
      add("every \(every.interval) \(every.unit.rawValue)s", actions.joined(separator: "; "))
    }
    spec.configuration = lines.map { (key: $0.0, value: $0.1) }
    return spec
  }

  /// Every config of the program's files with its value in force.
  private func configValues() -> [(String, String)] {
    var result: [(String, String)] = []
    for scope in program.scopes {
      for declaration in scope.syntax.declarations {
        guard case .constant(let d) = declaration.kind, d.isConfig,
          let value = try? constant(d, in: scope, usedAt: d.name.range)
        else { continue }
        let prefix = scope === program.main ? "" : "\(scope.path): "
        result.append((prefix + d.name.text, describe(value)))
      }
    }
    return result
  }

  private func describe(_ value: Value) -> String {
    switch value {
    case .integer(let v): "\(v)"
    case .real(let v): "\(v)"
    case .boolean(let v): "\(v)"
    case .string(let v): "\"\(v)\""
    case .layer(let layer): describe(layer)
    default: value.typeDescription
    }
  }

  private func describe(_ layer: Layer) -> String {
    switch layer {
    case .builtin(let call): return describe(call.definition.name, call.definition.parameters, call.arguments)
    case .circuit(let d, let call): return "\(d.name.text)(\(describe(call, d.parameters)))"
    case .model(let d, let call): return "\(d.name.text)(\(describe(call, d.parameters)))"
    case .parallel(let count, let inner): return "parallel(\(count), \(describe(inner)))"
    case .load(let inner, _): return "load(\(describe(inner)))"
    case .cut(let inner, let after, _): return "cut(\(describe(inner)), after: \"\(after)\")"
    case .freeze(let inner): return "freeze(\(describe(inner)))"
    case .instance(let instance): return instance.path.joined(separator: ".")
    }
  }

  private func describe(_ call: DeclaredCall, _ parameters: [ParameterSyntax]) -> String {
    parameters.compactMap { parameter in
      call.consts[parameter.name.text].map { "\(parameter.name.text): \(describe($0))" }
    }.joined(separator: ", ")
  }

  /// A builtin with every argument, defaults included.
  private func describe(_ name: String, _ parameters: [ParameterSpec], _ arguments: Arguments) -> String {
    let parts = parameters.compactMap { parameter -> String? in
      guard let value = arguments.values[parameter.name] else { return nil }
      return "\(parameter.name): \(describe(value))"
    }
    return parts.isEmpty ? name : "\(name)(\(parts.joined(separator: ", ")))"
  }

  private func describe(_ value: ConstValue) -> String {
    switch value {
    case .integer(let v): "\(v)"
    case .real(let v): "\(v)"
    case .boolean(let v): "\(v)"
    case .string(let v): "\"\(v)\""
    case .array(_, let elements): "[" + elements.map { "\($0)" }.joined(separator: ", ") + "]"
    case .strings(let v): "[" + v.map { "\"\($0)\"" }.joined(separator: ", ") + "]"
    }
  }

  private func describe(_ latent: LatentDefinition.Distribution) -> String {
    switch latent {
    case .uniform(let low, let high): "uniform(\(low), \(high))"
    case .normal(let mean, let deviation): "normal(\(mean), \(deviation))"
    case .file(let path): "npy(\"\(path)\")"
    }
  }

  private func describe(_ data: DatasetSpec) -> String {
    var parts: [String] = []
    switch data.source {
    case .reader(let name, let arguments):
      parts.append("source: " + describe(name, catalog.datasets[name]?.parameters ?? [], arguments))
    case .dataset(let inner): parts.append("source: {\(describe(inner))}")
    }
    parts.append("split: \"\(data.split)\"")
    if let classes = data.classes { parts.append("classes: \(classes)") }
    if let shuffle = data.shuffle { parts.append("shuffle: \(shuffle)") }
    if data.isBalanced { parts.append("balance: true") }
    if let limit = data.limit { parts.append("limit: \(limit)") }
    if let resize = data.resize { parts.append("resize: \(resize)") }
    if let channels = data.channels { parts.append("channels: \(channels)") }
    parts.append("range: \(data.range)")
    if let through = data.through { parts.append("through: \(through.name)") }
    return parts.joined(separator: ", ")
  }
}
