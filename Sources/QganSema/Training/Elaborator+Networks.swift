import QganIR
import QganSyntax

extension Elaborator {
  /// The networks of a train block, their shapes made to meet.
  func networks(
    _ properties: PropertyTable, _ data: DatasetSpec?, _ latent: LatentDefinition.Distribution?,
    _ declaration: TrainDeclaration, required: (String) -> PropertyTable.Entry?
  ) -> TrainingSpec.Networks? {
    let frame = Frame(kind: .constant, name: declaration.name.text, scope: program.main, builder: nil)
    do {
      if let model = properties["model"] {
        for key in ["generator", "discriminator", "latent"] {
          if let other = properties[key] {
            throw Diagnosed(
              .badProperty(
                "a train block with a `model` has no `\(key)`", at: other.range,
                notes: [.init("the model is here", at: model.range)]))
          }
        }
        return try supervised(model, properties, data, required, frame)
      }
      guard let entry = required("generator"), let data else { return nil }
      let generator = try generator(entry, latent, properties, declaration, frame)
      guard let critic = properties["discriminator"] else {
        guard generator.outputShape == data.description.shape || isDistributionLoss(properties) else {
          throw Diagnosed(doNotMeet(generator, data, entry, properties))
        }
        return .distribution(generator: generator)
      }
      guard generator.outputShape == data.description.shape else {
        throw Diagnosed(doNotMeet(generator, data, entry, properties))
      }
      let discriminator = try function(
        critic, role: "discriminator", inputs: [data.description.shape], what: "`discriminator`", frame)
      guard discriminator.outputShape.reduce(1, *) == 1 else {
        throw Diagnosed(
          .shapesDoNotMeet(
            "a discriminator gives one logit a sample, and this gives \(describeShape(discriminator.outputShape))",
            at: critic.value.range, notes: []))
      }
      return .adversarial(generator: generator, discriminator: discriminator)
    } catch {
      report(error, at: declaration.name.range)
      return nil
    }
  }

  private func isDistributionLoss(_ properties: PropertyTable) -> Bool {
    guard let loss = properties["loss"] else { return false }
    var callee = loss.value
    if case .call(let c, _) = callee.kind { callee = c }
    guard case .name(let name) = callee.kind, case .distribution? = catalog.losses[name.text]?.kind else {
      return false
    }
    return true
  }

  private func doNotMeet(
    _ generator: LayerFunction, _ data: DatasetSpec, _ entry: PropertyTable.Entry, _ properties: PropertyTable
  ) -> Diagnostic {
    .shapesDoNotMeet(
      "the generator makes \(describeShape(generator.outputShape)) and the data are \(describeShape(data.description.shape))",
      at: entry.value.range,
      notes: properties["data"].map { [.init("the data are given here", at: $0.value.range)] } ?? [])
  }

  private func generator(
    _ entry: PropertyTable.Entry, _ latent: LatentDefinition.Distribution?, _ properties: PropertyTable,
    _ declaration: TrainDeclaration, _ frame: Frame
  ) throws -> LayerFunction {
    let (layer, count) = try arity(entry, frame)
    guard count.lowerBound > 0 else {
      if let latent = properties["latent"] {
        throw Diagnosed(
          .badProperty("the generator takes no data, so `latent` has nothing to feed", at: latent.range))
      }
      return try function(layer, role: "generator", inputs: [], at: entry.value.range)
    }
    guard latent != nil || properties["latent"] != nil else {
      throw properties.missing(
        "latent", in: "train block `\(declaration.name.text)`", at: declaration.name.range)
    }
    guard let shapes = try declaredInputShapes(layer) else {
      throw Diagnosed(
        .openSizes(
          "the shape of the latents is not known: the generator's `input` leaves it open",
          at: entry.value.range, note: "write a size, as in `input float[5] z`"))
    }
    return try function(layer, role: "generator", inputs: shapes, at: entry.value.range)
  }

  private func supervised(
    _ entry: PropertyTable.Entry, _ properties: PropertyTable, _ data: DatasetSpec?,
    _ required: (String) -> PropertyTable.Entry?, _ frame: Frame
  ) throws -> TrainingSpec.Networks? {
    guard let data, let targetEntry = required("target") else { return nil }
    guard case .name(let name) = targetEntry.value.kind, let target = TrainingSpec.Target(rawValue: name.text)
    else {
      throw Diagnosed(.badProperty("`target` must be `label` or `self`", at: targetEntry.value.range))
    }
    if target == .label, data.description.classes == nil {
      throw Diagnosed(.badProperty("`\(data.name)` has no labels", at: targetEntry.value.range))
    }
    let model = try function(entry, role: "model", inputs: [data.description.shape], what: "`model`", frame)
    return .supervised(model: model, target: target)
  }

  /// The loss of a train block, of the kind that its networks need.
  func loss(
    _ entry: PropertyTable.Entry, _ networks: TrainingSpec.Networks?, _ data: DatasetSpec?, _ frame: Frame
  ) throws -> TrainingSpec.Loss? {
    var callee = entry.value
    if case .call(let c, _) = entry.value.kind { callee = c }
    if case .name(let name) = callee.kind, case .model? = entry.scope.value(name)?.symbol {
      return try modelLoss(entry, networks, data, frame)
    }
    let (definition, arguments) = try reference(
      entry.value, in: catalog.losses, kind: "loss",
      valueFrame(entry)
    ) { $0.parameters }
    try requireAvailable("`\(definition.name)`", definition.availability, at: entry.value.range)
    switch (networks, definition.kind) {
    case (nil, _), (.adversarial, .adversarial), (.distribution, .distribution), (.supervised, .supervised):
      break
    case (.adversarial, _):
      throw Diagnosed(
        .badProperty(
          "`\(definition.name)` is no loss of a generator and a discriminator", at: entry.value.range))
    case (.distribution, _):
      throw Diagnosed(
        .badProperty(
          "`\(definition.name)` does not compare a generator with the data", at: entry.value.range,
          notes: [.init("add a `discriminator:`, or choose a loss such as `mmd`")]))
    case (.supervised, _):
      throw Diagnosed(
        .badProperty(
          "`\(definition.name)` is no loss of a model with a target", at: entry.value.range,
          notes: [.init("`cross_entropy` and `mse` are")]))
    }
    if case .supervised(let model, let target)? = networks, let data {
      try checkTarget(definition, model, target, data, at: entry.value.range)
    }
    return .builtin(definition, arguments)
  }

  private func checkTarget(
    _ loss: LossDefinition, _ model: LayerFunction, _ target: TrainingSpec.Target, _ data: DatasetSpec,
    at range: SourceRange
  ) throws {
    if target == .input, model.outputShape != data.description.shape {
      throw Diagnosed(
        .shapesDoNotMeet(
          "the model makes \(describeShape(model.outputShape)) and its target, the data, is \(describeShape(data.description.shape))",
          at: range, notes: []))
    }
    if target == .label, let classes = data.description.classes, loss.name == "cross_entropy",
      model.outputShape != [classes]
    {
      throw Diagnosed(
        .shapesDoNotMeet(
          "the data have \(classes) classes and the model gives \(describeShape(model.outputShape))",
          at: range,
          notes: [.init("`cross_entropy` needs one logit a class")]))
    }
  }

  private func modelLoss(
    _ entry: PropertyTable.Entry, _ networks: TrainingSpec.Networks?, _ data: DatasetSpec?, _ frame: Frame
  ) throws -> TrainingSpec.Loss? {
    guard case .supervised(let model, let target)? = networks, let data else {
      throw Diagnosed(
        .badProperty("a loss of one's own is for a train block with a `model`", at: entry.value.range))
    }
    let targetShape = target == .label ? [] : data.description.shape
    let function = try function(
      entry, role: "loss", inputs: [model.outputShape, targetShape], what: "`loss`", frame)
    guard function.outputShape.reduce(1, *) == 1 else {
      throw Diagnosed(
        .shapesDoNotMeet(
          "a loss gives one number a sample, and this gives \(describeShape(function.outputShape))",
          at: entry.value.range, notes: []))
    }
    return .model(function)
  }
}
