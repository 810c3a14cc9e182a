extension Lexer {
  /// Scans a number, also one that is malformed, and says what is wrong with it.
  mutating func scanNumber() -> TokenKind {
    let start = offset
    var isFloat = false
    var isMalformed = false
    skipDigits()
    if peek() == UInt8(ascii: "."), peek(1) != UInt8(ascii: ".") {
      isFloat = true
      isMalformed = offset == start || !isDigit(peek(1))
      offset += 1
      skipDigits()
    }
    if peek() | 0x20 == UInt8(ascii: "e") {
      let sign = peek(1) == UInt8(ascii: "+") || peek(1) == UInt8(ascii: "-") ? 1 : 0
      if isDigit(peek(1 + sign)) {
        isFloat = true
        offset += 1 + sign
        skipDigits()
      } else if sign == 1 {
        isMalformed = true
        offset += 2
      }
    }
    while isNameByte(peek()) || (peek() == UInt8(ascii: ".") && isDigit(peek(1))) {
      isMalformed = true
      offset += 1
    }
    let place = range(start, offset)
    let text = String(decoding: bytes[start..<offset], as: UTF8.self)
    if isMalformed {
      report(.malformedNumber(place, text))
    } else if isFloat {
      if Double(text)?.isFinite != true { report(.numberOutOfRange(place, text, isInteger: false)) }
    } else if Int(text) == nil {
      report(.numberOutOfRange(place, text, isInteger: true))
    }
    return isFloat ? .floatLiteral : .integerLiteral
  }

  private mutating func skipDigits() {
    while isDigit(peek()) { offset += 1 }
  }

  /// Scans a string in whatever quotes; returns whether it ended.
  mutating func scanString() -> Bool {
    let start = offset
    let usesDouble = peek() == UInt8(ascii: "\"")
    let usesSingle = peek() == UInt8(ascii: "'")
    offset += decodeScalar(at: offset, in: bytes)?.length ?? 1
    let contentStart = offset
    while offset < bytes.count, peek() != UInt8(ascii: "\n") {
      let byte = peek()
      if byte == UInt8(ascii: "\\") {
        guard let (scalar, length) = decodeScalar(at: offset + 1, in: bytes), scalar != "\n" else {
          offset += 1
          continue
        }
        if !["\"", "\\", "n", "t"].contains(scalar), !(usesSingle && scalar == "'") {
          report(.badEscape(range(offset, offset + 1 + length), scalar))
        }
        offset += 1 + length
      } else if byte == UInt8(ascii: "\""), !usesSingle {
        offset += 1
        if !usesDouble { reportQuotes(from: start, contentStart: contentStart, contentEnd: offset - 1) }
        return true
      } else if byte == UInt8(ascii: "'"), usesSingle {
        offset += 1
        reportQuotes(from: start, contentStart: contentStart, contentEnd: offset - 1)
        return true
      } else if !usesDouble, !usesSingle, let (scalar, length) = decodeScalar(at: offset, in: bytes),
        Lookalikes.isQuote(scalar)
      {
        offset += length
        reportQuotes(from: start, contentStart: contentStart, contentEnd: offset - length)
        return true
      } else {
        offset += 1
      }
    }
    // What closes the statement was hardly meant to belong to the string.
    while offset > contentStart, "; \t\r)],}".utf8.contains(bytes[offset - 1]) { offset -= 1 }
    report(.unterminatedString(range(start, offset)))
    return false
  }

  private mutating func reportQuotes(from start: Int, contentStart: Int, contentEnd: Int) {
    let edits = [
      Diagnostic.Edit(range: range(start, contentStart), replacement: "\""),
      Diagnostic.Edit(range: range(contentEnd, offset), replacement: "\""),
    ]
    let quote = decodeScalar(at: start, in: bytes)?.scalar ?? "'"
    report(.wrongQuotes(range(start, offset), quote, edits: edits))
  }
}

/// The value of a string literal's source text, quotes included; unknown escapes stand for themselves.
func stringValue(ofLiteral text: String) -> String {
  var result = ""
  var isEscaped = false
  let scalars = text.unicodeScalars
  guard let quote = scalars.first else { return "" }
  for scalar in scalars.dropFirst() {
    if isEscaped {
      result.unicodeScalars.append(scalar == "n" ? "\n" : scalar == "t" ? "\t" : scalar)
      isEscaped = false
    } else if scalar == "\\" {
      isEscaped = true
    } else if scalar == quote || (quote != "'" && scalar == "\"")
      || (Lookalikes.isQuote(quote) && Lookalikes.isQuote(scalar))
    {
      break
    } else {
      result.unicodeScalars.append(scalar)
    }
  }
  return result
}
