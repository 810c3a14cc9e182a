import QganIR
import QganRuntime

/// The real side of metrics: samples of a dataset in an order that is the same for all runs, after `view`.
final class RealSamples<Scalar: RuntimeScalar> {
  /// The name of the stream whose permutation orders samples; its seed is 0 in every run.
  static var orderStream: String { "metrics real" }

  let name: String
  private let data: Dataset
  private let view: BatchProgram<Scalar>?
  private lazy var order = RandomStream(seed: 0, name: Self.orderStream).permutation(of: data.count)
  /// SHA-256 of shape, values and labels of the whole dataset, before `view`.
  var contentHash: String { data.contentHash }

  /// Samples of `data`, mapped by `view`.
  init(_ data: Dataset, name: String, view: BatchProgram<Scalar>?) {
    self.data = data
    self.name = name
    self.view = view
  }

  /// Samples that there are.
  var count: Int { data.count }

  /// Sample shape after `view`.
  var shape: [Int] { view?.outputShape ?? data.shape }

  /// Samples that are mapped at once.
  var chunk: Int { (view?.batch ?? 64) * 8 }

  /// The samples at these places of the order, row-major.
  func samples(in range: Range<Int>) throws -> [Float] {
    let size = data.sampleSize
    var values: [Float] = []
    values.reserveCapacity(range.count * size)
    for place in range { values += data.sample(order[place]) }
    guard let view else { return values }
    let mapped = try view.run(count: range.count) { _, buffer, start in
      for index in 0..<(size > 0 ? buffer.count / size : 0) {
        let source = min(start + index, range.count - 1) * size
        values.withUnsafeBufferPointer {
          PrecisionCopy.write(
            UnsafeBufferPointer(rebasing: $0[source..<source + size]), to: buffer, at: index * size)
        }
      }
    }
    return PrecisionCopy.floats(mapped)
  }
}
