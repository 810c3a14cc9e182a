import QganIR
import QganSema

/// What the language server needs of the outside: files, the embedded library, and what the registries name.
public protocol LanguageServerHost {
  /// Everything that a file can name.
  var catalog: Catalog { get }
  /// Names of the embedded library's files, such as `entanglers.qgan`.
  var libraryFiles: [String] { get }
  /// The version of the compiler.
  var version: String { get }

  /// The text of an included file on disk or in the embedded library, whose paths begin with `std/`.
  func source(_ path: String, includedFrom includer: String) -> SourceText?
  /// The path of an included file on disk.
  func resolve(_ path: String, includedFrom includer: String) -> String
  /// The path of a file with the text of the library's file `path` (`std/...`), so that an editor can open it.
  func location(ofLibraryFile path: String) -> String?
  /// The .qgan files below `folder`, not more than `limit`.
  func programs(below folder: String, limit: Int) -> [String]
}

/// The disk with the open documents over it.
struct OverlaySources: SourceProvider {
  let host: any LanguageServerHost
  /// Open documents by path.
  let buffers: [String: [UInt8]]

  func source(_ path: String, includedFrom includer: String) -> SourceText? {
    if !path.hasPrefix("std/"), !includer.hasPrefix("std/") {
      let resolved = host.resolve(path, includedFrom: includer)
      if let utf8 = buffers[resolved] { return SourceText(path: resolved, utf8: utf8) }
    }
    return host.source(path, includedFrom: includer)
  }
}
