import QganIR
import Synchronization

/// A NumPy array as samples, with labels from another where there are some.
final class ArraySamples: DatasetSource {
  let description: DatasetDescription
  private let array: NpyFile
  private let layout: ArrayLayout
  private let labelValues: [Int]?
  /// All values of an array whose samples are scattered over the file, row-major.
  private let whole = Mutex<[Float]?>(nil)

  /// Samples of `array`; `white` replaces what its number format means by white, and `path` is for messages.
  init(
    _ array: NpyFile, layout axes: String? = nil, white: Double? = nil, labels: [Int]? = nil, path: String
  ) throws(TrainingError) {
    self.array = array
    layout = try ArrayLayout(axes, of: array.shape, path: path)
    if let labels, labels.count != layout.count {
      throw .badData(path: path, reason: "there are \(labels.count) labels for \(layout.count) samples")
    }
    labelValues = labels
    description = DatasetDescription(
      shape: layout.shape, count: layout.count, classes: labels.map { ($0.max() ?? -1) + 1 }, black: 0,
      white: white ?? (array.type == .uint8 ? 255 : 1))
  }

  func labels() -> [Int]? { labelValues }

  func samples(in range: Range<Int>) throws -> [Float] {
    if layout.isPlain, !array.isFortranOrder { return try array.floats(in: range) }
    if layout.samplesAreFirst, !array.isFortranOrder {
      let values = try array.floats(in: range)
      return (0..<range.count).flatMap { layout.sample($0, of: values) }
    }
    let values = try whole.withLock { kept in
      let values = try kept ?? readWhole()
      kept = values
      return values
    }
    return range.flatMap { layout.sample($0, of: values) }
  }

  private func readWhole() throws(TrainingError) -> [Float] {
    let count = array.shape.reduce(1, *)
    // The bytes, the values, and the values in another order.
    try AvailableMemory.check(count * (array.type.byteCount + 8), for: "the array's \(count) numbers")
    return try array.floats()
  }
}

/// Where the samples of an array are, and where in them the channels.
struct ArrayLayout: Sendable {
  /// What `layout:` may be: N counts samples, C channels, H rows, W columns.
  static let names = ["NCHW", "NHWC", "NHW", "HWCN", "HWN"]

  /// Shape of a sample.
  let shape: [Int]
  /// Number of samples.
  let count: Int
  /// Whether samples lie along the first axis, as they are wanted.
  let isPlain: Bool
  /// Whether samples lie along the first axis.
  let samplesAreFirst: Bool
  private let sampleStride: Int
  private let strides: [Int]

  /// Without a name samples lie along the first axis and stay as they are; `badData` if the axes do not fit.
  init(_ name: String?, of sizes: [Int], path: String) throws(TrainingError) {
    let axes = name.map { Array($0) }
    guard axes == nil || axes?.count == sizes.count else {
      throw .badData(path: path, reason: "an array of shape \(sizes) has not the layout \(name ?? "")")
    }
    var stride = 1
    var byAxis = [Int](repeating: 0, count: sizes.count)
    for axis in sizes.indices.reversed() {
      byAxis[axis] = stride
      // An axis of size 0 is refused below; the whole product was checked with the file.
      stride *= max(sizes[axis], 1)
    }
    guard sizes.count >= 1, sizes.allSatisfy({ $0 > 0 }) else {
      throw .badData(path: path, reason: "an array of shape \(sizes) holds no samples")
    }
    guard let axes, let samples = axes.firstIndex(of: "N") else {
      (shape, count) = (Array(sizes.dropFirst()), sizes[0])
      (isPlain, samplesAreFirst) = (true, true)
      (sampleStride, strides) = (byAxis[0], Array(byAxis.dropFirst()))
      return
    }
    func place(_ axis: Character) -> (size: Int, stride: Int) {
      // Without an axis of channels there is one.
      axes.firstIndex(of: axis).map { (sizes[$0], byAxis[$0]) } ?? (1, 0)
    }
    let places = ["C", "H", "W"].map { place($0) }
    shape = places.map(\.size)
    strides = places.map(\.stride)
    count = sizes[samples]
    sampleStride = byAxis[samples]
    samplesAreFirst = samples == 0
    isPlain = name == "NCHW" || name == "NHW"
  }

  /// Sample `index` of the array whose row-major values are `values`.
  func sample(_ index: Int, of values: [Float]) -> [Float] {
    var positions = [index * sampleStride]
    // Row-major: what was found so far is spread over one axis after the other.
    for (size, stride) in zip(shape, strides) {
      positions = positions.flatMap { base in (0..<size).map { base + $0 * stride } }
    }
    return positions.map { values[$0] }
  }
}
