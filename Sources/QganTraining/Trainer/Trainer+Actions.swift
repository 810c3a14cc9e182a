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
    var actions = spec.every.filter(isDue).flatMap(\.actions)
    let metrics = actions.filter { Metrics.all[$0.name] != nil }
    let isBest = metrics.isEmpty ? false : try evaluate(metrics)
    let isLast = batches == schedule.totalBatches || isStoppedEarly
    let isCheckpointDue = isLast || actions.contains { $0.name == "checkpoint" }
    actions.removeAll { $0.name == "checkpoint" }
    for action in actions where Metrics.all[action.name] == nil { try perform(action) }
    if isLast, !actions.contains(where: { $0.name == "grid" }) { try drawLastGrid() }
    if isCheckpointDue || isBest {
      try writeCheckpoint(isScheduled: true, isBest: isBest, isKept: isCheckpointDue)
    }
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

  /// Computes and logs all metrics that are due; whether the watched one is the best so far.
  private func evaluate(_ actions: [TrainingSpec.Action]) throws -> Bool {
    let epoch = schedule.epoch(ofBatch: max(0, batches - 1))
    let record = try evaluator.evaluate(actions, step: step, epoch: epoch)
    try logs.write(record, step: step, epoch: epoch)
    let values = record.values.map { "\($0.key) \(Float($0.value))" }.joined(separator: ", ")
    observer?.trainingDidReport("step \(step): \(values)")
    return monitor?.note(record.values, step: step) ?? false
  }

  private func number(_ value: Scalar) -> JSONValue {
    MemoryLayout<Scalar>.stride == 4 ? .single(Float(value)) : .real(Double(value))
  }
}
