/// A file of named tensors, whatever its format.
public protocol WeightFile: Sendable {
  /// The tensors' names, in the file's order.
  var names: [String] { get }

  /// Sizes of the axes of tensor `name`, or `nil` if there is none.
  func shape(of name: String) -> [Int]?

  /// The tensor `name`, row-major; `badData` if there is none.
  func tensor(_ name: String) throws(TrainingError) -> StoredTensor

  /// The file's bytes, for its path and its digest.
  var source: ByteSource { get }
}

extension WeightFile {
  /// The file's path, or another name for messages.
  public var path: String { source.path }

  /// SHA-256 of the whole file in lower-case hexadecimal; it is computed once and kept.
  public func sha256() throws(TrainingError) -> String { try source.sha256() }
}
