import Glibc

/// Features of real samples on the disk, so that runs over the same data need not compute them again.
///
/// A file is used only if its key and checksum are right; anything else is as if it were not there.
struct FeatureCache {
  /// Where the files are; `nil` keeps none.
  let folder: String?
  private static let format = "qgan-features-1"

  /// The features under `key`, if `rows` by `columns` of them are kept.
  func load(_ key: String, rows: Int, columns: Int) -> FeatureMatrix? {
    guard let folder else { return nil }
    let path = Self.path(key, in: folder)
    guard Folder.kind(of: path) == .file, let file = try? SafetensorsFile(path: path),
      file.metadata["format"] == Self.format, file.metadata["key"] == key,
      let tensor = try? file.tensor("features"), tensor.type == .float32, tensor.shape == [rows, columns],
      file.metadata["sha256"] == SHA256.hexadecimal(of: tensor.bytes)
    else { return nil }
    return FeatureMatrix(tensor.floats, columns: columns)
  }

  /// Keeps `features` under `key`; throws `TrainingError` where the disk does not take them.
  func store(_ features: FeatureMatrix, _ key: String) throws(TrainingError) {
    guard let folder else { return }
    try Folder.create(folder)
    let tensor = StoredTensor(features.floats, shape: [features.rows, features.columns])
    let chunks = SafetensorsFile.encode(
      ["features": tensor],
      metadata: ["format": Self.format, "key": key, "sha256": SHA256.hexadecimal(of: tensor.bytes)])
    // Another process may write the same file: each has its own until it is whole.
    let own = Self.path("\(key).\(getpid())", in: folder)
    try DurableFile.write(own, chunks: chunks)
    guard rename(own, Self.path(key, in: folder)) == 0 else {
      let code = errno
      unlink(own)
      throw .system("rename", own, code: code)
    }
    try Folder.synchronize(folder)
  }

  private static func path(_ key: String, in folder: String) -> String {
    Folder.join(folder, "features-\(key).safetensors")
  }
}
