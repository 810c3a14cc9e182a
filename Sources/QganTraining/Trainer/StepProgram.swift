import QganIR
import QganRuntime

/// A plan that updates one network, or two one after the other, with the scalars of their optimizers.
public final class StepProgram<Scalar: RuntimeScalar> {
  /// What a step hands out for one network.
  public struct Result {
    public var role: String
    public var loss: Scalar
    /// The 2-norm of all gradients before clipping.
    public var gradientNorm: Scalar
    /// The learning rate.
    public var rate: Double

    var isFinite: Bool { loss.isFinite && gradientNorm.isFinite }
  }

  /// A network that the plan updates.
  private struct Role {
    let name: String
    let optimization: TrainingSpec.Optimization
    /// Positions of the scalars among the plan's inputs.
    let scalars: [String: Int]
    /// Positions among the plan's outputs.
    let loss: Int
    let gradientNorm: Int
  }

  /// Runs the plan.
  public let executor: Executor<Scalar>
  private let roles: [Role]
  private let inputs: [String: Int]

  /// `roles` are those that `plan` updates, in order; throws if it does not, or if one has no optimizer in `spec`.
  public init(_ plan: Plan, roles: [String], spec: TrainingSpec, executor: Executor<Scalar>) throws {
    self.executor = executor
    let inputs = Dictionary(plan.inputs.enumerated().map { ($1.name, $0) }) { first, _ in first }
    self.inputs = inputs
    func output(_ name: String) throws -> Int {
      guard let index = plan.outputs.firstIndex(where: { $0.name == name }) else {
        throw RuntimeError.unknownTensor(name: name)
      }
      return index
    }
    self.roles = try roles.map { role in
      guard let optimization = spec.optimizations[role] else {
        throw TrainingError.unfit("the train block `\(spec.name)` has no optimizer for `\(role)`")
      }
      let names = optimization.definition.scalars(optimization.arguments, 1, 1).keys
      let scalars = names.compactMap { name in
        inputs[TrainingNames.scalar(name, of: role)].map { (name, $0) }
      }
      return Role(
        name: role, optimization: optimization, scalars: Dictionary(scalars) { first, _ in first },
        loss: try output(TrainingNames.loss(role)),
        gradientNorm: try output(TrainingNames.gradientNorm(role)))
    }
  }

  /// Where the elements of the input `name` go; `nil` if the program has no such input.
  public func input(_ name: String) -> UnsafeMutableBufferPointer<Scalar>? {
    inputs[name].map { executor.inputBuffer($0) }
  }

  /// Where a rate is: updates done so far, of how many, how many an epoch.
  public struct Position {
    public var done: Int
    public var total: Int
    public var perEpoch: Int

    public init(done: Int, total: Int, perEpoch: Int) {
      self.done = done
      self.total = total
      self.perEpoch = perEpoch
    }
  }

  /// Computes and, if all losses and gradients are finite, updates; `nil` if they are not, with all weights as before.
  ///
  /// `positions` are those of the roles in order, and `draw` numbers the random draws inside the program.
  public func run(at positions: [Position], draw: Int) throws -> [Result]? {
    var results: [Result] = []
    for (role, position) in zip(roles, positions) {
      let optimization = role.optimization
      let factor =
        optimization.schedule?.factor(
          optimization.scheduleArguments, position.done, position.total, position.perEpoch) ?? 1
      let rate = optimization.arguments.real("lr") * factor
      let scalars = optimization.definition.scalars(optimization.arguments, position.done + 1, rate)
      for (name, value) in scalars {
        if let index = role.scalars[name] { executor.inputBuffer(index)[0] = Scalar(value) }
      }
      results.append(Result(role: role.name, loss: 0, gradientNorm: 0, rate: rate))
    }
    try executor.compute(step: draw)
    for (index, role) in roles.enumerated() {
      results[index].loss = try scalar(role.loss)
      results[index].gradientNorm = try scalar(role.gradientNorm)
    }
    guard results.allSatisfy(\.isFinite) else { return nil }
    try executor.commit(step: draw)
    return results
  }

  /// The error for a step that gave nothing.
  public func nonFinite(step: Int, epoch: Int, draw: Int) throws -> NonFiniteError {
    var output = ""
    for role in roles.reversed() {
      if try !scalar(role.gradientNorm).isFinite { output = TrainingNames.gradientNorm(role.name) }
      if try !scalar(role.loss).isFinite { output = TrainingNames.loss(role.name) }
    }
    return NonFiniteError(
      step: step, epoch: epoch, program: executor.plan.name, output: output,
      tensor: try executor.firstNonFinite(step: draw))
  }

  private func scalar(_ output: Int) throws -> Scalar {
    if let buffer = executor.outputBuffer(output), let value = buffer.first { return value }
    return try executor.output(executor.plan.outputs[output].name).first ?? .nan
  }
}
