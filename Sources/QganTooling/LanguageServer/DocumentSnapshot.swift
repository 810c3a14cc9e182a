import QganSema
import QganSyntax

/// An open document as it was at one moment, for a linter that works while the editor goes on.
public struct DocumentSnapshot: Sendable {
  /// The address that the client names it by.
  public let uri: String
  /// Counts the changes of the document and of what it includes.
  public let revision: Int
  public let main: SourceText
  /// All open documents by path; they count before the files on disk.
  public let buffers: [String: [UInt8]]

  /// What includes of the document mean, with files from `base`; `resolve` gives the path of an included file.
  public func sources(
    over base: any SourceProvider, resolve: @escaping (_ path: String, _ includer: String) -> String
  ) -> OverlaySources {
    OverlaySources(base: base, resolve: resolve, buffers: buffers)
  }
}

/// Files with the open documents over them.
public struct OverlaySources: SourceProvider {
  let base: any SourceProvider
  let resolve: (_ path: String, _ includer: String) -> String
  /// Open documents by path.
  let buffers: [String: [UInt8]]

  public func source(_ path: String, includedFrom includer: String) -> SourceText? {
    if !path.hasPrefix("std/"), !includer.hasPrefix("std/") {
      let resolved = resolve(path, includer)
      if let utf8 = buffers[resolved] { return SourceText(path: resolved, utf8: utf8) }
    }
    return base.source(path, includedFrom: includer)
  }
}
