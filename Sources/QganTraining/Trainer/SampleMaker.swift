import QganIR
import QganRuntime

/// Makes samples with the generator in evaluation mode.
final class SampleMaker<Scalar: RuntimeScalar> {
  private let program: BatchProgram<Scalar>
  private let latents: LatentSource<Scalar>

  init(_ program: BatchProgram<Scalar>, latents: LatentSource<Scalar>) {
    self.program = program
    self.latents = latents
  }

  /// Sample shape.
  var shape: [Int] { program.outputShape }

  /// Samples that are made at once.
  var batch: Int { program.batch }

  /// The samples with these numbers, row-major, which are the same whatever ranges they are made in.
  func samples(in range: Range<Int>, for use: LatentSource<Scalar>.Use) throws -> [Float] {
    let first = range.lowerBound / batch * batch
    let values = try program.run(count: range.upperBound - first) { input, buffer, start in
      latents.fill(
        buffer, input: input, for: use, step: (first + start) / batch, row: first + start)
    }
    let size = shape.reduce(1, *)
    return PrecisionCopy.floats(Array(values.dropFirst((range.lowerBound - first) * size)))
  }

  /// `count` samples, row-major, always the same for the same weights, use and seed.
  func samples(_ count: Int, for use: LatentSource<Scalar>.Use) throws -> [Float] {
    PrecisionCopy.floats(
      try program.run(count: count) { input, buffer, start in
        // One step a batch: sample k depends on the batch size, which is fixed where samples are to be the same.
        latents.fill(buffer, input: input, for: use, step: start / program.batch, row: start)
      })
  }
}
