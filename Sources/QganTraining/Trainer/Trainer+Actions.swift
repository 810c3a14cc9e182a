import OrderedCollections
import QganIR
import QganRuntime

extension Trainer {
  /// Logs the losses of a step and tells the observer.
  func log(_ results: [StepProgram<Scalar>.Result], epoch: Int) throws {
    var values: OrderedDictionary<String, JSONValue> = [:]
    for result in results { values["loss/\(result.role)"] = number(result.loss) }
    for result in results { values["gradient/\(result.role)"] = number(result.gradientNorm) }
    for result in results { values["rate/\(result.role)"] = .real(result.rate) }
    try logs.write(values, step: step, epoch: epoch)
    pace.note(step)
    guard let observer else { return }
    let speed = pace.stepsPerSecond(at: step)
    observer.trainingDidStep(
      TrainingProgress(
        step: step, totalSteps: schedule.totalSteps, epoch: epoch + 1, epochs: spec.epochs,
        losses: results.map { ($0.role, Double($0.loss)) }, stepsPerSecond: speed,
        secondsLeft: speed > 0 ? Double(schedule.totalSteps - step) / speed : 0))
  }

  /// Does what is due after the batches so far; checkpoints come last, so that what others write belongs to them.
  func act() throws {
    let isLast = batches == schedule.totalBatches
    var actions = spec.every.filter(isDue).flatMap(\.actions)
    let isCheckpointDue = isLast || actions.contains { $0.name == "checkpoint" }
    actions.removeAll { $0.name == "checkpoint" }
    for action in actions { try perform(action) }
    if isLast, !actions.contains(where: { $0.name == "grid" }) { try drawLastGrid() }
    if isCheckpointDue { try writeCheckpoint(isScheduled: true) }
  }

  private func isDue(_ every: TrainingSpec.Every) -> Bool {
    guard every.interval > 0, batches > 0 else { return false }
    switch every.unit {
    case .epoch:
      return schedule.isEpochEnd(after: batches) && batches / schedule.batchesPerEpoch % every.interval == 0
    case .step: return schedule.isStepDue(after: batches) && step % every.interval == 0
    }
  }

  private func perform(_ action: TrainingSpec.Action) throws {
    switch action.name {
    case "grid":
      try drawGrid(rows: action.arguments.integer("rows"), columns: action.arguments.integer("columns"))
    case "accuracy": try report(try accuracy(action), action)
    case "total_variation": try report(try totalVariation(), action)
    default: throw TrainingError.unfit("there is no action `\(action.name)`")
    }
  }

  /// A grid at the end of every run, as the first `grid` action says; none if samples are no pictures.
  private func drawLastGrid() throws {
    let grid = spec.every.flatMap(\.actions).first { $0.name == "grid" }
    guard tools.pictureShape != nil else { return }
    try drawGrid(
      rows: grid?.arguments.integer("rows") ?? 8, columns: grid?.arguments.integer("columns") ?? 8)
  }

  private func drawGrid(rows: Int, columns: Int) throws {
    guard let shape = tools.pictureShape else { return }
    guard rows > 0, columns > 0, let count = checkedProduct([rows, columns]), count <= 1 << 20 else {
      throw TrainingError.unfit("a grid of \(rows) by \(columns) samples cannot be drawn")
    }
    let samples: [Float]
    if let maker = tools.maker {
      samples = try maker.samples(count, for: .grid)
    } else if let model = tools.model {
      samples = PrecisionCopy.floats(try model.run(on: data, count: count))
    } else {
      return
    }
    try logs.write(
      samples, shape: shape, range: tools.drawnRange, as: SampleGrid(rows: rows, columns: columns),
      tag: "samples", step: step)
  }

  /// Logs a metric under the action's name and that of its dataset.
  private func report(_ value: Double, _ action: TrainingSpec.Action) throws {
    let name = action.datasets["data"].map { "\(action.name)/\($0.name)" } ?? action.name
    let epoch = schedule.epoch(ofBatch: max(0, batches - 1))
    try logs.write([name: .real(value)], step: step, epoch: epoch)
    observer?.trainingDidReport("step \(step): \(name) \(value)")
  }

  /// The part of samples whose largest output is at their label.
  private func accuracy(_ action: TrainingSpec.Action) throws -> Double {
    let data = action.datasets["data"].flatMap { tools.datasets[$0.name] } ?? self.data
    guard let model = tools.model, let labels = data.labels else {
      throw TrainingError.unfit("`accuracy` compares a model's output with labels, and there are none")
    }
    let classes = model.outputShape.reduce(1, *)
    guard classes > 1 else {
      throw TrainingError.unfit("`accuracy` needs an output a class, not one of shape \(model.outputShape)")
    }
    let outputs = try model.run(on: data)
    let hits = labels.indices.count { index in
      let scores = outputs[index * classes..<(index + 1) * classes]
      return scores.indices.max { scores[$0] < scores[$1] }.map { $0 - scores.startIndex } == labels[index]
    }
    return Double(hits) / Double(max(1, labels.count))
  }

  /// Half the L1 distance between the generator's probabilities and the frequencies of the data's bit strings, the
  /// first bit being the most significant.
  private func totalVariation() throws -> Double {
    guard let generator = tools.rawGenerator, spec.generator?.inputShapes.isEmpty == true,
      data.sampleSize < 31, generator.outputShape.reduce(1, *) == 1 << data.sampleSize
    else {
      throw TrainingError.unfit(
        "`total_variation` needs a generator without latents that returns the probabilities of the data's bits"
      )
    }
    var difference = try generator.run(count: 1) { _, _, _ in }.map { Double($0) }
    let middle = (data.range.lowerBound + data.range.upperBound) / 2
    for index in 0..<data.count {
      let outcome = data.sample(index).reduce(0) { $0 << 1 | ($1 > middle ? 1 : 0) }
      difference[outcome] -= 1 / Double(data.count)
    }
    return difference.reduce(0) { $0 + abs($1) } / 2
  }

  private func number(_ value: Scalar) -> JSONValue {
    MemoryLayout<Scalar>.stride == 4 ? .single(Float(value)) : .real(Double(value))
  }
}
