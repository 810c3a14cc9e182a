/// Cuts a file into tokens.
struct Lexer {
  /// The longest file that is read, in bytes.
  static let sizeLimit = 16 << 20

  let file: SourceFile
  let bytes: [UInt8]
  var offset = 0
  var diagnostics = DiagnosticList()
  private let sizeLimit: Int
  private var tokens: [Token] = []
  private var startsLine = true

  init(_ file: SourceFile, sizeLimit: Int = Lexer.sizeLimit) {
    self.file = file
    self.sizeLimit = sizeLimit
    bytes = file.utf8
  }

  mutating func run() -> LexedFile {
    guard bytes.count <= sizeLimit else {
      report(.fileTooLarge(range(0, 0), size: bytes.count, limit: sizeLimit))
      let end = Token(
        .endOfFile, fullStart: 0, start: bytes.count, end: bytes.count, fullEnd: bytes.count,
        startsLine: true)
      return LexedFile(file: file, tokens: [end], diagnostics: diagnostics.all)
    }
    findInvalidText()
    while true {
      let fullStart = offset
      skipTrivia(toEndOfLine: false)
      let start = offset
      guard start < bytes.count else {
        append(.endOfFile, fullStart: fullStart, start: start, isMalformed: false)
        break
      }
      let (kind, isMalformed) = scanToken()
      append(kind, fullStart: fullStart, start: start, isMalformed: isMalformed)
    }
    return LexedFile(file: file, tokens: tokens, diagnostics: diagnostics.all)
  }

  private mutating func append(_ kind: TokenKind, fullStart: Int, start: Int, isMalformed: Bool) {
    let end = offset
    let startsLine = startsLine
    self.startsLine = false
    skipTrivia(toEndOfLine: true)
    tokens.append(
      Token(
        kind, fullStart: fullStart, start: start, end: end, fullEnd: offset, startsLine: startsLine,
        isMalformed: isMalformed))
  }

  // MARK: - Access

  /// The byte `distance` after the current one; 0 past the end.
  func peek(_ distance: Int = 0) -> UInt8 {
    offset + distance < bytes.count ? bytes[offset + distance] : 0
  }

  func range(_ start: Int, _ end: Int) -> SourceRange {
    SourceRange(file: file.id, start: start, end: end)
  }

  mutating func report(_ diagnostic: Diagnostic) { diagnostics.add(diagnostic) }

  // MARK: - Trivia

  private mutating func skipTrivia(toEndOfLine: Bool) {
    while let piece = TriviaPiece(at: offset, in: bytes) {
      if toEndOfLine {
        if piece.kind == .newline { return }
        // A comment that goes on on the next line belongs to what stands there.
        if piece.kind == .blockComment, bytes[piece.start..<piece.end].contains(UInt8(ascii: "\n")) {
          return
        }
      }
      switch piece.kind {
      case .newline:
        startsLine = true
      case .blockComment:
        let text = bytes[piece.start..<piece.end]
        if text.contains(UInt8(ascii: "\n")) { startsLine = true }
        if piece.end - piece.start < 4 || !text.suffix(2).elementsEqual("*/".utf8) {
          report(.unterminatedComment(range(piece.start, piece.start + 2)))
        }
      case .unusualSpace:
        if let (scalar, _) = decodeScalar(at: piece.start, in: bytes) {
          report(.unusualSpace(range(piece.start, piece.end), scalar))
        }
      case .space, .lineComment, .docComment, .byteOrderMark:
        break
      }
      offset = piece.end
    }
  }

  /// Text in another encoding is one mistake, however many bytes it concerns.
  private mutating func findInvalidText() {
    var i = 0
    while i < bytes.count {
      if bytes[i] < 0x80 {
        i += 1
      } else if let (_, length) = decodeScalar(at: i, in: bytes) {
        i += length
      } else {
        return report(.notUTF8(range(i, i + 1), byte: bytes[i]))
      }
    }
  }

  // MARK: - Tokens

  private mutating func scanToken() -> (TokenKind, isMalformed: Bool) {
    switch peek() {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "_"):
      return (scanName(), false)
    case UInt8(ascii: "0")...UInt8(ascii: "9"):
      return (scanNumber(), false)
    case UInt8(ascii: "\""), UInt8(ascii: "'"):
      return (.stringLiteral, !scanString())
    case UInt8(ascii: "."):
      if isDigit(peek(1)), !continuesOperand { return (scanNumber(), false) }
    default:
      break
    }
    for length in [2, 1] where offset + length <= bytes.count {
      if let kind = Self.symbols[Array(bytes[offset..<offset + length])] {
        offset += length
        // `...` is one mistake.
        if kind == .dotDot, peek() == UInt8(ascii: ".") { offset += 1 }
        return (kind, false)
      }
    }
    guard let (scalar, length) = decodeScalar(at: offset, in: bytes) else {
      return (scanUnknown(), true)
    }
    if Lookalikes.isQuote(scalar) { return (.stringLiteral, !scanString()) }
    if let kind = Lookalikes.symbol(for: scalar) {
      report(.lookalike(range(offset, offset + length), scalar, meant: kind.rawValue))
      offset += length
      return (kind, false)
    }
    if isForeignLetter(scalar) { return (scanName(), false) }
    return (scanUnknown(), true)
  }

  /// Whether what stands directly before is something that a dot can select from.
  private var continuesOperand: Bool {
    guard offset > 0 else { return false }
    let previous = bytes[offset - 1]
    return isNameByte(previous) || previous == UInt8(ascii: ")") || previous == UInt8(ascii: "]")
  }

  private mutating func scanName() -> TokenKind {
    let start = offset
    var isForeign = false
    while offset < bytes.count {
      if isNameByte(peek()) {
        offset += 1
      } else if peek() >= 0x80, let (scalar, length) = decodeScalar(at: offset, in: bytes),
        isForeignLetter(scalar), !Lookalikes.isQuote(scalar)
      {
        isForeign = true
        offset += length
      } else {
        break
      }
    }
    let text = String(decoding: bytes[start..<offset], as: UTF8.self)
    if isForeign {
      report(.foreignName(range(start, offset), text))
      return .name
    }
    return TokenKind.keywords[text] ?? .name
  }

  /// Consumes characters that start nothing.
  private mutating func scanUnknown() -> TokenKind {
    let start = offset
    guard let (scalar, length) = decodeScalar(at: offset, in: bytes) else {
      // Bytes that are not UTF-8 were reported for the whole file.
      while offset < bytes.count, decodeScalar(at: offset, in: bytes) == nil { offset += 1 }
      return .unknown
    }
    offset += length
    while let (next, length) = decodeScalar(at: offset, in: bytes), next == scalar { offset += length }
    report(.unknownCharacter(range(start, offset), scalar))
    return .unknown
  }

  func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

  func isNameByte(_ byte: UInt8) -> Bool {
    isDigit(byte) || byte == UInt8(ascii: "_")
      || (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z"))
  }

  private func isForeignLetter(_ scalar: Unicode.Scalar) -> Bool {
    !scalar.isASCII && scalar.properties.isXIDContinue && Lookalikes.symbol(for: scalar) == nil
  }

  private static let symbols: [[UInt8]: TokenKind] = Dictionary(
    uniqueKeysWithValues: TokenKind.allCases
      .filter { kind in !kind.isKeyword && kind.rawValue.utf8.count <= 2 }
      .map { (Array($0.rawValue.utf8), $0) })
}
