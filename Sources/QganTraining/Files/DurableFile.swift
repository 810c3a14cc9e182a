import Glibc

/// Whole files that are either the old or the new one, whenever the process or the machine dies.
public enum DurableFile {
  /// Replaces `path` by `bytes`: temporary file beside it, written in full, flushed, renamed, folder flushed.
  ///
  /// On an error (`diskFull`, `io`) the old file stays as it was and the temporary one is removed.
  public static func write(_ path: String, _ bytes: [UInt8]) throws(TrainingError) {
    try write(path, chunks: [bytes])
  }

  /// Replaces `path` by the UTF-8 of `text`.
  public static func write(_ path: String, text: String) throws(TrainingError) {
    try write(path, chunks: [Array(text.utf8)])
  }

  /// Replaces `path` by several pieces in a row, without joining them in memory.
  public static func write(_ path: String, chunks: [[UInt8]]) throws(TrainingError) {
    try write(path, chunks: chunks, opening: nil)
  }

  /// As above; `opening`, where given, stands for what the disk does in tests.
  static func write(
    _ path: String, chunks: [[UInt8]], opening: ((String) throws(TrainingError) -> OpenFile)?
  ) throws(TrainingError) {
    let temporary = temporaryPath(for: path)
    let need = chunks.reduce(0) { $0 &+ $1.count }
    do throws(TrainingError) {
      let file: OpenFile
      if let opening {
        file = try opening(temporary)
      } else {
        file = try OpenFile(temporary, O_WRONLY | O_CREAT | O_TRUNC)
      }
      for chunk in chunks { try file.write(chunk) }
      try file.synchronize()
      guard rename(temporary, path) == 0 else { throw TrainingError.system("rename to", path, code: errno) }
    } catch {
      unlink(temporary)
      switch error {
      case .diskFull: throw .diskFull(path: path, need: need)
      case .io(_, let operation, let code): throw .io(path: path, operation: operation, code: code)
      default: throw error
      }
    }
    try Folder.synchronize(Folder.parent(of: path))
  }

  /// The name that a write to `path` uses until it is complete.
  static func temporaryPath(for path: String) -> String {
    let folder = Folder.parent(of: path)
    return Folder.join(folder, ".\(Folder.name(of: path))\(temporarySuffix)")
  }

  /// What marks leftovers of a killed process.
  static let temporarySuffix = ".incomplete"

  /// Removes what killed processes left unfinished in `folder`; only the owner of the folder may call it.
  static func removeLeftovers(in folder: String) throws(TrainingError) {
    for name in try Folder.list(folder) where name.hasPrefix(".") && name.hasSuffix(temporarySuffix) {
      unlink(Folder.join(folder, name))
    }
  }
}
