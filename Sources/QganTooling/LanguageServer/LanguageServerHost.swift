import QganIR
import QganSema

/// What the language server needs of the outside: files, the embedded library (whose paths
/// begin with `std/`), and what the registries name.
public protocol LanguageServerHost: SourceProvider {
  /// Everything that a file can name.
  var catalog: Catalog { get }
  /// Names of the embedded library's files, such as `entanglers.qgan`.
  var libraryFiles: [String] { get }
  /// The version of the compiler.
  var version: String { get }

  /// The path of an included file on disk.
  func resolve(_ path: String, includedFrom includer: String) -> String
  /// The path of a file with the text of the library's file `path` (`std/...`), so that an editor can open it.
  func location(ofLibraryFile path: String) -> String?
  /// The .qgan files below `folder`, not more than `limit`.
  func programs(below folder: String, limit: Int) -> [String]
}
