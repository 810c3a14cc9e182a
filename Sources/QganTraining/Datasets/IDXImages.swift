import QganIR

/// Images and labels in a pair of IDX files, as MNIST and its relatives have them.
struct IDXImages: DatasetSource {
  let description: DatasetDescription
  private let images: IDXFile
  private let labelValues: [Int]?

  /// Opens the files; labels, which are small, are read at once. `classes` is the number of classes where it is
  /// known beforehand.
  init(images path: String, labels labelPath: String?, classes: Int? = nil) throws(TrainingError) {
    images = try IDXFile(path: path)
    guard images.shape.count >= 2, let size = checkedProduct(images.shape.dropFirst()), size > 0 else {
      throw .badData(path: path, reason: "sizes \(images.shape) are not those of samples")
    }
    let shape = Array(images.shape.dropFirst())
    var count: Int?
    if let labelPath {
      let values = try Self.labels(labelPath, classes: classes)
      guard values.count == images.shape[0] else {
        throw .badData(
          path: labelPath,
          reason: "there are \(values.count) labels for \(images.shape[0]) samples of \(path)")
      }
      count = classes ?? values.max().map { $0 + 1 } ?? 0
      labelValues = values
    } else {
      labelValues = nil
    }
    description = DatasetDescription(
      // Two axes are a gray image; others are taken as they are.
      shape: shape.count == 2 ? [1] + shape : shape, count: images.shape[0], classes: count, black: 0,
      white: images.type == .uint8 ? 255 : 1)
  }

  func labels() -> [Int]? { labelValues }

  func samples(in range: Range<Int>) throws -> [Float] { try images.floats(in: range) }

  private static func labels(_ path: String, classes: Int?) throws(TrainingError) -> [Int] {
    let file = try IDXFile(path: path)
    guard file.shape.count == 1 else {
      throw .badData(path: path, reason: "sizes \(file.shape) are not those of labels")
    }
    let values = try file.integers()
    let limit = classes ?? LabelLimit.classes
    for (index, label) in values.enumerated() where label < 0 || label >= limit {
      throw .badData(
        path: path, reason: "label \(label) of sample \(index) is not between 0 and \(limit - 1)")
    }
    return values
  }

  /// The pair of files of `split` in a folder, each plain or with `.gz`; `nil` if there are no images.
  static func files(in folder: String, split: String) -> (images: String, labels: String?)? {
    let prefix = split == "train" ? "train" : "t10k"
    guard let images = existing(Folder.join(folder, "\(prefix)-images-idx3-ubyte")) else { return nil }
    return (images, existing(Folder.join(folder, "\(prefix)-labels-idx1-ubyte")))
  }

  /// `path`, or `path.gz`, whichever is there.
  static func existing(_ path: String) -> String? {
    [path, "\(path).gz"].first { Folder.kind(of: $0) == .file }
  }
}

/// What a label may be.
enum LabelLimit {
  /// More classes than any dataset has; a larger label is a sign of other data.
  static let classes = 1 << 20
}
