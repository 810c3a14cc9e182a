import Foundation
import QganSyntax
import QganTooling

/// A source file, and what it looks like in the one style.
public struct SourceFormatting {
  /// What formatting would do.
  public enum Outcome: Sendable {
    case unchanged
    /// The whole text in the one style.
    case changed(String)
    /// The syntax is wrong; the file is left alone.
    case wrong([Diagnostic])
  }

  /// How messages name the file.
  public let path: String
  /// The file alone, for messages.
  public let sources: SourceMap
  public let outcome: Outcome
  /// The file itself, behind links.
  private var target: String

  /// Formats text; throws `DriverError` rather than change anything but the layout.
  public init(path: String, utf8: [UInt8]) throws {
    self.path = path
    target = path
    var sources = SourceMap()
    let file = sources.add(path: path, utf8: utf8)
    self.sources = sources
    let parsed = parse(file)
    guard let text = SourceFormatter.format(parsed) else {
      outcome = .wrong(parsed.diagnostics)
      return
    }
    let bytes = Array(text.utf8)
    guard bytes != utf8 else {
      outcome = .unchanged
      return
    }
    guard SourceFormatter.agree(parsed.lexed, lex(SourceFile(id: 0, path: path, utf8: bytes))) else {
      throw DriverError(
        .program, "`\(path)` cannot be formatted without changing it; it is left alone",
        hint: "this is a mistake of qganc: please report it with the file")
    }
    outcome = .changed(text)
  }

  /// Formats the file at `path`; throws `DriverError` if it cannot be read.
  public init(path: String) throws {
    let isLink = (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) != nil
    let target = isLink ? URL(fileURLWithPath: path).resolvingSymlinksInPath().path : path
    guard let source = DiskSources.read(target) else { throw DriverError(.usage, "cannot read `\(path)`") }
    try self.init(path: path, utf8: source.utf8)
    self.target = target
  }

  /// Replaces the file, where formatting changes it, as a whole; its permissions stay.
  ///
  /// Throws `DriverError`.
  public func write() throws {
    guard case .changed(let text) = outcome else { return }
    let attributes = try? FileManager.default.attributesOfItem(atPath: target)
    try OutputFile.write(Array(text.utf8), to: target)
    if let permissions = attributes?[.posixPermissions] {
      try? FileManager.default.setAttributes([.posixPermissions: permissions], ofItemAtPath: target)
    }
  }

  /// The change as a unified diff with three lines around each place; empty if there is none.
  public var diff: String {
    guard case .changed(let text) = outcome, let file = sources.files.first else { return "" }
    return LayoutDiff(from: file.text, to: text).unified(path: path)
  }
}
