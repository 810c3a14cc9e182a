import QganIR

/// Samples that a reader has opened: headers were read and checked, samples are read when asked for.
public protocol DatasetSource: Sendable {
  /// Shape, count, classes, and the values that mean black and white.
  var description: DatasetDescription { get }

  /// The class of every sample, `nil` without labels.
  func labels() throws -> [Int]?

  /// The raw values of the samples in `range`, row-major, one sample after the other.
  func samples(in range: Range<Int>) throws -> [Float]
}

extension DatasetSource {
  /// No labels, unless the source says otherwise.
  public func labels() throws -> [Int]? { nil }
}
