import QganIR

/// PNG files of one size in a folder, classes being its subfolders.
struct ImageFolder: DatasetSource {
  let description: DatasetDescription
  private let paths: [String]
  private let labelValues: [Int]?

  /// Lists the files and reads their headers; one that has another size is `badData`.
  init(_ folder: String) throws(TrainingError) {
    let names = try Folder.list(folder)
    let classes = names.filter { !$0.hasPrefix(".") && Folder.kind(of: Folder.join(folder, $0)) == .folder }
    var paths = Self.images(names, in: folder)
    var labels: [Int] = []
    if !classes.isEmpty {
      guard paths.isEmpty else {
        throw .badData(path: folder, reason: "there are both images and subfolders; a class is a subfolder")
      }
      for (label, name) in classes.enumerated() {
        let inside = Folder.join(folder, name)
        let found = Self.images(try Folder.list(inside), in: inside)
        paths += found
        labels += [Int](repeating: label, count: found.count)
      }
    }
    guard let first = paths.first else {
      throw .missingData(path: folder, reason: "there are no PNG files", suggestion: "check the path")
    }
    let size = try PNGFile.header(ByteSource(path: first))
    var channels = size.channels
    for path in paths.dropFirst() {
      let other = try PNGFile.header(ByteSource(path: path))
      guard other.width == size.width, other.height == size.height else {
        throw .badData(
          path: path,
          reason: "the image is \(other.width) by \(other.height) pixels, and the first one (\(first)) is "
            + "\(size.width) by \(size.height)")
      }
      channels = max(channels, other.channels)
    }
    self.paths = paths
    labelValues = classes.isEmpty ? nil : labels
    description = DatasetDescription(
      shape: [channels, size.height, size.width], count: paths.count,
      classes: classes.isEmpty ? nil : classes.count, black: 0, white: 255)
  }

  func labels() -> [Int]? { labelValues }

  func samples(in range: Range<Int>) throws -> [Float] {
    var result: [Float] = []
    let shape = description.shape
    result.reserveCapacity(range.count * shape[0] * shape[1] * shape[2])
    for path in paths[range] {
      let image = try PNGFile.read(path: path)
      guard [image.height, image.width] == shape[1...], image.channels <= shape[0] else {
        throw TrainingError.badData(path: path, reason: "the image changed while it was read")
      }
      result += image.planes(channels: shape[0])
    }
    return result
  }

  private static func images(_ names: [String], in folder: String) -> [String] {
    names.filter { !$0.hasPrefix(".") && $0.lowercased().hasSuffix(".png") }.map { Folder.join(folder, $0) }
  }
}

extension DatasetReader {
  /// PNG files.
  static let imageFolder = DatasetReader(
    "image_folder", "PNG images of one size; each subfolder is a class.",
    details: """
      Classes are the subfolders in byte order of their names, samples the PNG files in byte order; without subfolders
      there are no labels. If `path` holds a folder `train`, the splits are its folders `train` and `test`. Gray stays
      one channel unless some image has colour; transparency is laid over white.
      """,
    parameters: [path]
  ) { arguments, split in
    let folder = arguments.string("path") ?? ""
    guard Folder.kind(of: folder) == .folder else {
      throw TrainingError.missingData(
        path: folder, reason: "there is no such folder", suggestion: "check the path")
    }
    if Folder.kind(of: Folder.join(folder, "train")) == .folder {
      let part = Folder.join(folder, split)
      guard Folder.kind(of: part) == .folder else {
        throw TrainingError.missingData(
          path: part, reason: "there is no such folder", suggestion: "put the images of this split there")
      }
      return try ImageFolder(part)
    }
    try requireUndivided("image_folder", split)
    return try ImageFolder(folder)
  }
}
