import QganIR

extension DatasetReader {
  /// Any pair of IDX files.
  static let idx = DatasetReader(
    "idx", "Images and labels in IDX files, MNIST's format, plain or compressed with gzip.",
    details: """
      `path` is a folder with `train-images-idx3-ubyte`, `train-labels-idx1-ubyte` and, for `split: "test"`, the same
      with `t10k`; or one file of images, whose labels, if any, are found by writing `labels-idx1` for `images-idx3` in
      its name. Two axes a sample are a gray image. White is 255 for bytes and 1 for other numbers.
      """,
    parameters: [path], contents: .pictures(mayBeBlank: true)
  ) { arguments, split in
    let path = arguments.string("path") ?? ""
    if Folder.kind(of: path) == .folder {
      guard let files = IDXImages.files(in: path, split: split) else {
        throw TrainingError.missingData(
          path: path, reason: "the folder holds no IDX files of split \"\(split)\"",
          suggestion: "put train-images-idx3-ubyte and train-labels-idx1-ubyte there (t10k for \"test\")")
      }
      return try IDXImages(images: files.images, labels: files.labels)
    }
    try requireUndivided("idx", split)
    guard let images = IDXImages.existing(path) else { return try IDXImages(images: path, labels: nil) }
    return try IDXImages(images: images, labels: labelFile(of: images))
  }

  /// The file of labels that goes with a file of images.
  private static func labelFile(of images: String) -> String? {
    let name = Folder.name(of: images)
    let marker = "images-idx3"
    guard let range = name.firstRange(of: marker) else { return nil }
    let base = name.replacingCharacters(in: range, with: "labels-idx1")
    let plain = base.hasSuffix(".gz") ? String(base.dropLast(3)) : base
    return IDXImages.existing(Folder.join(Folder.parent(of: images), plain))
  }
}

extension String {
  /// The string with the characters in `range` replaced.
  fileprivate func replacingCharacters(in range: Range<String.Index>, with text: String) -> String {
    var result = self
    result.replaceSubrange(range, with: text)
    return result
  }
}
