/// One token with the trivia around it; a file's tokens cover every byte of it.
public struct Token: Sendable, Hashable {
  public let kind: TokenKind

  /// Whether a line break stands between the token before and this one.
  public let startsLine: Bool

  /// Whether the lexer diagnosed the token in such a way that the parser must not complain again.
  let isMalformed: Bool

  // A file has at most 16 MiB, and there may be as many tokens as bytes: keep them small.
  private let offsets: (fullStart: UInt32, start: UInt32, end: UInt32, fullEnd: UInt32)

  init(
    _ kind: TokenKind, fullStart: Int, start: Int, end: Int, fullEnd: Int, startsLine: Bool,
    isMalformed: Bool = false
  ) {
    self.kind = kind
    self.startsLine = startsLine
    self.isMalformed = isMalformed
    offsets = (
      UInt32(clamping: fullStart), UInt32(clamping: start), UInt32(clamping: end),
      UInt32(clamping: fullEnd)
    )
  }

  /// Offset of the first byte of the trivia before the token.
  public var fullStart: Int { Int(offsets.fullStart) }
  /// Offset of the token's first byte.
  public var start: Int { Int(offsets.start) }
  /// Offset just past the token's last byte.
  public var end: Int { Int(offsets.end) }
  /// Offset just past the trivia after the token.
  public var fullEnd: Int { Int(offsets.fullEnd) }

  public static func == (a: Token, b: Token) -> Bool {
    a.kind == b.kind && a.offsets == b.offsets && a.startsLine == b.startsLine
      && a.isMalformed == b.isMalformed
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(kind)
    hasher.combine(offsets.start)
    hasher.combine(offsets.end)
  }
}
