import QganIR
import QganSyntax

/// What the `every` blocks of a train block do.
extension Elaborator {
  /// What actions are checked against.
  struct ActionContext {
    /// Whether there is a `features:` property, sound or not.
    var hasFeatures: Bool
    var features: FeatureExtractor?
    var networks: TrainingSpec.Networks?
    /// What generated samples are compared with.
    var reference: DatasetSpec?
  }

  /// Whether one of the actions needs class logits.
  func needsClasses(_ actions: [Expression]) -> Bool {
    actions.contains { action in
      var callee = action
      if case .call(let c, _) = callee.kind { callee = c }
      guard case .name(let name) = callee.kind else { return false }
      return catalog.actions[name.text]?.needs.contains(.classes) == true
    }
  }

  func schedule(_ every: EverySyntax, _ frame: Frame, _ context: ActionContext) -> TrainingSpec.Every? {
    do {
      let interval = try integer(every.interval, frame, what: "the interval of `every`")
      guard interval >= 1 else {
        throw Diagnosed(.badProperty("the interval of `every` must be at least 1", at: every.interval.range))
      }
      let units = ["epoch": TrainingSpec.Every.Unit.epoch, "epochs": .epoch, "step": .step, "steps": .step]
      guard let unit = units[every.unit.text] else {
        throw Diagnosed(
          .unknownName(
            every.unit.text, kind: "unit", at: every.unit.range, known: ["epoch", "epochs", "step", "steps"]))
      }
      let actions = every.actions.compactMap { action($0, frame, context) }
      return .init(interval: interval, unit: unit, actions: actions)
    } catch {
      report(error, at: every.range)
      return nil
    }
  }

  func action(_ expression: Expression, _ frame: Frame, _ context: ActionContext) -> TrainingSpec.Action? {
    do {
      // Datasets are given by label; everything else is a const.
      var expression = expression
      var datasets: [String: DatasetSpec] = [:]
      var labels: [Name] = []
      if case .call(let callee, let arguments) = expression.kind {
        var rest: [Argument] = []
        for argument in arguments {
          if let label = argument.label, case .dataset(let d, let s)? = try? evaluate(argument.value, frame) {
            datasets[label.text] = try dataset(d, in: s)
            labels.append(label)
          } else {
            rest.append(argument)
          }
        }
        expression.kind = .call(callee: callee, arguments: rest)
      }
      let (definition, arguments) = try reference(
        expression, in: catalog.actions, kind: "action", frame
      ) { $0.parameters }
      if let label = labels.first(where: { !definition.datasets.contains($0.text) }) {
        throw Diagnosed(
          .unknownLabel(
            label, of: definition.name, known: definition.parameters.map(\.name) + definition.datasets))
      }
      try requireAvailable("`\(definition.name)`", definition.availability, at: expression.range)
      try check(definition, context, at: expression.range)
      try checkCounts(definition, arguments, context, at: expression.range)
      return .init(name: definition.name, arguments: arguments, datasets: datasets)
    } catch {
      report(error, at: expression.range)
      return nil
    }
  }

  /// `monitor: kid` and `patience: 5`: a metric that one of the `every` blocks computes.
  func monitor(
    _ entry: PropertyTable.Entry, _ patience: PropertyTable.Entry?, _ every: [TrainingSpec.Every]
  ) throws -> TrainingSpec.Monitor? {
    let patience = try patience.map { try positive($0, "`patience`", valueFrame($0)) }
    let metrics = catalog.actions.values.filter { $0.direction != nil }
    guard case .name(let name) = entry.value.kind,
      let metric = metrics.first(where: { $0.name == name.text }), let output = metric.outputs.first,
      let direction = metric.direction
    else {
      throw Diagnosed(
        .badProperty(
          "`monitor` must name a metric", at: entry.value.range,
          notes: [.init("metrics are " + metrics.map { "`\($0.name)`" }.joined(separator: ", "))]))
    }
    guard every.flatMap(\.actions).contains(where: { $0.name == metric.name }) else {
      throw Diagnosed(
        .badProperty(
          "`\(metric.name)` is watched and never computed", at: entry.value.range,
          notes: [.init("compute it in an `every` block, as in `every 1 epoch { \(metric.name); }`")]))
    }
    return TrainingSpec.Monitor(
      metric: metric.name, output: output.name, isBetter: direction, patience: patience)
  }

  /// An action that an expression names, without any train block; `nil` after errors.
  public func actionCall(_ expression: Expression) -> (ActionDefinition, Arguments)? {
    let frame = Frame(kind: .constant, name: "action", scope: program.main, builder: nil)
    do {
      return try reference(
        expression, in: catalog.actions, kind: "action", frame
      ) { $0.parameters }
    } catch {
      report(error, at: expression.range)
      return nil
    }
  }

  /// Throws if the train block lacks what an action needs.
  private func check(_ action: ActionDefinition, _ context: ActionContext, at range: SourceRange) throws {
    if action.needsFeatures, !context.hasFeatures {
      throw Diagnosed(
        .badProperty(
          "`\(action.name)` compares through `features:`, which the train block does not give", at: range,
          notes: [.init("scores are comparable only through the same layer, so there is no default")]))
    }
    if action.needs.contains(.classes), let features = context.features, features.logits == nil {
      throw Diagnosed(
        .badProperty(
          "`\(action.name)` needs class logits, and `\(features.name)` gives "
            + describeShape(features.features.outputShape), at: range,
          notes: [
            .init("the logits are what a `cut` layer returns without its cut, or else the layer's own output")
          ]))
    }
    switch context.networks {
    case .supervised(_, let target)?:
      if action.needs.contains(.generator) {
        throw Diagnosed(
          .badProperty("`\(action.name)` is about a generator, and the train block has a `model`", at: range))
      }
      if action.needs.contains(.labels), target != .label {
        throw Diagnosed(.badProperty("`\(action.name)` needs `target: label`", at: range))
      }
    case .adversarial?, .distribution?:
      if action.needs.contains(.labels) {
        throw Diagnosed(
          .badProperty("`\(action.name)` is about a `model`, and the train block has a generator", at: range))
      }
    case nil: break
    }
  }

  /// Throws if there are too few samples for an action.
  private func checkCounts(
    _ action: ActionDefinition, _ arguments: Arguments, _ context: ActionContext, at range: SourceRange
  ) throws {
    guard let least = action.leastSamples?(arguments) else { return }
    for name in ["samples", "real"] where arguments.has(name) && arguments.integer(name) < least {
      throw Diagnosed(
        .badProperty(
          "`\(action.name)` needs at least \(least) samples of each kind, and `\(name)` is \(arguments.integer(name))",
          at: range))
    }
    guard action.parameters.contains(where: { $0.name == "real" }) else { return }
    if let reference = context.reference, reference.description.count < least {
      throw Diagnosed(
        .badProperty(
          "`\(action.name)` needs at least \(least) samples of each kind, and `\(reference.name)` has "
            + "\(reference.description.count)", at: range))
    }
  }
}
