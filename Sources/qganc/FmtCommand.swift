import ArgumentParser
import Foundation
import QganDriver
import QganSyntax

/// `qganc fmt`: lays out source files.
struct FmtCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fmt", abstract: "Format source files.",
    discussion: """
      Files are replaced where they change, and left alone where their syntax is wrong. Folders stand for the .qgan files
      in them, but for what run folders keep.

      Examples:
        qganc fmt model.qgan
        qganc fmt .                     everything here and below
        qganc fmt --check .             code 1 and a list, and nothing is written
        qganc fmt --diff model.qgan     what would change
        qganc fmt - < model.qgan        from standard input to standard output
      """)

  @ArgumentParser.Argument(
    help: "Files and folders; `-` is standard input.", completion: .file(extensions: ["qgan"]))
  var paths: [String]

  @Flag(help: "Write nothing; list what would change, with code 1 if anything would.")
  var check = false

  @Flag(help: "Write nothing; print what would change.")
  var diff = false

  func validate() throws {
    guard !paths.contains("-") || paths.count == 1 else {
      throw ValidationError("`-` stands alone")
    }
  }

  func run() throws {
    var hasFindings = false
    for file in paths == ["-"] ? ["-"] : try ProgramFiles.find(paths) {
      let formatting =
        file == "-"
        ? try SourceFormatting(path: "standard input", utf8: standardInput())
        : try SourceFormatting(path: file)
      switch formatting.outcome {
      case .wrong(let diagnostics):
        hasFindings = true
        let renderer = DiagnosticRenderer(sources: formatting.sources, color: Console.hasColor)
        Console.note(renderer.render(diagnostics))
      case .unchanged where !check && !diff && file == "-":
        try Console.data(Self.withoutLineBreak(formatting.sources.files[0].text))
      case .unchanged: break
      case .changed(let text):
        hasFindings = hasFindings || check
        if diff { try Console.data(Self.withoutLineBreak(formatting.diff)) }
        if check, !diff { try Console.data(formatting.path) }
        guard !check, !diff else { continue }
        if file == "-" {
          try Console.data(Self.withoutLineBreak(text))
        } else {
          try formatting.write()
          Console.note("formatted \(file)")
        }
      }
    }
    if hasFindings { throw ExitWith(code: .program) }
  }

  /// Up to a byte more than the longest source file.
  private func standardInput() throws -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count <= DiskSources.sizeLimit,
      let piece = try FileHandle.standardInput.read(upToCount: 1 << 16), !piece.isEmpty
    {
      bytes += piece
    }
    return bytes
  }

  private static func withoutLineBreak(_ text: String) -> String {
    text.hasSuffix("\n") ? String(text.dropLast()) : text
  }
}
