import Testing

@testable import QganTraining

@Suite struct JSONTests {
  private func parse(_ text: String) throws -> JSONValue { try JSONParser.parse(Array(text.utf8)) }

  @Test(arguments: [
    "null", "true", "[]", "{}", "[1,-2,0]", "{\"b\":1,\"a\":[{\"c\":\"x\"}]}", "\"\\\"\\\\\\n\\u0001é\"",
    "0.1", "1e-07",
    "9007199254740993", "-0.5", "1e+300",
  ])
  func roundTrips(text: String) throws { #expect(try parse(text).text == text) }

  @Test func readsEscapes() throws {
    #expect(try parse(" \"\\u00e9\\ud83d\\ude00\\/\\b\\f\\r\\t\" ") == .string("é😀/\u{8}\u{c}\r\t"))
    #expect(try parse("18446744073709551616") == .real(0x1p64))
    #expect(try parse("1.0").asInteger == 1)
  }

  @Test(arguments: [
    "", " ", "nul", "01", "+1", "1.", ".5", "1e", "-", "[1,]", "[1 2]", "{\"a\"}", "{\"a\":1,}", "{a:1}",
    "{\"a\":1 \"b\":2}",
    "\"", "\"\\x\"", "\"\\u12\"", "\"\\ud800\"", "\"\\udc00\"", "\"\\ud800\\u0041\"", "\"a\nb\"", "1 2", "[",
    "{", "[[", "NaN",
    "1e999", "{\"a\":1,\"a\":2}", "'a'", "tru", "\u{feff}1",
  ])
  func refuses(text: String) { #expect(throws: JSONParser.Failure.self) { try parse(text) } }

  @Test func isBounded() throws {
    let deep = String(repeating: "[", count: 100_000)
    let failure = #expect(throws: JSONParser.Failure.self) { try parse(deep) }
    #expect(failure?.reason.contains("deeply") == true)
    #expect(throws: JSONParser.Failure.self) {
      try JSONParser.parse(Array("[1,2,3]".utf8), valueLimit: 3)
    }
    #expect(throws: JSONParser.Failure.self) { try JSONParser.parse([0x22, 0xFF, 0x22]) }
    #expect(throws: JSONParser.Failure.self) { try JSONParser.parse([0x22, 0xC0, 0x80, 0x22]) }
  }

  @Test func numbersAreShortestAndNonFiniteAreStrings() {
    let values: [JSONValue] = [
      .single(0.1), .real(0.1), .single(1 / 3), .real(.nan), .single(.infinity), .real(-.infinity),
    ]
    #expect(JSONValue.array(values).text == "[0.1,0.1,0.33333334,\"NaN\",\"Infinity\",\"-Infinity\"]")
    #expect(JSONValue.string("Infinity").asReal == .infinity)
  }

  @Test func indents() {
    let value = JSONValue.object([
      "a": .array([.integer(1), .integer(2)]), "b": .object(["c": .null]), "d": .array([]),
    ])
    #expect(value.indentedText == "{\n  \"a\": [1, 2],\n  \"b\": {\n    \"c\": null\n  },\n  \"d\": []\n}\n")
  }

  @Test func damagedTextIsRefusedOrRead() {
    let text = Array("{\"a\":[1,2.5e3,\"x\\u00e9\\n\"],\"b\":{\"c\":true,\"d\":null}}".utf8)
    var random = SplitMix(state: 3)
    for _ in 0..<2000 {
      var copy = text
      for _ in 0..<3 {
        copy[Int.random(in: 0..<copy.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      if let value = try? JSONParser.parse(copy) { #expect((try? parse(value.text)) == value) }
    }
  }
}
