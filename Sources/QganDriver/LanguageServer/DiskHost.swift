import Foundation
import QganIR
import QganSema
import QganTooling
import QganTraining

/// What the language server sees of the machine: the disk, the embedded library, the registries.
public final class DiskHost: LanguageServerHost {
  private let cache: String
  /// Library files that have been written out, by their path `std/...`.
  private var written: [String: String] = [:]

  /// `cache` is the folder that copies of the library's files go to when an editor wants to show them.
  public init(cache: String = DiskHost.standardCache) { self.cache = cache }

  /// The user's cache folder, or the one for temporary files.
  public static var standardCache: String {
    let environment = ProcessInfo.processInfo.environment
    if let folder = environment["XDG_CACHE_HOME"], folder.hasPrefix("/") { return folder + "/qganc" }
    if let home = environment["HOME"], home.hasPrefix("/") { return home + "/.cache/qganc" }
    return NSTemporaryDirectory() + "qganc"
  }

  public var catalog: Catalog { .standard }
  public var libraryFiles: [String] { Array(StandardLibrary.files.keys) }
  public var version: String { Version.current }

  public func source(_ path: String, includedFrom includer: String) -> SourceText? {
    DiskSources().source(path, includedFrom: includer)
  }

  public func resolve(_ path: String, includedFrom includer: String) -> String {
    DiskSources.resolve(path, includedFrom: includer)
  }

  public func location(ofLibraryFile path: String) -> String? {
    if let known = written[path] { return known }
    guard let text = DiskSources.embedded(path, includedFrom: "") else { return nil }
    let file = "\(cache)/\(Version.current)/\(text.path)"
    let folder = Folder.parent(of: file)
    // One that another process wrote is as good.
    if FileManager.default.contents(atPath: file) != Data(text.utf8) {
      guard (try? Folder.create(folder)) != nil, (try? DurableFile.write(file, text.utf8)) != nil else {
        return nil
      }
    }
    written[path] = file
    return file
  }

  public func programs(below folder: String, limit: Int) -> [String] {
    guard let walk = FileManager.default.enumerator(atPath: folder) else { return [] }
    var found: [String] = []
    var seen = 0
    for case let name as String in walk {
      seen += 1
      if seen > 100 * limit || found.count >= limit { break }
      let last = name.split(separator: "/").last ?? ""
      if last.hasPrefix("."), walk.fileAttributes?[.type] as? FileAttributeType == .typeDirectory {
        walk.skipDescendants()
      } else if last.hasSuffix(".qgan") {
        found.append(folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)")
      }
    }
    return found.sorted()
  }
}
