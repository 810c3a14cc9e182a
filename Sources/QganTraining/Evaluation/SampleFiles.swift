import QganIR

/// Pictures on the disk that are compared without a program: a folder of images, CIFAR-10's binary files, or an array.
public enum SampleFiles {
  /// All samples at `path`; `range` says what black and white are in arrays of floats.
  ///
  /// An array of an archive is named behind `#`, as in `samples.npz#images`, unless there is one only.
  public static func load(
    _ path: String, split: String = "train", range: ClosedRange<Double>? = nil
  ) throws -> DatasetEvaluator.Side {
    let (reader, arguments) = try reader(for: path)
    var source = try reader.open(Arguments(values: arguments), split)
    if let range { source = RelabelledSamples(source, range: range) }
    return DatasetEvaluator.Side(name: Folder.name(of: path), data: try Dataset(source))
  }

  private static func reader(for path: String) throws -> (DatasetReader, [String: ConstValue]) {
    if Folder.kind(of: path) == .folder {
      let names = try Folder.list(path)
      let isCIFAR = names.contains { $0.hasSuffix("_batch.bin") || $0.hasPrefix("data_batch_") }
      return (isCIFAR ? .cifar10 : .imageFolder, ["path": .string(path)])
    }
    let parts = path.split(separator: "#", maxSplits: 1).map(String.init)
    let file = parts.first ?? path
    if file.hasSuffix(".npz") {
      let names = try ZipArchive(ByteSource(path: file)).names.filter { $0.hasSuffix(".npy") }
      if parts.count == 1, names.count != 1 {
        throw TrainingError.unfit(
          "\(file) holds \(names.count) arrays: write `\(file)#NAME`, NAME being one of "
            + names.prefix(20).map { String($0.dropLast(4)) }.joined(separator: ", "))
      }
      let key = parts.count > 1 ? parts[1] : String(names[0].dropLast(4))
      return (.npz, ["path": .string(file), "key": .string(key)])
    }
    if path.hasSuffix(".npy") { return (.npy, ["path": .string(path)]) }
    throw TrainingError.missingData(
      path: path, reason: "this is no folder of pictures and no .npy or .npz file",
      suggestion: "check the path")
  }
}

/// Samples whose black and white are said to be other values.
private struct RelabelledSamples: DatasetSource {
  let description: DatasetDescription
  private let base: any DatasetSource

  init(_ base: any DatasetSource, range: ClosedRange<Double>) {
    self.base = base
    var description = base.description
    (description.black, description.white) = (range.lowerBound, range.upperBound)
    self.description = description
  }

  func labels() throws -> [Int]? { try base.labels() }

  func samples(in range: Range<Int>) throws -> [Float] { try base.samples(in: range) }
}
