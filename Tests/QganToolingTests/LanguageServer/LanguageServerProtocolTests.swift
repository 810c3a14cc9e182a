import QganTestSupport
import QganTooling
import Testing

/// The life of a server, and messages that no client should send.
@Suite struct LanguageServerProtocolTests {
  private func code(_ answer: JSON) -> Int? { answer["error"]?["code"]?.int }

  @Test func nothingIsAnsweredBeforeInitialize() throws {
    let client = try EditorClient(isInitialized: false)
    #expect(code(try client.answer("textDocument/hover", [:])) == -32002)
    #expect(code(try client.answer("shutdown", [:])) == -32002)
    client.open("a.qgan", "qgan 1.0")
    #expect(client.findings.isEmpty)
    _ = try client.request("initialize", [:])
    #expect(code(try client.answer("initialize", [:])) == -32600)
  }

  @Test func shutdownComesBeforeExit() throws {
    let client = try EditorClient()
    #expect(try client.request("shutdown", .null) == .null)
    #expect(code(try client.answer("textDocument/hover", [:])) == -32600)
    #expect(client.server.exitCode == nil)
    client.notify("exit", .null)
    #expect(client.server.exitCode == 0)
    let hasty = try EditorClient()
    hasty.notify("exit", .null)
    #expect(hasty.server.exitCode == 1)
  }

  @Test func whatIsNotOfferedIsRefused() throws {
    let client = try EditorClient()
    #expect(code(try client.answer("textDocument/formatting", client.document("a.qgan"))) == -32601)
    #expect(code(try client.answer("no/such", [:])) == -32601)
    client.notify("no/such", [:])
    client.notify("$/setTrace", ["value": "off"])
    let capabilities = try EditorClient(isInitialized: false).request("initialize", [:])["capabilities"]
    #expect(capabilities?["documentFormattingProvider"] == nil)
  }

  @Test func aFormatterIsOfferedWhereThereIsOne() throws {
    let server = LanguageServer(host: MemoryHost()) { $0 == "bad" ? nil : $0.uppercased() }
    func answer(_ method: String, _ parameters: JSON) -> JSON {
      server.handle(["id": 1, "method": .string(method), "params": parameters]).first ?? .null
    }
    #expect(
      answer("initialize", [:])["result"]?["capabilities"]?["documentFormattingProvider"]?.bool == true)
    for (text, result) in [("ab\ncd", "AB\nCD"), ("X", nil)] {
      _ = server.handle([
        "method": "textDocument/didOpen",
        "params": ["textDocument": ["uri": "file:///f", "text": .string(text), "version": 1]],
      ])
      let edits = answer("textDocument/formatting", ["textDocument": ["uri": "file:///f"]])["result"]?.array
      #expect(edits?.first?["newText"]?.string == result)
      #expect(edits?.count == (result == nil ? 0 : 1))
    }
  }

  @Test(arguments: [
    ("", -32700), ("{", -32700), ("nonsense", -32700), ("[]", -32600), ("3", -32600), ("{}", -32600),
    (#"{"id": 1}"#, -32600), (#"{"method": 7, "id": 1}"#, -32600),
    (#"{"method": "shutdown", "id": null}"#, -32600),
    (#"{"method": "shutdown", "id": {"a": 1}}"#, -32600),
    (#"{"method": "textDocument/hover", "id": 1}"#, -32602),
    (#"{"method": "textDocument/hover", "id": "x", "params": []}"#, -32602),
    (
      #"{"method": "textDocument/hover", "id": 1, "params": {"textDocument": {"uri": "file:///none"}}}"#,
      -32602
    ),
    ("{\"method\": \"\\ud800\", \"id\": 1}", -32700),
  ])
  func wrongMessagesAreErrors(message: String, expected: Int) throws {
    let client = try EditorClient()
    let answers = client.server.handle(.message(Array(message.utf8)))
    #expect(answers.count == 1)
    #expect(answers.first.flatMap(code) == expected)
  }

  @Test func answersAndUnknownNotificationsAreIgnored() throws {
    let client = try EditorClient()
    #expect(client.server.handle(["id": 3, "result": .null]).isEmpty)
    #expect(client.server.handle(["method": "textDocument/didChange"]).isEmpty)
    #expect(
      client.server.handle(["method": "textDocument/didChange", "params": ["textDocument": 3]]).isEmpty)
    #expect(client.server.handle(["method": "textDocument/didClose", "params": "x"]).isEmpty)
  }

  /// Positions anywhere, also outside of the text, and half of a pair of surrogates.
  @Test func positionsOutsideAreClamped() throws {
    let client = try EditorClient()
    client.open("a.qgan", "qgan 1.0; // \u{1F600}\nconst int n = 3;")
    for method in ["hover", "completion", "definition", "references", "documentHighlight"] {
      for (line, character) in [
        (-1, 0), (0, -5), (0, 14), (0, 1_000_000), (5, 0), (Int.max, Int.max), (1, 11),
      ] {
        let answer = try client.answer(
          "textDocument/\(method)",
          [
            "textDocument": ["uri": "file:///p/a.qgan"],
            "position": ["line": .int(line), "character": .int(character)],
          ])
        #expect(answer["result"] != nil, "\(method) \(line) \(character): \(answer)")
      }
    }
  }

  /// A session with its messages damaged in every way: the server answers or keeps silent, and goes on.
  @Test func damagedSessionsEndInAnswers() throws {
    var random = SeededGenerator(seed: 0x15B)
    let text = "qgan 1.0;\nmodel M(input float[4] x) -> float[2] { return x |> dense(2) |> relu; }\n"
    let document: JSON = ["uri": "file:///p/a.qgan", "version": 1, "text": .string(text)]
    let place: JSON = ["textDocument": document, "position": ["line": 1, "character": 55]]
    var session: [JSON] = [
      ["method": "textDocument/didOpen", "params": ["textDocument": document]],
      [
        "method": "textDocument/didChange",
        "params": [
          "textDocument": document,
          "contentChanges": [
            [
              "range": ["start": ["line": 1, "character": 3], "end": ["line": 1, "character": 9]],
              "text": "el N",
            ]
          ],
        ],
      ],
    ]
    for (i, method) in [
      "hover", "completion", "definition", "references", "rename", "prepareRename", "documentSymbol",
      "semanticTokens/full", "inlayHint", "codeAction",
    ].enumerated() {
      session.append(["id": .int(i), "method": .string("textDocument/" + method), "params": place])
    }
    var answered = 0
    var refused = 0
    for _ in 0..<60 {
      let client = try EditorClient()
      for message in session {
        var bytes = message.encoded
        for _ in 0..<Int.random(in: 0...2, using: &random) where !bytes.isEmpty {
          let i = Int.random(in: 0..<bytes.count, using: &random)
          switch Int.random(in: 0..<4, using: &random) {
          case 0: bytes[i] ^= 1 << UInt8.random(in: 0..<8, using: &random)
          case 1: bytes.remove(at: i)
          case 2: bytes.insert(bytes[i], at: i)
          default: bytes.removeLast(bytes.count - i)
          }
        }
        for answer in client.server.handle(.message(bytes)) {
          if answer["error"] == nil { answered += 1 } else { refused += 1 }
        }
        _ = client.server.flush()
      }
      // Whatever came, it still works.
      client.open("b.qgan", text)
      #expect(client.codes("b.qgan").isEmpty)
      #expect(try client.hover("b.qgan", "dense").contains("float[4] -> float[2]"))
    }
    #expect(answered > 100 && refused > 100, "\(answered), \(refused)")
  }
}
