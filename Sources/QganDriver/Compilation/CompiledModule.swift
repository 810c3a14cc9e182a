import Foundation
import QganSema
import QganTraining

/// A checked program in one file: its sources, the settings it was compiled with and the IR that came out, sealed by
/// a checksum.
///
/// A module stands wherever a source file does. It holds no weights and no machine code: lowering takes milliseconds,
/// and the plan depends on the machine and the batch size. What makes it a module is that it is complete (no include is
/// looked up), checked, and unchanged since.
public struct CompiledModule: SourceProvider, Codable, Sendable {
  /// What module files end in.
  public static let fileExtension = ".qganm"
  /// Version of the format; raised when older readers could not read a module.
  public static let formatVersion = 1

  struct SourceEntry: Codable, Sendable {
    var path: String
    var text: String
  }

  /// Version of the compiler that wrote the module.
  var compiler: String
  var sources: [SourceEntry]
  var target: String?
  var assignments: [String]
  /// Every graph of the program as IR text, for readers and for noticing that a compiler lowers it differently.
  var ir: String
  /// Folder of the module file; paths in the program are seen from here.
  var folder: String = ""

  private enum CodingKeys: CodingKey { case compiler, sources, target, assignments, ir }

  /// Seals what `compilation` loaded; paths become relative to the main file's folder.
  public init(_ compilation: Compilation, ir: String) {
    compiler = Version.current
    target = compilation.settings.target
    assignments = compilation.settings.assignments
    self.ir = ir
    sources = compilation.ownSources.map { SourceEntry(path: $0.path, text: $0.text) }
  }

  /// The settings that the module was compiled with.
  public var settings: Compilation.Settings { .init(target: target, assignments: assignments) }

  var main: SourceText { text(of: sources.first ?? SourceEntry(path: "empty.qgan", text: "")) }

  public func source(_ path: String, includedFrom includer: String) -> SourceText? {
    if let embedded = DiskSources.embedded(path, includedFrom: includer) { return embedded }
    let wanted = DiskSources.resolve(path, includedFrom: includer)
    return sources.lazy.map(text(of:)).first { $0.path == wanted }
  }

  private func text(of entry: SourceEntry) -> SourceText {
    let path = entry.path.hasPrefix("/") || folder.isEmpty ? entry.path : "\(folder)/\(entry.path)"
    return SourceText(path: DiskSources.resolve(path, includedFrom: ""), utf8: Array(entry.text.utf8))
  }

  /// The module as a file's bytes: a line with format version and checksum, then JSON.
  public func encoded() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    let payload = try Array(encoder.encode(self))
    let head = "qgan-module \(CompiledModule.formatVersion) \(SHA256.hexadecimal(of: payload))\n"
    return Array(head.utf8) + payload
  }

  /// Writes the module to the file at `path`, all or nothing; throws `DriverError`.
  public func write(to path: String) throws {
    try OutputFile.write(encoded(), to: path)
  }

  /// The module in the file at `path`; throws `DriverError` if it is not one, is damaged, or is of another version.
  public static func read(_ path: String) throws -> CompiledModule {
    guard let text = DiskSources.read(path) else { throw DriverError(.usage, "cannot read `\(path)`") }
    guard let newline = text.utf8.firstIndex(of: UInt8(ascii: "\n")) else {
      throw DriverError(.data, "`\(path)` is not a compiled module")
    }
    let head = String(decoding: text.utf8[..<newline], as: UTF8.self).split(separator: " ")
    guard head.count == 3, head[0] == "qgan-module", let version = Int(head[1]) else {
      throw DriverError(.data, "`\(path)` is not a compiled module")
    }
    guard version == formatVersion else {
      throw DriverError(
        .data, "`\(path)` is a module of format \(version), and this qganc reads format \(formatVersion)",
        hint: "compile the source again")
    }
    let payload = Array(text.utf8[(newline + 1)...])
    guard SHA256.hexadecimal(of: payload) == String(head[2]) else {
      throw DriverError(
        .data, "`\(path)` is damaged: its checksum does not match", hint: "compile the source again")
    }
    guard var module = try? JSONDecoder().decode(CompiledModule.self, from: Data(payload)),
      !module.sources.isEmpty
    else { throw DriverError(.data, "`\(path)` does not hold a program") }
    module.folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
    return module
  }
}
