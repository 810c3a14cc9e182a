import QganIR
import QganRuntime

/// A plan that updates one network, with its optimizer's scalars.
final class StepProgram<Scalar: RuntimeScalar> {
  /// What a step hands out.
  struct Result {
    var loss: Scalar
    /// The 2-norm of all gradients before clipping.
    var gradientNorm: Scalar
    var rate: Double
  }

  let role: String
  let executor: Executor<Scalar>
  private let optimization: TrainingSpec.Optimization
  private let inputs: [String: Int]
  private let loss: Int
  private let gradientNorm: Int

  init(
    _ plan: Plan, role: String, optimization: TrainingSpec.Optimization, executor: Executor<Scalar>
  ) throws {
    self.role = role
    self.executor = executor
    self.optimization = optimization
    inputs = Dictionary(plan.inputs.enumerated().map { ($1.name, $0) }) { first, _ in first }
    func output(_ name: String) throws -> Int {
      guard let index = plan.outputs.firstIndex(where: { $0.name == name }) else {
        throw RuntimeError.unknownTensor(name: name)
      }
      return index
    }
    loss = try output(TrainingNames.loss(role))
    gradientNorm = try output(TrainingNames.gradientNorm(role))
  }

  /// Where the elements of the input `name` go; `nil` if the program has no such input.
  func input(_ name: String) -> UnsafeMutableBufferPointer<Scalar>? {
    inputs[name].map { executor.inputBuffer($0) }
  }

  /// Where a rate is: updates done so far, of how many, how many an epoch.
  struct Position {
    var done: Int
    var total: Int
    var perEpoch: Int
  }

  /// Computes and, if loss and gradients are finite, updates; `nil` if they are not, with all weights as before.
  ///
  /// `draw` numbers the random draws inside the program.
  func run(at position: Position, draw: Int) throws -> Result? {
    let factor =
      optimization.schedule?.factor(
        optimization.scheduleArguments, position.done, position.total, position.perEpoch) ?? 1
    let rate = optimization.arguments.real("lr") * factor
    let scalars = optimization.definition.scalars(optimization.arguments, position.done + 1, rate)
    for (name, value) in scalars { input(TrainingNames.scalar(name))?[0] = Scalar(value) }
    try executor.compute(step: draw)
    let result = Result(loss: try scalar(loss), gradientNorm: try scalar(gradientNorm), rate: rate)
    guard result.loss.isFinite, result.gradientNorm.isFinite else { return nil }
    try executor.commit(step: draw)
    return result
  }

  /// The error for a step that gave nothing.
  func nonFinite(step: Int, epoch: Int, draw: Int) throws -> NonFiniteError {
    let isLoss = try !scalar(loss).isFinite
    return NonFiniteError(
      step: step, epoch: epoch, program: executor.plan.name,
      output: isLoss ? TrainingNames.loss(role) : TrainingNames.gradientNorm(role),
      tensor: try executor.firstNonFinite(step: draw))
  }

  private func scalar(_ output: Int) throws -> Scalar {
    if let buffer = executor.outputBuffer(output), let value = buffer.first { return value }
    return try executor.output(executor.plan.outputs[output].name).first ?? .nan
  }
}
