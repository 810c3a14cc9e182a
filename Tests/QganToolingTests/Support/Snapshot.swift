import Foundation
import QganTestSupport
import Testing

/// Texts that stand beside the cases that they were made from; `QGAN_UPDATE_SNAPSHOTS=1` rewrites them, to be read
/// before they are committed.
enum Snapshot {
  static let folder = Repository.root.appending(path: "Tests/QganToolingTests/Snapshots")

  /// The cases: files that end in `.circuit`.
  static let cases: [String] =
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
    .filter { $0.hasSuffix(".circuit") }.map { String($0.dropLast(8)) }.sorted()

  static func text(_ file: String) throws -> String {
    try String(contentsOf: folder.appending(path: file), encoding: .utf8)
  }

  /// Whether `text` is what `file` holds.
  static func expect(_ text: String, is file: String) throws {
    if ProcessInfo.processInfo.environment["QGAN_UPDATE_SNAPSHOTS"] == "1" {
      try Data(text.utf8).write(to: folder.appending(path: file))
    }
    let known = (try? self.text(file)) ?? ""
    #expect(text == known, "\(file) differs; QGAN_UPDATE_SNAPSHOTS=1 rewrites it")
  }
}
