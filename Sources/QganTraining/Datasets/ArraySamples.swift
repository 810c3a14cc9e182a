import QganIR
import Synchronization

/// The rows of a NumPy array as samples.
final class ArraySamples: DatasetSource {
  let description: DatasetDescription
  private let array: NpyFile
  /// All values of an array in Fortran order, whose samples are scattered over the file.
  private let reordered = Mutex<[Float]?>(nil)

  /// Samples along the first axis of `array`; `path` is for messages.
  init(_ array: NpyFile, path: String) throws(TrainingError) {
    self.array = array
    guard array.shape.count >= 1, checkedProduct(array.shape.dropFirst()) ?? 0 > 0 else {
      throw .badData(path: path, reason: "an array of shape \(array.shape) holds no samples")
    }
    description = DatasetDescription(
      shape: Array(array.shape.dropFirst()), count: array.shape[0], classes: nil, black: 0,
      white: array.type == .uint8 ? 255 : 1)
  }

  func samples(in range: Range<Int>) throws -> [Float] {
    guard array.isFortranOrder else { return try array.floats(in: range) }
    let values = try reordered.withLock { kept in
      let values = try kept ?? array.floats()
      kept = values
      return values
    }
    let size = array.shape.dropFirst().reduce(1, *)
    return Array(values[range.lowerBound * size..<range.upperBound * size])
  }
}

extension DatasetReader {
  private static let arrayDetails = """
    Samples lie along the first axis and have no labels. Integers and floats of every size, booleans, either byte order,
    C and Fortran order. Black is 0; white is 255 for unsigned bytes and 1 for other numbers, so that without `range`
    floats stay what they are.
    """

  /// One array.
  static let npy = DatasetReader(
    "npy", "A NumPy array (.npy).", details: arrayDetails, parameters: [path]
  ) { arguments, split in
    try requireUndivided("npy", split)
    let path = arguments.string("path") ?? ""
    return try ArraySamples(NpyFile(path: path), path: path)
  }

  /// An array of an archive.
  static let npz = DatasetReader(
    "npz", "An array in a NumPy archive (.npz), plain or compressed.", details: arrayDetails,
    parameters: [path, ParameterSpec("key", .string, "The array's name in the archive.")]
  ) { arguments, split in
    try requireUndivided("npz", split)
    let path = arguments.string("path") ?? ""
    let key = arguments.string("key") ?? ""
    let archive = try ZipArchive(ByteSource(path: path))
    guard archive.names.contains("\(key).npy") else {
      let names = archive.names.prefix(20).map { $0.hasSuffix(".npy") ? String($0.dropLast(4)) : $0 }
      throw TrainingError.missingData(
        path: path, reason: "there is no array `\(key)`",
        suggestion: "there are: \(names.joined(separator: ", "))")
    }
    return try ArraySamples(NpyFile(archive.contents(of: "\(key).npy")), path: path)
  }
}
