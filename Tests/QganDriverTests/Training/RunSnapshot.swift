import Foundation
import QganTraining

/// Every file of a run folder, without what may differ between runs: times in event files.
struct RunSnapshot: Equatable {
  var files: [String: [UInt8]] = [:]

  init(of folder: String) throws {
    guard let names = FileManager.default.enumerator(atPath: folder) else { return }
    for case let name as String in names where name != ".lock" {
      var isFolder: ObjCBool = false
      let path = "\(folder)/\(name)"
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue else {
        continue
      }
      let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
      files[name] = name == EventLog.fileName ? Self.withoutTimes(bytes) : bytes
    }
  }

  /// Names of the files that differ.
  func differences(from other: RunSnapshot) -> [String] {
    Set(files.keys).union(other.files.keys).filter { files[$0] != other.files[$0] }.sorted()
  }

  /// The events' payloads after their first field, which is the time.
  private static func withoutTimes(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var start = 0
    while start + 12 <= bytes.count {
      let length = bytes[start..<start + 8].reversed().reduce(0) { $0 << 8 | Int($1) }
      let end = start + 12 + length
      guard end + 4 <= bytes.count else { return bytes }
      result += bytes[(start + 12 + 9)..<end]
      start = end + 4
    }
    return start == bytes.count ? result : bytes
  }
}
