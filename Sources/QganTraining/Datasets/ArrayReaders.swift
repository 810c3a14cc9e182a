import QganIR

extension DatasetReader {
  private static let arrayDetails = """
    Integers and floats of every size, booleans, either byte order, C and Fortran order. Without `layout`, samples lie
    along the first axis and stay as they are; with it they are images of shape `[channels, height, width]`. Black is 0;
    white is 255 for unsigned bytes and 1 for other numbers, or `white`, so that without `range` floats stay what they
    are.
    """

  private static let layout = ParameterSpec(
    "layout", .choice(ArrayLayout.names), isOptional: true,
    "What the axes count: samples (N), channels (C), rows (H), columns (W).")

  private static let white = ParameterSpec("white", .real, isOptional: true, "The number that means white.")

  /// One array.
  static let npy = DatasetReader(
    "npy", "A NumPy array (.npy).", details: "There are no labels. " + arrayDetails,
    parameters: [path, layout, white]
  ) { arguments, split in
    try requireUndivided("npy", split)
    let path = arguments.string("path") ?? ""
    return try ArraySamples(
      NpyFile(path: path), layout: arguments.string("layout"), white: arguments.values["white"]?.asReal,
      path: path)
  }

  /// Arrays of an archive.
  static let npz = DatasetReader(
    "npz", "Arrays in a NumPy archive (.npz), plain or compressed: samples and their labels.",
    details: """
      `key` names the array of samples and `labels` that of the labels; such a source is not divided into splits. Without
      `key`, the splits are arrays of the archive: `train_images` and `test_images` with `train_labels` and `test_labels`
      (as MedMNIST has them), or `x_train` and `x_test` with `y_train` and `y_test` (as Keras has them).

      Labels are whole numbers from 0, of any number format, in a row or a column. Where a label stands for class 0,
      `zero` says which: SVHN's digit 0 has the label 10, so that SVHN, saved from MATLAB's files by SciPy and NumPy, is
      `npz(path: "svhn.npz", key: "X", labels: "y", layout: "HWCN", zero: 10)`. Several labels a sample are refused.

      \(arrayDetails)
      """,
    parameters: [
      path, ParameterSpec("key", .string, isOptional: true, "The name of the array of samples."),
      ParameterSpec("labels", .string, isOptional: true, "The name of the array of labels."), layout, white,
      ParameterSpec("zero", .integer, isOptional: true, "The label that stands for class 0."),
    ]
  ) { arguments, split in
    let path = arguments.string("path") ?? ""
    let archive = try ZipArchive(ByteSource(path: path))
    let names = try arrayNames(arguments, split, archive, path: path)
    let samples = try array(names.samples, of: archive, path: path)
    var labels: [Int]?
    if let name = names.labels {
      labels = try ArrayLabels.read(
        array(name, of: archive, path: path), zero: arguments.has("zero") ? arguments.integer("zero") : nil,
        path: "\(path), array `\(name)`")
    }
    return try ArraySamples(
      samples, layout: arguments.string("layout"), white: arguments.values["white"]?.asReal, labels: labels,
      path: "\(path), array `\(names.samples)`")
  }

  /// The arrays that hold `split`.
  private static func arrayNames(
    _ arguments: Arguments, _ split: String, _ archive: ZipArchive, path: String
  ) throws(TrainingError) -> (samples: String, labels: String?) {
    if let key = arguments.string("key") {
      try requireUndivided("npz", split)
      return (key, arguments.string("labels"))
    }
    for (samples, labels) in [("\(split)_images", "\(split)_labels"), ("x_\(split)", "y_\(split)")]
    where archive.names.contains("\(samples).npy") {
      if let labels = arguments.string("labels") {
        throw .unfit("`labels: \"\(labels)\"` needs `key`, the name of the array of samples")
      }
      return (samples, archive.names.contains("\(labels).npy") ? labels : nil)
    }
    throw .missingData(
      path: path, reason: "there is neither an array `\(split)_images` nor `x_\(split)`",
      suggestion: "name one by `key`: \(listed(archive))")
  }

  private static func array(
    _ name: String, of archive: ZipArchive, path: String
  ) throws(TrainingError) -> NpyFile {
    guard archive.names.contains("\(name).npy") else {
      throw .missingData(
        path: path, reason: "there is no array `\(name)`", suggestion: "there are: \(listed(archive))")
    }
    return try NpyFile(archive.contents(of: "\(name).npy"))
  }

  private static func listed(_ archive: ZipArchive) -> String {
    archive.names.prefix(20).map { $0.hasSuffix(".npy") ? String($0.dropLast(4)) : $0 }
      .joined(separator: ", ")
  }
}

/// Labels in a NumPy array.
enum ArrayLabels {
  /// The labels in a row or column of whole numbers; `zero` stands for class 0. Anything else is `badData`.
  static func read(_ array: NpyFile, zero: Int?, path: String) throws(TrainingError) -> [Int] {
    let count = array.shape.reduce(1, *)
    guard count > 0, array.shape.filter({ $0 != 1 }).count <= 1 else {
      throw .badData(
        path: path, reason: "shape \(array.shape) is not that of labels, which have one axis or a column")
    }
    try AvailableMemory.check(count * (array.type.byteCount + 16), for: "\(count) labels")
    var labels: [Int] = []
    labels.reserveCapacity(count)
    for (index, value) in try array.doubles().enumerated() {
      guard var label = Int(exactly: value) else {
        throw .badData(path: path, reason: "label \(value) of sample \(index) is not a whole number")
      }
      if label == zero { label = 0 }
      guard label >= 0, label < LabelLimit.classes else {
        throw .badData(
          path: path,
          reason: "label \(label) of sample \(index) is not between 0 and \(LabelLimit.classes - 1)"
        )
      }
      labels.append(label)
    }
    return labels
  }
}
