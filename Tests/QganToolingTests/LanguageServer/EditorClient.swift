import Foundation
import QganIR
import QganLibrary
import QganSema
import QganTooling
import Testing

/// Files in a dictionary, and the layers of the library; no data, no gates of a machine.
final class MemoryHost: LanguageServerHost {
  var files: [String: String]
  init(_ files: [String: String] = [:]) { self.files = files }

  var catalog: Catalog { .library }
  var libraryFiles: [String] { files.keys.filter { $0.hasPrefix("std/") }.map { String($0.dropFirst(4)) } }
  var version: String { "0" }

  func source(_ path: String, includedFrom includer: String) -> SourceText? {
    let resolved = resolve(path, includedFrom: includer)
    return files[resolved].map { SourceText(path: resolved, utf8: Array($0.utf8)) }
  }

  func resolve(_ path: String, includedFrom includer: String) -> String {
    if path.hasPrefix("/") || path.hasPrefix("std/") { return path }
    guard let slash = includer.lastIndex(of: "/") else { return path }
    return String(includer[...slash]) + path
  }

  func location(ofLibraryFile path: String) -> String? { files[path] == nil ? nil : "/library/" + path }

  func programs(below folder: String, limit: Int) -> [String] {
    files.keys.filter { $0.hasPrefix(folder + "/") }.sorted()
  }
}

/// An editor with a server in the same process: speaks the protocol's messages, keeps the text that it believes in.
final class EditorClient {
  let host: MemoryHost
  let server: LanguageServer
  private(set) var texts: [String: String] = [:]
  /// The last findings by address.
  private(set) var findings: [String: [JSON]] = [:]
  private var lastID = 0
  private var version = 0

  init(_ host: MemoryHost = MemoryHost(), isInitialized: Bool = true) throws {
    self.host = host
    server = LanguageServer(host: host)
    guard isInitialized else { return }
    let answer = try request("initialize", ["rootUri": "file:///p"])
    #expect(answer["capabilities"]?["hoverProvider"]?.bool == true)
    notify("initialized", [:])
  }

  func notify(_ method: String, _ parameters: JSON) {
    let answers = server.handle(["jsonrpc": "2.0", "method": .string(method), "params": parameters])
    for answer in answers { take(answer) }
  }

  func take(_ message: JSON) {
    guard message["method"]?.string == "textDocument/publishDiagnostics",
      let uri = message["params"]?["uri"]?.string
    else {
      Issue.record("\(message)")
      return
    }
    findings[uri] = message["params"]?["diagnostics"]?.array ?? []
  }

  /// The answer's result.
  func request(_ method: String, _ parameters: JSON) throws -> JSON {
    let answer = try self.answer(method, parameters)
    return try #require(answer["result"], "\(answer)")
  }

  /// The answer, whether it holds a result or an error.
  func answer(_ method: String, _ parameters: JSON) throws -> JSON {
    lastID += 1
    let answers = server.handle([
      "jsonrpc": "2.0", "id": .int(lastID), "method": .string(method), "params": parameters,
    ])
    try #require(answers.count == 1)
    #expect(answers[0]["id"] == .int(lastID))
    return answers[0]
  }

  // MARK: Documents

  static func uri(_ name: String) -> String { "file:///p/\(name)" }

  func open(_ name: String, _ text: String) {
    texts[name] = text
    version += 1
    notify(
      "textDocument/didOpen",
      [
        "textDocument": [
          "uri": .string(Self.uri(name)), "languageId": "qgan", "version": .int(version),
          "text": .string(text),
        ]
      ])
    check()
  }

  /// Checks what has changed, as the transport does when no message waits.
  func check() { for message in server.flush() { take(message) } }

  func close(_ name: String) {
    texts[name] = nil
    notify("textDocument/didClose", ["textDocument": ["uri": .string(Self.uri(name))]])
    check()
  }

  /// Replaces UTF-16 units of the document.
  func edit(_ name: String, _ range: Range<Int>, _ replacement: String) {
    let text = Array((texts[name] ?? "").utf16)
    let new = Array(text[..<range.lowerBound]) + Array(replacement.utf16) + Array(text[range.upperBound...])
    let change: JSON = [
      "range": [
        "start": Self.position(range.lowerBound, text), "end": Self.position(range.upperBound, text),
      ],
      "text": .string(replacement),
    ]
    texts[name] = String(decoding: new, as: UTF16.self)
    version += 1
    notify(
      "textDocument/didChange",
      [
        "textDocument": ["uri": .string(Self.uri(name)), "version": .int(version)],
        "contentChanges": .array([change]),
      ])
  }

  /// The place of a UTF-16 offset, counted in a way of its own.
  static func position(_ offset: Int, _ text: [UInt16]) -> JSON {
    var line = 0
    var start = 0
    for i in 0..<offset {
      let isEnd = text[i] == 10 || (text[i] == 13 && !(i + 1 < text.count && text[i + 1] == 10))
      if isEnd {
        line += 1
        start = i + 1
      }
    }
    return ["line": .int(line), "character": .int(offset - start)]
  }

  /// The UTF-16 offset of a place.
  static func offset(_ position: JSON?, _ text: [UInt16]) -> Int? {
    guard let position else { return nil }
    return (0...text.count).first { Self.position($0, text) == position }
  }

  /// Parameters that name the place where the `occurrence`-th `needle` begins in a document, `shift` units further.
  func place(_ name: String, _ needle: String, _ occurrence: Int = 1, shift: Int = 0) throws -> JSON {
    let text = try #require(texts[name])
    var start = text.startIndex
    for i in 0..<occurrence {
      let from = i == 0 ? start : text.index(after: start)
      start = try #require(text.range(of: needle, range: from..<text.endIndex), "\(needle) in \(name)")
        .lowerBound
    }
    let offset = text.utf16.distance(from: text.utf16.startIndex, to: start)
    return [
      "textDocument": ["uri": .string(Self.uri(name))],
      "position": Self.position(offset + shift, Array(text.utf16)),
    ]
  }

  /// Parameters that ask for the actions in a line.
  func line(_ line: Int, of name: String) -> JSON {
    [
      "textDocument": ["uri": .string(Self.uri(name))],
      "range": [
        "start": ["line": .int(line), "character": 0], "end": ["line": .int(line), "character": 999],
      ],
      "context": ["diagnostics": []],
    ]
  }

  func document(_ name: String) -> JSON { ["textDocument": ["uri": .string(Self.uri(name))]] }

  // MARK: Answers

  func hover(_ name: String, _ needle: String, _ occurrence: Int = 1) throws -> String {
    let answer = try request("textDocument/hover", try place(name, needle, occurrence))
    return answer["contents"]?["value"]?.string ?? ""
  }

  func labels(_ name: String, after needle: String, _ occurrence: Int = 1) throws -> [String] {
    let place = try place(name, needle, occurrence, shift: needle.utf16.count)
    let items = try request("textDocument/completion", place)["items"]?.array ?? []
    return items.sorted { ($0["sortText"]?.string ?? "") < ($1["sortText"]?.string ?? "") }
      .compactMap { $0["label"]?.string }
  }

  /// The text that a range of the protocol covers.
  func text(_ range: JSON?, in name: String) -> String? {
    let text = Array((texts[name] ?? host.files["/p/\(name)"] ?? "").utf16)
    guard let start = Self.offset(range?["start"], text), let end = Self.offset(range?["end"], text),
      start <= end
    else { return nil }
    return String(decoding: text[start..<end], as: UTF16.self)
  }

  /// Codes of the findings in a document.
  func codes(_ name: String) -> [String] {
    (findings[Self.uri(name)] ?? []).compactMap { $0["code"]?.string }
  }

  /// The texts of documents after the changes of a rename or a fix.
  func applying(_ changes: JSON?) throws -> [String: String] {
    var result = texts
    for (uri, edits) in changes?.object ?? [:] {
      let name = String(uri.dropFirst("file:///p/".count))
      let old = Array((texts[name] ?? host.files["/p/\(name)"] ?? "").utf16)
      var new = old
      let list = try (edits.array ?? []).map { edit in
        (
          try #require(Self.offset(edit["range"]?["start"], old)),
          try #require(Self.offset(edit["range"]?["end"], old)),
          Array(edit["newText"]?.string?.utf16 ?? "".utf16)
        )
      }
      for (start, end, text) in list.sorted(by: { $0.0 > $1.0 }) {
        new.replaceSubrange(start..<end, with: text)
      }
      result[name] = String(decoding: new, as: UTF16.self)
    }
    return result
  }
}
