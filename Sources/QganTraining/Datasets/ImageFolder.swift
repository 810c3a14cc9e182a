import QganIR

/// PNG and JPEG files in a folder, classes being its subfolders.
struct ImageFolder: DatasetSource {
  let description: DatasetDescription
  private let paths: [String]
  private let labelValues: [Int]?
  /// Height and width that each image is resampled to; `nil` where all have one size.
  private let size: [Int]?

  /// Lists the files and reads their headers. Where images differ in size, `description.needsResize` says so.
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
      throw .missingData(
        path: folder, reason: "there are no PNG or JPEG files", suggestion: "check the path")
    }
    let size = try ImageFile.header(ByteSource(path: first))
    var channels = size.channels
    var difference: String?
    for path in paths.dropFirst() {
      let other = try ImageFile.header(ByteSource(path: path))
      if difference == nil, other.width != size.width || other.height != size.height {
        difference =
          "\(path): the image is \(other.width) by \(other.height) pixels, and the first one (\(first)) is "
          + "\(size.width) by \(size.height); `resize: [height, width]` brings them to one size"
      }
      channels = max(channels, other.channels)
    }
    self.paths = paths
    self.size = nil
    labelValues = classes.isEmpty ? nil : labels
    description = DatasetDescription(
      shape: [channels, size.height, size.width], count: paths.count,
      classes: classes.isEmpty ? nil : classes.count, black: 0, white: 255, needsResize: difference)
  }

  private init(_ folder: ImageFolder, size: [Int]) {
    paths = folder.paths
    labelValues = folder.labelValues
    self.size = size
    var description = folder.description
    description.shape.replaceSubrange(1...2, with: size)
    description.needsResize = nil
    self.description = description
  }

  /// Each image resampled from its own size.
  func resized(to size: [Int]) throws -> any DatasetSource {
    // Checks the size, once for all.
    _ = try PlaneResizer(from: Array(description.shape.suffix(2)), to: size)
    guard self.size == nil else { return try ResizedSamples(self, size: size) }
    return ImageFolder(self, size: size)
  }

  func labels() -> [Int]? { labelValues }

  func samples(in range: Range<Int>) throws -> [Float] {
    if let reason = description.needsResize { throw TrainingError.unfit(reason) }
    var result: [Float] = []
    let shape = description.shape
    result.reserveCapacity(range.count * shape[0] * shape[1] * shape[2])
    var resizers: [[Int]: PlaneResizer] = [:]
    for path in paths[range] {
      let image = try ImageFile.read(path: path)
      guard size != nil || [image.height, image.width] == shape[1...], image.channels <= shape[0] else {
        throw TrainingError.badData(path: path, reason: "the image changed while it was read")
      }
      var planes = image.planes(channels: shape[0])
      if let size, size != [image.height, image.width] {
        let old = [image.height, image.width]
        let resizer = try resizers[old] ?? PlaneResizer(from: old, to: size)
        resizers[old] = resizer
        planes = resizer.resize(planes)
      }
      result += planes
    }
    return result
  }

  private static func images(_ names: [String], in folder: String) -> [String] {
    names.filter { name in
      let lowercase = name.lowercased()
      return !name.hasPrefix(".") && ImageFile.extensions.contains { lowercase.hasSuffix($0) }
    }.map { Folder.join(folder, $0) }
  }
}

extension DatasetReader {
  /// PNG and JPEG files.
  static let imageFolder = DatasetReader(
    "image_folder", "PNG and JPEG images; each subfolder is a class.",
    details: """
      Classes are the subfolders in byte order of their names, samples the files that end in `.png`, `.jpg` or `.jpeg`
      (in any case) in byte order; without subfolders there are no labels. If `path` holds a folder `train`, the splits
      are its folders `train` and `test`. Images have one size, or the dataset says `resize:`, which then works on each
      image from its own size. Gray stays one channel unless some image has colour; transparency is laid over white.
      The orientation that a camera notes in EXIF is ignored, and so are colour profiles; CMYK JPEGs are refused. A file
      that is truncated or damaged is an error.
      """,
    parameters: [path], contents: .pictures(mayBeBlank: true)
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
