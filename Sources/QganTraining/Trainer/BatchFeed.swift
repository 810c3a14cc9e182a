import QganIR
import QganRuntime

/// What a program takes of a batch, and where it goes.
struct BatchFeed<Scalar: RuntimeScalar> {
  /// An input of the program.
  struct Port {
    let content: BatchSource<Scalar>.Content
    let target: UnsafeMutableBufferPointer<Scalar>
  }

  /// Keeps the inputs where they are.
  private let program: StepProgram<Scalar>
  let ports: [Port]

  /// The inputs of `program`, whose latents, one an input of the generator, are for `use`.
  init(_ program: StepProgram<Scalar>, latents: LatentSource<Scalar>?, for use: LatentSource<Scalar>.Use) {
    self.program = program
    var named: [(String, BatchSource<Scalar>.Content)] = [
      (TrainingNames.data, .samples), (TrainingNames.label, .labels),
    ]
    for input in latents?.shapes.indices ?? 0..<0 {
      named.append((TrainingNames.latent(input), .latents(use, input: input)))
    }
    var feature = 0
    while program.input(TrainingNames.frozenFeature(feature)) != nil {
      named.append((TrainingNames.frozenFeature(feature), .feature(feature)))
      feature += 1
    }
    ports = named.compactMap { name, content in
      program.input(name).map { Port(content: content, target: $0) }
    }
  }
}
