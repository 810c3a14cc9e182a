import QganIR

/// Samples that a reader has opened: headers were read and checked, samples are read when asked for.
public protocol DatasetSource: Sendable {
  /// Shape, count, classes, and the values that mean black and white.
  var description: DatasetDescription { get }

  /// The class of every sample, `nil` without labels.
  func labels() throws -> [Int]?

  /// The raw values of the samples in `range`, row-major, one sample after the other.
  func samples(in range: Range<Int>) throws -> [Float]

  /// The same samples with another height and width, which are the last two axes.
  func resized(to size: [Int]) throws -> any DatasetSource
}

extension DatasetSource {
  /// No labels, unless the source says otherwise.
  public func labels() throws -> [Int]? { nil }

  /// All samples resampled in one way, unless the source says otherwise.
  public func resized(to size: [Int]) throws -> any DatasetSource { try ResizedSamples(self, size: size) }
}
