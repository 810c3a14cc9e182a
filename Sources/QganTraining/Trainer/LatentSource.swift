import QganIR
import QganRuntime

/// Where latents come from: named random streams, or the rows of a file.
struct LatentSource<Scalar: RuntimeScalar> {
  /// What a batch of latents is for; each use has streams of its own.
  enum Use: String {
    case discriminator
    case generator
    /// Grids during a run.
    case grid
    /// Samples that metrics look at.
    case metrics
    /// `qganc sample`.
    case sample
  }

  private let distribution: LatentDefinition.Distribution
  private let seed: UInt64
  /// Sample shapes of the generator's inputs.
  let shapes: [[Int]]
  /// The file's values, and how many rows they are.
  private var rows: (values: [Scalar], count: Int) = ([], 0)

  /// Latents for inputs of `shapes`; reads the file where there is one.
  init(_ distribution: LatentDefinition.Distribution?, shapes: [[Int]], seed: UInt64) throws {
    self.distribution = distribution ?? .uniform(low: 0, high: 1)
    self.shapes = shapes
    self.seed = seed
    guard case .file(let path)? = distribution else {
      guard distribution != nil || shapes.isEmpty else {
        throw TrainingError.unfit("the generator takes latents, and there is no `latent:`")
      }
      return
    }
    let file = try NpyFile(path: path)
    guard shapes.count == 1, let count = file.shape.first, count > 0,
      Array(file.shape.dropFirst()) == shapes[0]
    else {
      throw TrainingError.badData(
        path: path,
        reason: "an array of shape \(file.shape) does not hold latents of shape \(shapes.first ?? [])")
    }
    rows = (try file.doubles().map { Scalar($0) }, count)
  }

  /// Fills `buffer` with latents for input number `input`.
  ///
  /// Draws depend on the seed, `use`, `step` and `input` only; a file's rows start at `row`, and its first row follows
  /// its last.
  func fill(
    _ buffer: UnsafeMutableBufferPointer<Scalar>, input: Int, for use: Use, step: Int, row: Int
  ) {
    let stream = RandomStream(
      seed: seed, name: "latent \(use.rawValue)" + (input == 0 ? "" : " \(input + 1)"))
    switch distribution {
    case .uniform(let low, let high):
      let draws = stream.uniforms(count: buffer.count, step: step, as: Scalar.self)
      PrecisionCopy.write(draws, scaledBy: high - low, plus: low, to: buffer)
    case .normal(let mean, let deviation):
      let draws = stream.normals(count: buffer.count, step: step, as: Scalar.self)
      PrecisionCopy.write(draws, scaledBy: deviation, plus: mean, to: buffer)
    case .file:
      let size = shapes[input].reduce(1, *)
      rows.values.withUnsafeBufferPointer { values in
        for index in 0..<(size > 0 ? buffer.count / size : 0) {
          let source = (row + index) % rows.count * size
          let target = UnsafeMutableBufferPointer(rebasing: buffer[index * size..<(index + 1) * size])
          _ = target.update(fromContentsOf: values[source..<source + size])
        }
      }
    }
  }
}
