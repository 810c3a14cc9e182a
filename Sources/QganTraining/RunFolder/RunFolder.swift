import Glibc
import OrderedCollections

/// The folder of one run; only this process writes in it, and everything in it is relative, so that it can be moved.
///
/// It holds `sources/`, `config.json`, `status.json`, `metrics.jsonl`, `events.out.tfevents.*`, `samples/` and
/// `checkpoints/`.
public final class RunFolder: Sendable {
  /// Where the folder is.
  public let path: String
  /// Holds the exclusive lock until the folder is let go of; the system frees it when the process ends.
  private let lock: OpenFile

  /// What a run is doing, for people and other programs.
  public enum State: String, Sendable {
    case running
    case finished
    /// Stopped by the user; `--resume` goes on.
    case interrupted
    case failed
  }

  private init(locking path: String) throws(TrainingError) {
    self.path = path
    lock = try OpenFile(Folder.join(path, ".lock"), O_RDWR | O_CREAT)
    while flock(lock.descriptor, LOCK_EX | LOCK_NB) != 0 {
      if errno == EWOULDBLOCK { throw .inUse(path: path) }
      guard errno == EINTR else { throw .system("lock", path, code: errno) }
    }
  }

  /// Makes `parent/name-0001` with the first free number; two processes never get the same.
  public static func create(in parent: String, name: String) throws(TrainingError) -> RunFolder {
    try Folder.create(parent)
    let base = safeName(name)
    var number = 1
    for existing in try Folder.list(parent) where existing.hasPrefix("\(base)-") {
      let digits = existing.dropFirst(base.count + 1)
      if digits.allSatisfy(\.isASCII), let used = Int(digits), used >= number, used < Int.max {
        number = used + 1
      }
    }
    while true {
      let digits = "\(number)"
      let padded = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
      let path = Folder.join(parent, "\(base)-\(padded)")
      if mkdir(path, 0o755) == 0 {
        let folder = try RunFolder(locking: path)
        try folder.createInnerFolders()
        try Folder.synchronize(parent)
        return folder
      }
      guard errno == EEXIST, number < Int.max else { throw .system("make the folder", path, code: errno) }
      number += 1
    }
  }

  /// Takes over the folder at exactly `path`, made if it is not there; `isNew` is false if there is a run in it to go on
  /// with.
  public static func openOrCreate(_ path: String) throws(TrainingError) -> (folder: RunFolder, isNew: Bool) {
    if Folder.kind(of: Folder.join(path, "config.json")) == .file { return (try open(path), false) }
    try Folder.create(path)
    let folder = try RunFolder(locking: path)
    // Another process may have begun between the look and the lock.
    if Folder.kind(of: folder.path("config.json")) == .file { return (folder, false) }
    try folder.createInnerFolders()
    try Folder.synchronize(Folder.parent(of: path))
    return (folder, true)
  }

  private func createInnerFolders() throws(TrainingError) {
    for inner in ["sources", "samples", "checkpoints"] { try Folder.create(path(inner)) }
  }

  /// Takes over an existing run folder, removing what a killed process left unfinished; `inUse` if another process
  /// has it.
  public static func open(_ path: String) throws(TrainingError) -> RunFolder {
    guard Folder.kind(of: Folder.join(path, "config.json")) == .file else {
      throw .missingData(
        path: path, reason: "this is not a run folder: it has no config.json", suggestion: "check the path")
    }
    let folder = try RunFolder(locking: path)
    for inner in [".", "sources", "samples", "checkpoints"] {
      let inside = folder.path(inner)
      if Folder.kind(of: inside) == .folder { try DurableFile.removeLeftovers(in: inside) }
    }
    return folder
  }

  /// The path of `name` in the folder.
  public func path(_ name: String) -> String { Folder.join(path, name) }

  /// Keeps the exact bytes of the program and its includes; names are relative, and `..` in them becomes `_`.
  public func writeSources(_ files: OrderedDictionary<String, [UInt8]>) throws(TrainingError) {
    for (name, bytes) in files {
      let parts = name.split(separator: "/").filter { $0 != "." }.map { $0 == ".." ? "_" : String($0) }
      let target = path(Folder.join("sources", parts.joined(separator: "/")))
      try Folder.create(Folder.parent(of: target))
      try DurableFile.write(target, bytes)
    }
  }

  /// Writes `config.json`, the resolved configuration; from then on the folder can be resumed.
  public func writeConfiguration(_ configuration: JSONValue) throws(TrainingError) {
    try DurableFile.write(path("config.json"), text: configuration.indentedText)
  }

  /// Reads `config.json`.
  public func configuration() throws(TrainingError) -> JSONValue { try read("config.json") }

  /// Writes `status.json`.
  public func writeStatus(_ state: State, step: Int, message: String? = nil) throws(TrainingError) {
    var members: OrderedDictionary<String, JSONValue> = [
      "state": .string(state.rawValue), "step": .integer(step),
    ]
    if let message { members["message"] = .string(message) }
    try DurableFile.write(path("status.json"), text: JSONValue.object(members).indentedText)
  }

  /// The state that was written last; `nil` before the first.
  public func status() throws(TrainingError) -> State? {
    guard Folder.kind(of: path("status.json")) == .file else { return nil }
    return try read("status.json")["state"]?.asString.flatMap { State(rawValue: $0) }
  }

  /// Writes `samples/step-000123.png` and returns the file's bytes, for the event log.
  @discardableResult
  public func writeSamples(_ image: Image, step: Int, name: String = "step") throws(TrainingError) -> [UInt8]
  {
    let bytes = try PNGFile.encode(image)
    let digits = "\(step)"
    let padded = String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    try DurableFile.write(path("samples/\(Self.safeName(name))-\(padded).png"), bytes)
    return bytes
  }

  /// The run's checkpoints.
  public func checkpoints(keep: Int = 3) -> CheckpointFolder {
    CheckpointFolder(path("checkpoints"), keep: keep)
  }

  private func read(_ name: String) throws(TrainingError) -> JSONValue {
    let source = try ByteSource(path: path(name))
    guard source.size <= SafetensorsFile.headerLimit else { throw source.badData("the file is too large") }
    do {
      return try JSONParser.parse(try source.readAll())
    } catch let error as JSONParser.Failure {
      throw source.badData("\(error)")
    } catch let error as TrainingError {
      throw error
    } catch {
      throw source.badData("the file cannot be read")
    }
  }

  /// A name that is one component of a path everywhere.
  public static func safeName(_ name: String) -> String {
    let safe = name.utf8.prefix(200).map { byte -> Character in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "="), UInt8(ascii: ","),
        UInt8(ascii: "-"):
        Character(UnicodeScalar(byte))
      case UInt8(ascii: "."): "."
      default: "_"
      }
    }
    let text = String(safe)
    return text.isEmpty || text.hasPrefix(".") ? "run\(text)" : text
  }
}
