import Testing

@testable import QganTraining

@Suite struct DigestTests {
  /// FIPS 180-4's examples, and lengths around a block's end against the digest taken in one piece.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
      "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
    ),
  ])
  func sha256OfKnownTexts(text: String, digest: String) {
    #expect(SHA256.hexadecimal(of: Array(text.utf8)) == digest)
  }

  @Test func sha256InPieces() {
    // Python: hashlib.sha256(bytes(i % 251 for i in range(1000)))
    let bytes = (0..<1000).map { UInt8($0 % 251) }
    let whole = SHA256.hexadecimal(of: bytes)
    for size in [1, 3, 55, 56, 63, 64, 65, 127, 128, 999] {
      var hash = SHA256()
      for start in stride(from: 0, to: 1000, by: size) {
        hash.update(Array(bytes[start..<min(start + size, 1000)]))
      }
      #expect(hash.hexadecimal() == whole)
    }
    for length in 50..<70 {
      var padded = SHA256()
      padded.update(Array(bytes[..<length]))
      #expect(padded.hexadecimal() != SHA256.hexadecimal(of: Array(bytes[..<(length + 1)])))
    }
  }

  /// RFC 3720, B.4.
  @Test func crc32cOfKnownBytes() {
    #expect(CRC32C.checksum([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
    #expect(CRC32C.checksum([UInt8](repeating: 0xFF, count: 32)) == 0x62A8_AB43)
    #expect(CRC32C.checksum(Array(0..<32)) == 0x46DD_794E)
    #expect(CRC32C.checksum(Array("123456789".utf8)) == 0xE306_9283)
  }
}
