/// The formats of weight files, told apart by what the files hold and not by what they are called.
public enum WeightFiles {
  /// Opens the file at `path`: safetensors, or `torch.save` in either of its formats; anything else is `badData`.
  public static func open(path: String) throws(TrainingError) -> any WeightFile {
    try open(ByteSource(path: path))
  }

  /// Reads what describes the tensors; their values are read when they are asked for.
  public static func open(_ source: ByteSource) throws(TrainingError) -> any WeightFile {
    let start = try source.read(at: 0, count: min(9, source.size))
    if TorchFile.starts(start) { return try TorchFile(source) }
    if start.count == 9, start[8] == UInt8(ascii: "{") { return try SafetensorsFile(source) }
    throw source.badData(
      "this is no weight file: neither safetensors nor what `torch.save` writes (a zip archive or a pickle)")
  }
}
