import QganDriver
import QganIR
import QganRuntime
import QganTraining

/// A training step: what a run does a batch, without reading data, logs and actions.
final class StepRun<Scalar: RuntimeScalar>: ProgramRun {
  let plan: Plan
  let preparationSeconds: Double
  private(set) var losses: [Double] = []

  private let program: StepProgram<Scalar>
  private let step: TrainingStep
  private let batch: Int

  /// The updates of `spec` that `plan` does, with the weights that `step` says; throws what the executor throws.
  init(_ plan: Plan, _ step: TrainingStep, _ spec: TrainingSpec, batch: Int, threads: Int) throws {
    self.plan = plan
    self.step = step
    self.batch = batch
    let (executor, seconds) = try Executor<Scalar>.starting(plan, seed: spec.seed, threads: threads)
    preparationSeconds = seconds
    program = try StepProgram(plan, roles: step.update.roles, spec: spec, executor: executor)
    for (role, starts) in step.starts {
      for (number, start) in starts.enumerated() {
        try set(start, of: role, stream: TrainingStep.stream(of: role) + number)
      }
    }
  }

  private func set(_ start: WeightStart, of role: String, stream: Int) throws {
    let variables = program.executor.variables
    let names = start.paths.map { "\(role).\($0)" }
    let counts = try names.map { try variables.entry($0).buffer.count }
    let total = counts.reduce(0, +)
    let values =
      start.width.map { HashNumbers.within($0, stream, total) }
      ?? [Float](repeating: Float(start.constant), count: total)
    var place = 0
    for (name, count) in zip(names, counts) {
      try variables.set(name, to: values[place..<place + count].map { Scalar($0) })
      place += count
    }
  }

  var plannedBytes: Int { program.executor.plannedBytes }

  func fill(_ number: Int) throws {
    let latents = program.input(TrainingNames.latent(0))
    let data = StepData(step, batch: batch, number: number, latentCount: (latents?.count ?? 0) / batch)
    write(data.images, to: program.input(TrainingNames.data))
    write(data.latents, to: latents)
  }

  private func write(_ values: [Float], to buffer: UnsafeMutableBufferPointer<Scalar>?) {
    guard let buffer else { return }
    for (index, value) in zip(buffer.indices, values) { buffer[index] = Scalar(value) }
  }

  func call(_ number: Int) throws {
    let position = StepProgram<Scalar>.Position(done: number, total: Int.max, perEpoch: Int.max)
    let positions = step.update.roles.map { _ in position }
    guard let results = try program.run(at: positions, draw: 2 * number) else {
      throw try program.nonFinite(step: number + 1, epoch: 1, draw: 2 * number)
    }
    losses = results.map { Double($0.loss) }
  }

  func results() throws -> [(name: String, values: [Double])] {
    zip(step.update.roles, losses).map { ("loss.\($0)", [$1]) }
  }

  func profile(repetitions: Int) throws -> [InstructionTime] {
    try program.executor.profile(step: 0, repetitions: repetitions)
  }
}
