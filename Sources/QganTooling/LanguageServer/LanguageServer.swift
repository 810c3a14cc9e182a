import QganSyntax

/// A language server for .qgan: takes the messages of the Language Server Protocol and gives messages back.
///
/// It reads no stream and prints nothing; files come from its host. Checking waits until `flush`, which is called when no
/// message is waiting, so that a burst of edits is checked once.
public final class LanguageServer {
  /// What the process does after `exit`.
  public private(set) var exitCode: Int32?
  let host: any LanguageServerHost
  /// Formats the text of a document; `nil` where it cannot. Formatting is offered only with one.
  let formatter: ((_ text: String) -> String?)?
  var documents: [String: Document] = [:]
  /// Folders of the editor's workspace.
  var folders: [String] = []
  private var phase = Phase.fresh
  /// What was last sent, by address.
  private var published: [String: [JSON]] = [:]

  private enum Phase { case fresh, running, shutDown }

  /// Whether requests are answered.
  var isRunning: Bool { phase == .running }

  /// An open document.
  struct Document {
    /// The address that the client names it by.
    var uri: String
    var path: String
    var version: Int?
    var text: TextLines
    /// `nil` after a change, until it is asked for.
    var checked: CheckedProgram?
    /// Findings of its check by the address of the file that they lie in; kept until the next check.
    var findings: [String: [JSON]] = [:]
    /// Whether `findings` are older than the text.
    var isStale = true
    /// Counts the changes of the text and of what it includes.
    var revision = 0
    /// The revision that was last given to the linter.
    var lintRevision: Int?
    /// What the linter found last, moved along with the edits since.
    var lint: [Diagnostic] = []
  }

  /// A failure that the protocol reports.
  struct ResponseError: Error {
    var code: Int
    var message: String

    static func invalid(_ message: String) -> ResponseError { .init(code: -32602, message: message) }
    /// The request is right and cannot be done, such as a rename to a keyword.
    static func failed(_ message: String) -> ResponseError { .init(code: -32803, message: message) }
  }

  public init(host: any LanguageServerHost, formatter: ((_ text: String) -> String?)? = nil) {
    self.host = host
    self.formatter = formatter
  }

  // MARK: Messages

  /// Answers one frame of the stream.
  public func handle(_ frame: MessageFraming.Frame) -> [JSON] {
    switch frame {
    case .damaged(let why): return [Self.failure(id: .null, -32700, why)]
    case .message(let utf8):
      guard let message = JSON(utf8: utf8) else {
        return [Self.failure(id: .null, -32700, "the message is not JSON")]
      }
      return handle(message)
    }
  }

  /// Answers one message.
  public func handle(_ message: JSON) -> [JSON] {
    guard message.object != nil else { return [Self.failure(id: .null, -32600, "a message is an object")] }
    guard let method = message["method"]?.string else {
      // An answer to something that was never asked, or nothing at all.
      if message["result"] != nil || message["error"] != nil { return [] }
      return [Self.failure(id: Self.id(message), -32600, "a message has a method")]
    }
    let parameters = message["params"] ?? .null
    guard message["id"] != nil else { return notified(method, parameters) }
    let id = Self.id(message)
    guard id != .null else { return [Self.failure(id: .null, -32600, "an id is a number or a string")] }
    do {
      return [["jsonrpc": "2.0", "id": id, "result": try answer(method, parameters)]]
    } catch let error as ResponseError {
      return [Self.failure(id: id, error.code, error.message)]
    } catch {
      return [Self.failure(id: id, -32603, "\(error)")]
    }
  }

  private static func id(_ message: JSON) -> JSON {
    switch message["id"] {
    case .int(let v)?: .int(v)
    case .string(let v)?: .string(v)
    default: .null
    }
  }

  private static func failure(id: JSON, _ code: Int, _ text: String) -> JSON {
    ["jsonrpc": "2.0", "id": id, "error": ["code": .int(code), "message": .string(text)]]
  }

  // MARK: Requests

  private func answer(_ method: String, _ parameters: JSON) throws -> JSON {
    if method == "initialize" {
      guard phase == .fresh else { throw ResponseError(code: -32600, message: "initialized before") }
      phase = .running
      return initialized(parameters)
    }
    guard phase != .fresh else { throw ResponseError(code: -32002, message: "not initialized") }
    guard phase == .running else { throw ResponseError(code: -32600, message: "shut down before") }
    switch method {
    case "shutdown":
      phase = .shutDown
      return .null
    case "textDocument/hover": return hover(try place(parameters))
    case "textDocument/completion": return completion(try place(parameters))
    case "textDocument/definition": return definition(try place(parameters))
    case "textDocument/references": return references(try place(parameters), parameters)
    case "textDocument/documentHighlight": return highlights(try place(parameters))
    case "textDocument/prepareRename": return try prepareRename(try place(parameters))
    case "textDocument/rename": return try rename(try place(parameters), parameters)
    case "textDocument/documentSymbol": return documentSymbols(try document(parameters))
    case "textDocument/semanticTokens/full": return semanticTokens(try document(parameters))
    case "textDocument/inlayHint": return inlayHints(try document(parameters), parameters)
    case "textDocument/codeAction": return codeActions(try document(parameters), parameters)
    case "textDocument/formatting" where formatter != nil: return try formatted(try document(parameters))
    default: throw ResponseError(code: -32601, message: "no method `\(method)`")
    }
  }

  private func initialized(_ parameters: JSON) -> JSON {
    if let listed = parameters["workspaceFolders"]?.array {
      folders = listed.compactMap { $0["uri"]?.string }.map(FileURI.path)
    } else if let root = parameters["rootUri"]?.string {
      folders = [FileURI.path(of: root)]
    }
    var capabilities: [String: JSON] = [
      "positionEncoding": "utf-16",
      "textDocumentSync": ["openClose": true, "change": 2, "save": false],
      "hoverProvider": true,
      "completionProvider": ["triggerCharacters": [".", ">", ":", "@", "(", ",", "~", "\"", "/"]],
      "definitionProvider": true,
      "referencesProvider": true,
      "documentHighlightProvider": true,
      "renameProvider": ["prepareProvider": true],
      "documentSymbolProvider": true,
      "inlayHintProvider": true,
      "codeActionProvider": ["codeActionKinds": ["quickfix", "source.fixAll"]],
      "semanticTokensProvider": [
        "legend": [
          "tokenTypes": .array(SemanticTokens.types.map { .string($0) }),
          "tokenModifiers": .array(SemanticTokens.modifiers.map { .string($0) }),
        ],
        "full": true,
      ],
    ]
    if formatter != nil { capabilities["documentFormattingProvider"] = true }
    return [
      "capabilities": .object(capabilities),
      "serverInfo": ["name": "qganc", "version": .string(host.version)],
    ]
  }

  private func formatted(_ document: Document) throws -> JSON {
    let text = String(decoding: document.text.utf8, as: UTF8.self)
    guard let formatter, let result = formatter(text) else {
      throw ResponseError.failed("a file with errors of syntax is not formatted")
    }
    if result == text { return [] }
    return [["range": document.text.json(0, document.text.utf8.count), "newText": .string(result)]]
  }

  // MARK: Documents

  private func notified(_ method: String, _ parameters: JSON) -> [JSON] {
    if method == "exit" {
      exitCode = phase == .shutDown ? 0 : 1
      return []
    }
    guard phase == .running else { return [] }
    let uri = parameters["textDocument"]?["uri"]?.string
    switch method {
    case "textDocument/didOpen":
      guard let uri, let text = parameters["textDocument"]?["text"]?.string else { return [] }
      let path = FileURI.path(of: uri)
      documents[uri] = Document(
        uri: uri, path: path, version: parameters["textDocument"]?["version"]?.int,
        text: TextLines(Array(text.utf8)))
      changed(path)
    case "textDocument/didChange":
      guard let uri, var document = documents[uri] else { return [] }
      for change in parameters["contentChanges"]?.array ?? [] {
        guard let text = change["text"]?.string else { continue }
        var utf8 = document.text.utf8
        if let range = document.text.offsets(change["range"]) {
          utf8.replaceSubrange(range, with: text.utf8)
          document.lint = document.lint.compactMap { $0.moved(past: range, length: text.utf8.count) }
        } else if change["range"] == nil || change["range"] == .null {
          utf8 = Array(text.utf8)
          document.lint = []
        } else {
          continue
        }
        document.text = TextLines(utf8)
      }
      document.version = parameters["textDocument"]?["version"]?.int ?? document.version
      documents[uri] = document
      changed(document.path)
    case "textDocument/didClose":
      guard let uri, let document = documents.removeValue(forKey: uri) else { return [] }
      changed(document.path)
      return publish(also: [uri])
    case "workspace/didChangeWatchedFiles":
      for change in parameters["changes"]?.array ?? [] {
        guard let uri = change["uri"]?.string else { continue }
        changed(FileURI.path(of: uri))
        if uri.hasSuffix("/" + ProjectFile.name) { lintAnew() }
      }
    case "workspace/didChangeWorkspaceFolders":
      let removed = (parameters["event"]?["removed"]?.array ?? []).compactMap { $0["uri"]?.string }
      let added = (parameters["event"]?["added"]?.array ?? []).compactMap { $0["uri"]?.string }
      folders.removeAll { removed.map(FileURI.path).contains($0) }
      folders += added.map(FileURI.path)
    default: break
    }
    return []
  }

  /// Forgets what was found out about the file at `path` and about all that include it.
  private func changed(_ path: String) {
    for (uri, document) in documents {
      guard document.path == path || document.checked?.depends(on: path, host: host) != false else {
        continue
      }
      documents[uri]?.checked = nil
      documents[uri]?.isStale = true
      documents[uri]?.revision += 1
    }
  }

  /// The open document that the parameters name.
  func document(_ parameters: JSON) throws -> Document {
    guard let uri = parameters["textDocument"]?["uri"]?.string else {
      throw ResponseError.invalid("`textDocument.uri` is missing")
    }
    guard let document = documents[uri] else { throw ResponseError.invalid("`\(uri)` is not open") }
    return document
  }

  /// A place in a checked document.
  struct Place {
    var document: Document
    var checked: CheckedProgram
    var offset: Int
  }

  private func place(_ parameters: JSON) throws -> Place {
    let document = try document(parameters)
    guard let position = TextLines.Position(parameters["position"]) else {
      throw ResponseError.invalid("`position` is missing")
    }
    return Place(
      document: document, checked: checked(document.uri), offset: document.text.offset(of: position))
  }

  /// The check of an open document, made if its text or an included one has changed since.
  func checked(_ uri: String) -> CheckedProgram {
    if let known = documents[uri]?.checked { return known }
    let document = documents[uri]
    let made = CheckedProgram(
      path: document?.path ?? uri, utf8: document?.text.utf8 ?? [], buffers: buffers(), host: host)
    documents[uri]?.checked = made
    return made
  }

  /// The texts of open documents by path.
  func buffers() -> [String: [UInt8]] {
    Dictionary(documents.values.map { ($0.path, $0.text.utf8) }) { first, _ in first }
  }

  /// What is wrong with an open document, and what the linter found in it; with `range` at least all that touches it.
  func diagnostics(_ uri: String, about range: SourceRange? = nil) -> [Diagnostic] {
    let checked = checked(uri)
    return (range.map(checked.diagnostics(about:)) ?? checked.diagnostics) + (documents[uri]?.lint ?? [])
  }

  /// The address of a file: the client's own where it is open. `nil` for a library file that cannot be shown.
  func uri(ofPath path: String) -> String? {
    if let open = documents.values.first(where: { $0.path == path }) { return open.uri }
    if path.hasPrefix("std/") { return host.location(ofLibraryFile: path).map(FileURI.uri) }
    return FileURI.uri(of: path)
  }

  // MARK: Diagnostics

  /// Whether `flush` has something to check.
  public var needsCheck: Bool { isRunning && documents.values.contains(where: \.isStale) }

  /// Checks what has changed and gives the findings to publish.
  public func flush() -> [JSON] {
    guard phase == .running else { return [] }
    var touched: Set<String> = []
    for uri in documents.keys.sorted() where documents[uri]?.isStale == true {
      let findings = Findings(
        diagnostics(uri), checked(uri), uri: { self.uri(ofPath: $0) }, main: uri
      ).byAddress
      touched.formUnion((documents[uri]?.findings ?? [:]).keys)
      touched.formUnion(findings.keys)
      touched.insert(uri)
      documents[uri]?.findings = findings
      documents[uri]?.isStale = false
    }
    return publish(also: touched)
  }

  /// Sends the findings about files whose findings have changed: those of every open document that leads there.
  private func publish(also touched: Set<String>) -> [JSON] {
    var messages: [JSON] = []
    for address in touched.union(published.keys).sorted() {
      var all: [JSON] = []
      var known: Set<JSON> = []
      for document in documents.values.sorted(by: { $0.uri < $1.uri }) {
        // What the document's own check says comes first, and once.
        for finding in document.findings[address] ?? [] where known.insert(finding).inserted {
          all.append(finding)
        }
      }
      let isOpen = documents[address] != nil
      guard published[address] != all || (isOpen && touched.contains(address)) else { continue }
      published[address] = all.isEmpty && !isOpen ? nil : all
      var parameters: [String: JSON] = ["uri": .string(address), "diagnostics": .array(all)]
      if let version = documents[address]?.version { parameters["version"] = .int(version) }
      messages.append([
        "jsonrpc": "2.0", "method": "textDocument/publishDiagnostics", "params": .object(parameters),
      ])
    }
    return messages
  }
}
