import QganDriver
import QganSema
import QganSyntax

/// Files given as text, and the embedded library.
struct Files: SourceProvider {
  var files: [String: String]

  init(_ files: [String: String]) { self.files = files }

  func source(_ path: String, includedFrom includer: String) -> SourceText? {
    if let text = files[path] { return SourceText(path: path, utf8: Array(text.utf8)) }
    return DiskSources().source(path, includedFrom: includer)
  }
}

/// `text`, which lacks its version line, as a program without other files.
func compilation(_ text: String, _ settings: Compilation.Settings = .init()) throws -> Compilation {
  let main = SourceText(path: "test.qgan", utf8: Array("qgan 1.0;\n\(text)".utf8))
  return try Compilation(main: main, provider: Files([:]), settings: settings)
}

/// The findings in `text`, as `code message`.
func findings(_ text: String, _ settings: Compilation.Settings = .init()) throws -> [String] {
  try compilation(text, settings).check().map { "\($0.code) \($0.message)" }
}
