import Glibc

/// Folders and paths, as plain functions on strings.
public enum Folder {
  /// What stands at a path.
  public enum Kind: Sendable {
    case file
    case folder
    /// A device, socket or pipe.
    case other
  }

  /// What stands at `path`, following links; `nil` if nothing does.
  public static func kind(of path: String) -> Kind? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return .file
    case S_IFDIR: return .folder
    default: return .other
    }
  }

  /// The names in a folder, without `.` and `..`, in byte order.
  public static func list(_ path: String) throws(TrainingError) -> [String] {
    guard let stream = opendir(path) else { throw .system("list", path, code: errno) }
    defer { closedir(stream) }
    var names: [[UInt8]] = []
    while let entry = readdir(stream) {
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { unsafe Array($0.prefix { $0 != 0 }) }
      if name != [0x2E], name != [0x2E, 0x2E] { names.append(name) }
    }
    names.sort { $0.lexicographicallyPrecedes($1) }
    return names.map { String(decoding: $0, as: UTF8.self) }
  }

  /// Makes `path` and the folders above it where they are missing.
  public static func create(_ path: String) throws(TrainingError) {
    if path.isEmpty || kind(of: path) == .folder { return }
    let above = parent(of: path)
    if above != path { try create(above) }
    guard mkdir(path, 0o755) == 0 || (errno == EEXIST && kind(of: path) == .folder) else {
      throw .system("make the folder", path, code: errno)
    }
  }

  /// Forces the entries of a folder to the disk.
  static func synchronize(_ path: String) throws(TrainingError) {
    try OpenFile(path, O_RDONLY | O_DIRECTORY).synchronize()
  }

  /// `name` inside `folder`; an absolute name stands for itself.
  public static func join(_ folder: String, _ name: String) -> String {
    if name.hasPrefix("/") || folder.isEmpty { return name }
    return folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
  }

  /// The folder that holds `path`; `.` for a bare name.
  public static func parent(of path: String) -> String {
    let trimmed = trimmingSlashes(path)
    guard let slash = trimmed.lastIndex(of: "/") else { return trimmed == "/" ? "/" : "." }
    return slash == trimmed.startIndex ? "/" : String(trimmed[..<slash])
  }

  /// The last component of `path`.
  public static func name(of path: String) -> String {
    let trimmed = trimmingSlashes(path)
    guard let slash = trimmed.lastIndex(of: "/") else { return String(trimmed) }
    return String(trimmed[trimmed.index(after: slash)...])
  }

  private static func trimmingSlashes(_ path: String) -> Substring {
    var trimmed = path[...]
    while trimmed.count > 1, trimmed.last == "/" { trimmed.removeLast() }
    return trimmed
  }
}
