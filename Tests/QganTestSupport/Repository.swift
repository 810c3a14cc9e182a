import Foundation
import QganSyntax

/// The files of this repository that tests read.
public enum Repository {
  /// The folder that holds Package.swift.
  public static let root: URL = {
    var url = URL(filePath: #filePath)
    for _ in 0..<3 { url.deleteLastPathComponent() }
    return url
  }()

  /// The .qgan files below `folder`, which may not exist, in the order of their paths.
  public static func programs(in folder: String) -> [SourceFile] {
    let base = root.appending(path: folder)
    guard let walk = FileManager.default.enumerator(at: base, includingPropertiesForKeys: nil) else {
      return []
    }
    let urls = walk.compactMap { $0 as? URL }.filter { $0.pathExtension == "qgan" }
    return urls.sorted { $0.path < $1.path }.compactMap { url in
      guard let data = try? Data(contentsOf: url) else { return nil }
      let path = String(url.path.dropFirst(root.path.count + 1))
      return SourceFile(id: 0, path: path, utf8: [UInt8](data))
    }
  }

  /// The texts of the Swift files in `folder`.
  public static func sources(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(
      at: root.appending(path: folder), includingPropertiesForKeys: nil
    )
    .filter { $0.pathExtension == "swift" }.map { try String(contentsOf: $0, encoding: .utf8) }
  }

  /// The text of a file.
  public static func text(of path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }
}

/// A source file of the given text.
public func source(_ text: String) -> SourceFile {
  SourceFile(id: 0, path: "test.qgan", utf8: Array(text.utf8))
}
