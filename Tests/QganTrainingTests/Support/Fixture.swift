import Glibc

@testable import QganTraining

/// The files of Tests/Fixtures/training, made by the script beside them.
enum Fixture {
  static func path(_ name: String) -> String {
    let folder = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    return "/\(folder)/Fixtures/training/\(name)"
  }

  static func json(_ name: String) throws -> JSONValue {
    try JSONParser.parse(ByteSource(path: path(name)).readAll())
  }

  static func bytes(hexadecimal text: String) -> [UInt8] {
    let digits = text.compactMap(\.hexDigitValue)
    return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
  }
}

/// A folder of its own for one test, removed with everything in it.
final class TemporaryFolder {
  let path: String

  init() throws {
    var template = Array("/tmp/qgan-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw TrainingError.io(path: "/tmp", operation: "make a folder", code: errno)
    }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { Self.remove(path) }

  func file(_ name: String, _ bytes: [UInt8] = []) throws -> String {
    let target = Folder.join(path, name)
    try Folder.create(Folder.parent(of: target))
    try DurableFile.write(target, bytes)
    return target
  }

  private static func remove(_ path: String) {
    for name in (try? Folder.list(path)) ?? [] {
      let inside = Folder.join(path, name)
      if Folder.kind(of: inside) == .folder { remove(inside) } else { unlink(inside) }
    }
    rmdir(path)
  }
}
