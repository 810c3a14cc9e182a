import Foundation
import QganSema

/// Reads included files from disk, and `std/` from the binary.
public struct DiskSources: SourceProvider {
  /// Largest source file that is read, in bytes.
  public static let sizeLimit = 16 << 20

  public init() {}

  public func source(_ path: String, includedFrom includer: String) -> SourceText? {
    if let embedded = DiskSources.embedded(path, includedFrom: includer) { return embedded }
    return DiskSources.read(DiskSources.resolve(path, includedFrom: includer))
  }

  /// A file of the embedded library, which its own files may also include by bare name.
  static func embedded(_ path: String, includedFrom includer: String) -> SourceText? {
    let name: String
    if path.hasPrefix("std/") {
      name = String(path.dropFirst(4))
    } else if includer.hasPrefix("std/") {
      name = path
    } else {
      return nil
    }
    return StandardLibrary.files[name].map { SourceText(path: "std/" + name, utf8: $0) }
  }

  /// `path` as seen from the folder of `includer`; absolute paths stay.
  public static func resolve(_ path: String, includedFrom includer: String) -> String {
    if path.hasPrefix("/") { return normalized(path) }
    guard let slash = includer.lastIndex(of: "/") else { return normalized(path) }
    return normalized(includer[...slash] + path)
  }

  /// `path` without `.` and `..` where they can be left out.
  private static func normalized(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/", omittingEmptySubsequences: true) where part != "." {
      if part == "..", let last = parts.last, last != ".." { parts.removeLast() } else { parts.append(part) }
    }
    return (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
  }

  /// The text of the file at `path`, or `nil` if it cannot be read or is too large.
  static func read(_ path: String) -> SourceText? {
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
      attributes[.type] as? FileAttributeType == .typeRegular,
      let size = (attributes[.size] as? NSNumber)?.intValue, size <= sizeLimit,
      let data = FileManager.default.contents(atPath: path)
    else { return nil }
    return SourceText(path: path, utf8: Array(data))
  }
}
