import QganTestSupport

/// Writes tokens with random blanks, line breaks and comments between them.
struct RandomLayout {
  var random: SeededGenerator
  /// Of a hundred gaps, those with a line break, and those with a comment.
  var lineBreaks: Int
  var comments: Int
  private var commentCount = 0

  init(seed: UInt64, lineBreaks: Int, comments: Int) {
    random = SeededGenerator(seed: seed)
    self.lineBreaks = lineBreaks
    self.comments = comments
  }

  mutating func text(of tokens: [String]) -> String {
    var text = gap(isTight: true)
    for (index, token) in tokens.enumerated() {
      let next = index + 1 < tokens.count ? tokens[index + 1] : ";"
      let isTight = Self.punctuation.contains(token) || Self.punctuation.contains(next)
      text += token + gap(isTight: isTight)
    }
    return text
  }

  private static let punctuation: Set = [";", ",", "(", ")", "[", "]", "{", "}"]

  private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

  /// `isTight` where nothing may stand.
  private mutating func gap(isTight: Bool) -> String {
    var text = blanks()
    if chance(lineBreaks) { text += lineBreak() }
    while chance(comments) {
      commentCount += 1
      // Something of either side keeps a slash from becoming part of a comment.
      text += " "
      switch Int.random(in: 0...5, using: &random) {
      case 0: text += "/* \(commentCount) */" + blanks()
      case 1: text += "/* \(commentCount)\n   second line */" + blanks()
      case 2: text += "/// \(commentCount)" + lineBreak()
      case 3: text += lineBreak() + "// \(commentCount)" + lineBreak()
      case 4: text += lineBreak() + "/** \(commentCount) **/" + lineBreak()
      default: text += "// \(commentCount)" + lineBreak()
      }
    }
    return text.isEmpty && !isTight ? " " : text
  }

  private mutating func blanks() -> String {
    chance(60) ? "" : String(repeating: chance(90) ? " " : "\t", count: Int.random(in: 1...4, using: &random))
  }

  private mutating func lineBreak() -> String {
    var text = ""
    repeat { text += chance(5) ? "\r\n" : "\n" } while chance(30)
    return text + blanks()
  }
}
