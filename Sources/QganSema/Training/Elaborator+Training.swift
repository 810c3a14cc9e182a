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
      return try TrainingReader(self, declaration, actions: actions).spec()
    } catch {
      report(error, at: declaration.name.range)
      return nil
    }
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

  func latent(_ entry: PropertyTable.Entry) throws -> LatentDefinition.Distribution {
    let (definition, arguments) = try reference(
      entry.value, in: catalog.latents, kind: "latent distribution",
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

  func optimization(
    _ entry: PropertyTable.Entry, _ role: String, _ properties: PropertyTable
  ) throws -> TrainingSpec.Optimization {
    let (definition, arguments) = try reference(
      entry.value, in: catalog.optimizers, kind: "optimizer",
      valueFrame(entry)
    ) { $0.parameters }
    var result = TrainingSpec.Optimization(
      definition: definition, arguments: arguments, schedule: nil, scheduleArguments: Arguments(values: [:]),
      clip: nil)
    if let schedule = properties["schedule \(role)"] ?? properties["schedule"] {
      let (definition, arguments) = try reference(
        schedule.value, in: catalog.schedules, kind: "schedule",
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
