import QganIR
import QganSyntax

extension Elaborator {
  /// The properties of a train block; a variant, a sweep or `--set` may replace each of them.
  public static let trainKeys = [
    "generator", "discriminator", "model", "target", "data", "latent", "loss", "optimizer", "schedule",
    "gradient_clip", "ema", "batch", "epochs", "discriminator_steps", "share_latents", "seed", "shuffle",
    "augment", "diff_augment", "features", "monitor", "patience",
    "view", "against", "shots", "noise",
  ]

  /// The train block `name` of the main file with everything resolved, or `nil` after errors.
  ///
  /// `actions`, where given, stand in place of all that its `every` blocks do.
  public func training(_ name: String, actions: [Expression]? = nil) -> TrainingSpec? {
    guard case .train(let declaration)? = program.main.values[name]?.symbol else {
      report(
        .unknownName(name, kind: "train block", at: program.main.syntax.range, known: program.trainNames))
      return nil
    }
    do {
      return try lower(declaration, actions: actions)
    } catch {
      report(error, at: declaration.name.range)
      return nil
    }
  }

  private func lower(_ declaration: TrainDeclaration, actions: [Expression]?) throws -> TrainingSpec? {
    let scope = program.main
    let errorsBefore = diagnostics.count { $0.severity == .error }
    let loadsBefore = loads.count
    var properties = PropertyTable(
      declaration.properties, in: scope, block: "train block", keys: Elaborator.trainKeys,
      qualified: ["optimizer", "schedule", "gradient_clip"],
      qualifiers: ["generator", "discriminator", "model"],
      report: report)
    for setting in overrides.settings where Elaborator.trainKeys.contains(setting.name) {
      properties.replace(setting.name, setting)
    }
    let block = "train block `\(declaration.name.text)`"
    let frame = Frame(kind: .constant, name: declaration.name.text, scope: scope, builder: nil)
    func required(_ key: String) -> PropertyTable.Entry? {
      if let entry = properties[key] { return entry }
      report(.missingProperty(key, in: block, at: declaration.name.range))
      return nil
    }
    func attempt<R>(_ entry: PropertyTable.Entry?, _ fallback: R, _ body: (PropertyTable.Entry) throws -> R)
      -> R
    {
      guard let entry else { return fallback }
      do { return try body(entry) } catch {
        report(error, at: entry.range)
        return fallback
      }
    }
    for key in ["shots", "noise"] {
      if let entry = properties[key] {
        report(.notAvailable("`\(key)`", "read-outs are exact in this version", at: entry.range))
      }
    }
    let data: DatasetSpec? = attempt(required("data"), nil) { entry in
      guard
        case .dataset(let d, let s) = try evaluate(
          entry.value, Frame(kind: .constant, name: frame.name, scope: entry.scope, builder: nil))
      else {
        throw Diagnosed(.badProperty("`data` must name a dataset", at: entry.value.range))
      }
      return try dataset(d, in: s)
    }
    let batch = attempt(required("batch"), 1) { try positive($0, "`batch`", valueFrame($0)) }
    let epochs = attempt(required("epochs"), 1) { try positive($0, "`epochs`", valueFrame($0)) }
    let discriminatorSteps = attempt(properties["discriminator_steps"], 1) {
      try positive($0, "`discriminator_steps`", valueFrame($0))
    }
    let seed = attempt(properties["seed"], 0) { entry in
      let value = try integer(entry.value, valueFrame(entry), what: "`seed`")
      guard value >= 0 else {
        throw Diagnosed(.badProperty("`seed` must be at least 0", at: entry.value.range))
      }
      return value
    }
    let shuffle = attempt(properties["shuffle"], true) { try condition($0.value, valueFrame($0)) }
    let sharesLatents = attempt(properties["share_latents"], false) {
      try condition($0.value, valueFrame($0))
    }
    let averaging: Double? = attempt(properties["ema"], nil) { entry in
      let decay = try real(entry.value, valueFrame(entry), what: "`ema`")
      guard decay >= 0, decay < 1 else {
        throw Diagnosed(.badProperty("`ema` must be at least 0 and less than 1", at: entry.value.range))
      }
      return decay
    }
    let latent: LatentDefinition.Distribution? = attempt(properties["latent"], nil) {
      try self.latent($0, frame)
    }
    if let data, batch > data.description.count {
      report(
        .badProperty(
          "a batch of \(batch) is more than the \(data.description.count) sample\(data.description.count == 1 ? "" : "s") of `\(data.name)`",
          at: properties["batch"]?.value.range ?? declaration.name.range))
    }
    if let data, batch <= data.description.count {
      let (batches, overflow) = (data.description.count / batch).multipliedReportingOverflow(by: epochs)
      if !overflow, batches < discriminatorSteps {
        report(
          .badProperty(
            "\(discriminatorSteps) discriminator steps come before a generator step, and the run has \(batches) batches",
            at: properties["discriminator_steps"]?.value.range ?? declaration.name.range))
      }
    }
    let networks = networks(properties, data, latent, declaration, required: required)
    if sharesLatents, let entry = properties["share_latents"], let networks {
      if case .adversarial = networks {
      } else {
        report(
          .badProperty("`share_latents` needs a generator and a discriminator", at: entry.range))
      }
    }
    let augmentations: [Augmentation] = attempt(properties["augment"], []) {
      try self.augmentations($0, data)
    }
    let discriminatorAugmentations: [Augmentation] = attempt(properties["diff_augment"], []) { entry in
      if let networks {
        guard case .adversarial = networks else {
          throw Diagnosed(
            .badProperty(
              "`diff_augment` needs a generator and a discriminator; `augment` changes the data",
              at: entry.range))
        }
      }
      return try self.augmentations(entry, data)
    }
    let loss = attempt(required("loss"), nil) { try self.loss($0, networks, data, frame) }
    var roles: [String] = []
    switch networks {
    case .adversarial: roles = ["generator", "discriminator"]
    case .distribution: roles = ["generator"]
    case .supervised: roles = ["model"]
    case nil: break
    }
    var optimizations: [String: TrainingSpec.Optimization] = [:]
    for role in roles {
      guard let entry = properties["optimizer \(role)"] ?? properties["optimizer"] else {
        report(.missingProperty("optimizer", in: block, at: declaration.name.range))
        break
      }
      optimizations[role] = attempt(entry, nil) { try optimization($0, role, properties, frame) }
    }
    let generated = generatedShape(networks)
    let view: LayerFunction? = attempt(properties["view"], nil) { entry in
      try function(entry, role: "view", inputs: generated.map { [$0] } ?? [], what: "`view`", frame)
    }
    let against: DatasetSpec? = attempt(properties["against"], nil) { entry in
      guard case .dataset(let d, let s) = try evaluate(entry.value, valueFrame(entry)) else {
        throw Diagnosed(.badProperty("`against` must name a dataset", at: entry.value.range))
      }
      return try dataset(d, in: s)
    }
    let onlyActions = actions != nil
    let actions = actions ?? declaration.schedules.flatMap(\.actions)
    let features: FeatureExtractor? = attempt(properties["features"], nil) { entry in
      guard let shape = view?.outputShape ?? data?.description.shape else { return nil }
      return try extractor(entry, shape: shape, classesWanted: needsClasses(actions), frame)
    }
    if let against, let compared = view?.outputShape ?? generated, against.description.shape != compared {
      report(
        .badProperty(
          "`against` holds \(describeShape(against.description.shape)), and what is compared with it is "
            + describeShape(compared), at: properties["against"]?.value.range ?? declaration.name.range))
    }
    let context = ActionContext(
      hasFeatures: properties["features"] != nil, features: features, networks: networks,
      reference: against ?? data)
    let every =
      onlyActions
      ? [
        TrainingSpec.Every(
          interval: 1, unit: .epoch, actions: actions.compactMap { action($0, frame, context) })
      ]
      : declaration.schedules.compactMap { schedule($0, frame, context) }
    let monitor = attempt(properties["monitor"], nil) { try self.monitor($0, properties["patience"], every) }
    if let patience = properties["patience"], properties["monitor"] == nil {
      report(
        .badProperty("`patience` needs a `monitor:`, the metric that is to improve", at: patience.range))
    }
    guard let data, let networks, let loss, optimizations.count == roles.count,
      diagnostics.count(where: { $0.severity == .error }) == errorsBefore
    else { return nil }
    let dependencies = Set(loads[loadsBefore...].compactMap(\.block)).sorted()
    var spec = TrainingSpec(
      name: declaration.name.text, networks: networks, data: data, latent: latent, loss: loss,
      optimizations: optimizations, batch: batch, epochs: epochs, seed: UInt64(seed),
      discriminatorSteps: discriminatorSteps, sharesLatents: sharesLatents, shuffle: shuffle,
      averaging: averaging, features: features, view: view, against: against, every: every,
      dependencies: dependencies, configuration: [])
    spec.augmentations = augmentations
    spec.monitor = onlyActions ? nil : monitor
    spec.discriminatorAugmentations = discriminatorAugmentations
    return configured(spec, properties)
  }

  func valueFrame(_ entry: PropertyTable.Entry) -> Frame {
    Frame(kind: .constant, name: "property", scope: entry.scope, builder: nil)
  }

  func real(_ expression: Expression, _ frame: Frame, what: String) throws -> Double {
    switch try evaluate(expression, frame) {
    case .integer(let v): return Double(v)
    case .real(let v): return v
    case .poison: throw AlreadyDiagnosed()
    case let other:
      throw Diagnosed(
        .typeMismatch(what, expected: "a number", actual: other.typeDescription, at: expression.range))
    }
  }

  private func latent(_ entry: PropertyTable.Entry, _ frame: Frame) throws -> LatentDefinition.Distribution {
    let (definition, arguments) = try reference(
      entry.value, in: catalog.latents.elements.map { ($0.key, $0.value) }, kind: "latent distribution",
      valueFrame(entry)
    ) { $0.parameters }
    var distribution: LatentDefinition.Distribution
    do { distribution = try definition.distribution(arguments) } catch let error as IRError {
      throw Diagnosed(.layerRefused(error.message, at: entry.value.range, notes: []))
    }
    if case .file(let path) = distribution {
      distribution = .file(path: resolvePath(path, program.sources.files[entry.scope.file].path))
    }
    return distribution
  }

  private func generatedShape(_ networks: TrainingSpec.Networks?) -> [Int]? {
    switch networks {
    case .adversarial(let generator, _), .distribution(let generator): generator.outputShape
    case .supervised(let model, _): model.outputShape
    case nil: nil
    }
  }

  private func optimization(
    _ entry: PropertyTable.Entry, _ role: String, _ properties: PropertyTable, _ frame: Frame
  ) throws -> TrainingSpec.Optimization {
    let (definition, arguments) = try reference(
      entry.value, in: catalog.optimizers.elements.map { ($0.key, $0.value) }, kind: "optimizer",
      valueFrame(entry)
    ) { $0.parameters }
    var result = TrainingSpec.Optimization(
      definition: definition, arguments: arguments, schedule: nil, scheduleArguments: Arguments(values: [:]),
      clip: nil)
    if let schedule = properties["schedule \(role)"] ?? properties["schedule"] {
      let (definition, arguments) = try reference(
        schedule.value, in: catalog.schedules.elements.map { ($0.key, $0.value) }, kind: "schedule",
        valueFrame(schedule)
      ) { $0.parameters }
      (result.schedule, result.scheduleArguments) = (definition, arguments)
    }
    if let clip = properties["gradient_clip \(role)"] ?? properties["gradient_clip"] {
      result.clip = try gradientClip(clip, valueFrame(clip))
    }
    return result
  }

  /// `norm(1.0)` or `value(0.5)`
  private func gradientClip(_ entry: PropertyTable.Entry, _ frame: Frame) throws -> TrainingSpec.GradientClip
  {
    guard case .call(let callee, let arguments) = entry.value.kind, case .name(let name) = callee.kind,
      arguments.count == 1, arguments[0].label == nil, name.text == "norm" || name.text == "value"
    else {
      throw Diagnosed(.badProperty("`gradient_clip` must be `norm(x)` or `value(x)`", at: entry.value.range))
    }
    let bound = try real(arguments[0].value, frame, what: "the bound")
    guard bound > 0, bound.isFinite else {
      throw Diagnosed(
        .badProperty("the bound of `gradient_clip` must be more than 0", at: arguments[0].range))
    }
    return name.text == "norm" ? .norm(bound) : .value(bound)
  }
}
