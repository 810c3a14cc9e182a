import QganIR
import QganRuntime

/// Makes samples from the checkpoint of a run, without its data.
public final class Sampler<Scalar: RuntimeScalar> {
  private let maker: SampleMaker<Scalar>
  /// Sample shape, after `view`.
  public let shape: [Int]
  /// What goes to black and white when samples are drawn.
  public let range: ClosedRange<Float>

  /// The generator of `spec` with the weights of the checkpoint at `path`; latents are drawn under `seed`.
  ///
  /// Throws `TrainingError` where the block has no generator or the checkpoint does not fit it.
  public init(
    _ spec: TrainingSpec, plans: (TrainingProgram) throws -> Plan, checkpoint: Checkpoint, path: String,
    seed: UInt64, threads: Int = 1
  ) throws {
    guard let generator = spec.generator else {
      throw TrainingError.unfit("`\(spec.name)` has no generator to sample from")
    }
    var plan = try plans(.generate(batch: spec.evaluationBatch))
    try AvailableMemory.check(Executor<Scalar>.requiredBytes(plan), for: "the generator's program")
    // All weights come from the checkpoint, so files and blocks that they started from are not needed.
    for name in plan.variables.keys { plan.variables[name]?.initializer = .constant(0) }
    let variables = try TrainingVariables<Scalar>(restoring: [plan], from: checkpoint, path: path)
    let executor = try Executor(plan: plan, variables: variables.store, threads: threads, seed: seed)
    maker = SampleMaker(
      try BatchProgram(executor),
      latents: try LatentSource(spec.latent, shapes: generator.inputShapes, seed: seed))
    shape = maker.shape
    range = spec.drawnRange(of: shape)
  }

  /// `count` samples, row-major.
  public func samples(_ count: Int) throws -> [Float] { try maker.samples(count, for: .sample) }
}
