import Foundation
import QganSyntax
import QganTooling

/// The project that a file belongs to: the nearest qgan.toml in its folder or above.
public struct Project: Sendable {
  /// Where the project's file is; `nil` if there is none.
  public var path: String?
  public var settings = LintSettings()
  /// What is wrong with the file.
  public var diagnostics: [Diagnostic] = []
  public var sources = SourceMap()

  /// The project of the file at `path`; throws `DriverError` if its qgan.toml cannot be read.
  public init(of path: String) throws {
    var folder = URL(fileURLWithPath: path).standardizedFileURL.deletingLastPathComponent()
    while true {
      let candidate = folder.appendingPathComponent(ProjectFile.name).path
      if FileManager.default.fileExists(atPath: candidate) {
        try read(candidate)
        return
      }
      let parent = folder.deletingLastPathComponent()
      guard parent.path != folder.path, folder.path != "/" else { return }
      folder = parent
    }
  }

  private mutating func read(_ path: String) throws {
    guard let text = DiskSources.read(path) else { throw DriverError(.usage, "cannot read `\(path)`") }
    let file = ProjectFile(sources.add(path: path, utf8: text.utf8))
    self.path = path
    settings = file.settings
    diagnostics = file.diagnostics
  }
}
