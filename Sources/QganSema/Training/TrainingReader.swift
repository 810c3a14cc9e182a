import QganIR
import QganSyntax

/// Resolves the properties of one train block. What is wrong with one is reported, and the others are resolved all the same.
struct TrainingReader {
  private let elaborator: Elaborator
  private let declaration: TrainDeclaration
  /// Stand in place of all that the `every` blocks do, if given.
  private let onlyActions: [Expression]?
  private let properties: PropertyTable
  private let frame: Frame

  init(_ elaborator: Elaborator, _ declaration: TrainDeclaration, actions: [Expression]?) {
    self.elaborator = elaborator
    self.declaration = declaration
    onlyActions = actions
    let scope = elaborator.program.main
    var properties = PropertyTable(
      declaration.properties, in: scope, block: "train block", keys: Elaborator.trainKeys,
      qualified: ["optimizer", "schedule", "gradient_clip"],
      qualifiers: ["generator", "discriminator", "model"],
      report: elaborator.report)
    for setting in elaborator.overrides.settings where Elaborator.trainKeys.contains(setting.name) {
      properties.replace(setting.name, setting)
    }
    self.properties = properties
    frame = Frame(kind: .constant, name: declaration.name.text, scope: scope, builder: nil)
  }

  /// The block with everything resolved, or `nil` after errors.
  func spec() throws -> TrainingSpec? {
    let loadsBefore = elaborator.loads.count
    let errorsBefore = errorCount
    refusePlanned()
    let data: DatasetSpec? = attempt(required("data"), nil) { try dataset($0) }
    let loop = loop()
    let averaging: Double? = attempt(properties["ema"], nil) { try decay($0) }
    let latent: LatentDefinition.Distribution? = attempt(properties["latent"], nil) {
      try elaborator.latent($0)
    }
    if let data { checkSizes(loop, data) }
    let networks = elaborator.networks(properties, data, latent, declaration, required: required)
    if loop.sharesLatents, let entry = properties["share_latents"], let networks, !networks.isAdversarial {
      report("`share_latents` needs a generator and a discriminator", at: entry.range)
    }
    let augmentations = attempt(properties["augment"], []) { try elaborator.augmentations($0, data) }
    let discriminatorAugmentations = attempt(properties["diff_augment"], []) {
      try differentiable($0, networks, data)
    }
    let loss = attempt(required("loss"), nil) { try elaborator.loss($0, networks, data, frame) }
    let optimizations = optimizations(networks?.roles ?? [])
    let comparison = comparison(networks, data)
    let every = schedules(networks, comparison.reference ?? data, comparison.features)
    let monitor = monitor(every)
    guard let data, let networks, let loss, optimizations.count == networks.roles.count,
      errorCount == errorsBefore
    else { return nil }
    var spec = TrainingSpec(
      name: declaration.name.text, networks: networks, data: data, latent: latent, loss: loss,
      optimizations: optimizations, batch: loop.batch, epochs: loop.epochs, seed: UInt64(loop.seed),
      discriminatorSteps: loop.discriminatorSteps, sharesLatents: loop.sharesLatents, shuffle: loop.shuffle,
      averaging: averaging, features: comparison.features, view: comparison.view,
      against: comparison.reference, every: every,
      dependencies: Set(elaborator.loads[loadsBefore...].compactMap(\.block)).sorted(), configuration: [])
    spec.augmentations = augmentations
    spec.monitor = onlyActions == nil ? monitor : nil
    spec.discriminatorAugmentations = discriminatorAugmentations
    return elaborator.configured(spec, properties)
  }

  // MARK: Reporting

  private var errorCount: Int { elaborator.diagnostics.count { $0.severity == .error } }

  private func report(_ message: String, at range: SourceRange) {
    elaborator.report(.badProperty(message, at: range))
  }

  private func required(_ key: String) -> PropertyTable.Entry? {
    if let entry = properties[key] { return entry }
    reportMissing(key)
    return nil
  }

  private func reportMissing(_ key: String) {
    let place = declaration.name.range
    elaborator.report(properties.missing(key, in: block, at: place), at: place)
  }

  private var block: String { "train block `\(declaration.name.text)`" }

  /// What `body` makes of a property, or `fallback` where it is not given or wrong, which is reported.
  private func attempt<R>(
    _ entry: PropertyTable.Entry?, _ fallback: R, _ body: (PropertyTable.Entry) throws -> R
  ) -> R {
    guard let entry else { return fallback }
    do { return try body(entry) } catch {
      elaborator.report(error, at: entry.range)
      return fallback
    }
  }

  private func refusePlanned() {
    for key in ["shots", "noise"] {
      guard let entry = properties[key] else { continue }
      elaborator.report(.notAvailable("`\(key)`", "read-outs are exact in this version", at: entry.range))
    }
  }

  // MARK: The loop

  /// How the loop runs.
  private struct Loop {
    var batch: Int
    var epochs: Int
    var discriminatorSteps: Int
    var seed: Int
    var shuffle: Bool
    var sharesLatents: Bool
  }

  private func loop() -> Loop {
    func count(_ entry: PropertyTable.Entry?, _ name: String) -> Int {
      attempt(entry, 1) { try elaborator.positive($0, "`\(name)`", elaborator.valueFrame($0)) }
    }
    func flag(_ name: String, _ fallback: Bool) -> Bool {
      attempt(properties[name], fallback) { try elaborator.condition($0.value, elaborator.valueFrame($0)) }
    }
    return Loop(
      batch: count(required("batch"), "batch"), epochs: count(required("epochs"), "epochs"),
      discriminatorSteps: count(properties["discriminator_steps"], "discriminator_steps"),
      seed: attempt(properties["seed"], 0) { try seed($0) }, shuffle: flag("shuffle", true),
      sharesLatents: flag("share_latents", false))
  }

  private func seed(_ entry: PropertyTable.Entry) throws -> Int {
    let value = try elaborator.integer(entry.value, elaborator.valueFrame(entry), what: "`seed`")
    guard value >= 0 else {
      throw Diagnosed(.badProperty("`seed` must be at least 0", at: entry.value.range))
    }
    return value
  }

  private func decay(_ entry: PropertyTable.Entry) throws -> Double? {
    let decay = try elaborator.real(entry.value, elaborator.valueFrame(entry), what: "`ema`")
    guard decay >= 0, decay < 1 else {
      throw Diagnosed(.badProperty("`ema` must be at least 0 and less than 1", at: entry.value.range))
    }
    return decay
  }

  /// Each generator step must have its discriminator steps, and each of these a whole batch.
  private func checkSizes(_ loop: Loop, _ data: DatasetSpec) {
    func place(_ key: String) -> SourceRange { properties[key]?.value.range ?? declaration.name.range }
    let count = data.description.count
    guard loop.batch <= count else {
      return report(
        "a batch of \(loop.batch) is more than the \(count) sample\(count == 1 ? "" : "s") of `\(data.name)`",
        at: place("batch"))
    }
    let (batches, overflow) = (count / loop.batch).multipliedReportingOverflow(by: loop.epochs)
    if !overflow, batches < loop.discriminatorSteps {
      report(
        "\(loop.discriminatorSteps) discriminator steps come before a generator step, and the run has \(batches) batches",
        at: place("discriminator_steps"))
    }
  }

  // MARK: Data and updates

  private func dataset(_ entry: PropertyTable.Entry) throws -> DatasetSpec? {
    let value = try elaborator.evaluate(entry.value, elaborator.valueFrame(entry))
    guard case .dataset(let declaration, let scope) = value else {
      throw Diagnosed(.badProperty("`data` must name a dataset", at: entry.value.range))
    }
    return try elaborator.dataset(declaration, in: scope)
  }

  private func differentiable(
    _ entry: PropertyTable.Entry, _ networks: TrainingSpec.Networks?, _ data: DatasetSpec?
  ) throws -> [Augmentation] {
    if let networks, !networks.isAdversarial {
      throw Diagnosed(
        .badProperty(
          "`diff_augment` needs a generator and a discriminator; `augment` changes the data", at: entry.range)
      )
    }
    return try elaborator.augmentations(entry, data)
  }

  /// By role; one is missing after errors.
  private func optimizations(_ roles: [String]) -> [String: TrainingSpec.Optimization] {
    var result: [String: TrainingSpec.Optimization] = [:]
    for role in roles {
      guard let entry = properties["optimizer \(role)"] ?? properties["optimizer"] else {
        reportMissing("optimizer")
        break
      }
      result[role] = attempt(entry, nil) { try elaborator.optimization($0, role, properties) }
    }
    return result
  }

  // MARK: What is measured

  /// What generated samples are seen through and compared with.
  private struct Comparison {
    var view: LayerFunction?
    var reference: DatasetSpec?
    var features: FeatureExtractor?
  }

  private func comparison(_ networks: TrainingSpec.Networks?, _ data: DatasetSpec?) -> Comparison {
    let generated = networks?.resultShape
    let view: LayerFunction? = attempt(properties["view"], nil) {
      try elaborator.function(
        $0, role: "view", inputs: generated.map { [$0] } ?? [], what: "`view`", frame)
    }
    let reference: DatasetSpec? = attempt(properties["against"], nil) { entry in
      let value = try elaborator.evaluate(entry.value, elaborator.valueFrame(entry))
      guard case .dataset(let declaration, let scope) = value else {
        throw Diagnosed(.badProperty("`against` must name a dataset", at: entry.value.range))
      }
      return try elaborator.dataset(declaration, in: scope)
    }
    let features: FeatureExtractor? = attempt(properties["features"], nil) { entry in
      guard let shape = view?.outputShape ?? data?.description.shape else { return nil }
      return try elaborator.extractor(
        entry, shape: shape, classesWanted: elaborator.needsClasses(actions), frame)
    }
    if let reference, let compared = view?.outputShape ?? generated, reference.description.shape != compared {
      report(
        "`against` holds \(describeShape(reference.description.shape)), and what is compared with it is "
          + describeShape(compared), at: properties["against"]?.value.range ?? declaration.name.range)
    }
    return Comparison(view: view, reference: reference, features: features)
  }

  private var actions: [Expression] { onlyActions ?? declaration.schedules.flatMap(\.actions) }

  private func schedules(
    _ networks: TrainingSpec.Networks?, _ reference: DatasetSpec?, _ features: FeatureExtractor?
  ) -> [TrainingSpec.Every] {
    let context = Elaborator.ActionContext(
      hasFeatures: properties["features"] != nil, features: features, networks: networks, reference: reference
    )
    guard let onlyActions else {
      return declaration.schedules.compactMap { elaborator.schedule($0, frame, context) }
    }
    return [
      .init(
        interval: 1, unit: .epoch, actions: onlyActions.compactMap { elaborator.action($0, frame, context) })
    ]
  }

  private func monitor(_ every: [TrainingSpec.Every]) -> TrainingSpec.Monitor? {
    if let patience = properties["patience"], properties["monitor"] == nil {
      report("`patience` needs a `monitor:`, the metric that is to improve", at: patience.range)
    }
    return attempt(properties["monitor"], nil) { try elaborator.monitor($0, properties["patience"], every) }
  }
}

extension TrainingSpec.Networks {
  fileprivate var isAdversarial: Bool { if case .adversarial = self { true } else { false } }

  /// What is trained, each with its optimizer.
  fileprivate var roles: [String] {
    switch self {
    case .adversarial: ["generator", "discriminator"]
    case .distribution: ["generator"]
    case .supervised: ["model"]
    }
  }

  /// The shape of what is generated, or of a model's result.
  fileprivate var resultShape: [Int] {
    switch self {
    case .adversarial(let generator, _), .distribution(let generator): generator.outputShape
    case .supervised(let model, _): model.outputShape
    }
  }
}
