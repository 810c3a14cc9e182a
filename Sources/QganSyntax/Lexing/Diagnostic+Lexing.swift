extension Diagnostic {
  /// How a character is named in a message.
  static func describe(_ scalar: Unicode.Scalar) -> String {
    let hex = String(scalar.value, radix: 16, uppercase: true)
    let code = "U+" + String(repeating: "0", count: max(0, 4 - hex.count)) + hex
    switch scalar.properties.generalCategory {
    case .control, .format, .unassigned, .privateUse, .surrogate, .lineSeparator, .paragraphSeparator,
      .spaceSeparator, .nonspacingMark, .enclosingMark, .spacingMark:
      return code
    default:
      return scalar.isASCII ? "`\(scalar)`" : "`\(scalar)` (\(code))"
    }
  }

  static func unknownCharacter(_ range: SourceRange, _ scalar: Unicode.Scalar) -> Diagnostic {
    let what = scalar.properties.generalCategory == .control ? "control character" : "character"
    var d = Diagnostic("QG001", "unexpected \(what) \(describe(scalar))", at: range)
    if scalar == "#" {
      d.notes.append(Note("a comment starts with `//`"))
      d.fixes.append(Fix("start the comment with `//`", edits: [Edit(range: range, replacement: "//")]))
    }
    return d
  }

  static func foreignName(_ range: SourceRange, _ name: String) -> Diagnostic {
    var d = Diagnostic(
      "QG002", "`\(name)` is not a name: names are made of ASCII letters, digits and `_`", at: range)
    if let ascii = Lookalikes.spelledOut(name) {
      d.fixes.append(Fix("write `\(ascii)`", edits: [Edit(range: range, replacement: ascii)]))
    }
    return d
  }

  static func lookalike(_ range: SourceRange, _ scalar: Unicode.Scalar, meant: String) -> Diagnostic {
    Diagnostic(
      "QG003", "\(describe(scalar)) only looks like `\(meant)`", at: range,
      fixes: [Fix("write `\(meant)`", edits: [Edit(range: range, replacement: meant)])])
  }

  static func unusualSpace(_ range: SourceRange, _ scalar: Unicode.Scalar) -> Diagnostic {
    Diagnostic(
      "QG003", "\(describe(scalar)) only looks like a blank", at: range,
      fixes: [Fix("write a blank", edits: [Edit(range: range, replacement: " ")])])
  }

  static func wrongQuotes(_ range: SourceRange, _ quote: Unicode.Scalar, edits: [Edit]) -> Diagnostic {
    Diagnostic(
      "QG003", "strings stand in straight double quotes, not in \(describe(quote))", at: range,
      fixes: [Fix("write `\"`", edits: edits)])
  }

  static func unterminatedString(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      "QG004", "the string does not end on its line", at: range,
      fixes: [
        Fix("close the string", edits: [Edit(range: range.endPoint, replacement: "\"")], isSafe: false)
      ])
  }

  static func badEscape(_ range: SourceRange, _ scalar: Unicode.Scalar) -> Diagnostic {
    var d = Diagnostic(
      "QG005", "strings have the escapes `\\\"`, `\\\\`, `\\n` and `\\t`, and no other", at: range)
    let backslash = SourceRange(file: range.file, start: range.start, end: range.start + 1)
    d.fixes.append(
      Fix("write `\\\\` for a backslash", edits: [Edit(range: backslash, replacement: "\\\\")]))
    return d
  }

  static func unterminatedComment(_ range: SourceRange) -> Diagnostic {
    Diagnostic("QG006", "the comment that starts here is not closed by `*/`", at: range)
  }

  static func malformedNumber(_ range: SourceRange, _ text: String) -> Diagnostic {
    var d = Diagnostic("QG007", "`\(text)` is not a number", at: range)
    func fix(_ replacement: String, isSafe: Bool = true) {
      d.fixes.append(
        Fix(
          "write `\(replacement)`", edits: [Edit(range: range, replacement: replacement)],
          isSafe: isSafe))
    }
    let bare = text.filter { $0 != "_" }
    let tail = text.drop { $0.isNumber || $0 == "." }
    let head = text.prefix(text.count - tail.count)
    let radixes: [String: Int] = ["0x": 16, "0b": 2, "0o": 8]
    if text.hasSuffix("."), text.dropLast().allSatisfy(\.isNumber) {
      d.message = "a number needs digits after its point"
      fix(text + "0")
    } else if text.hasPrefix("."), text.dropFirst().allSatisfy(\.isNumber) {
      d.message = "a number needs digits before its point"
      fix("0" + text)
    } else if let radix = radixes[text.prefix(2).lowercased()] {
      d.message = "numbers are written in decimal"
      if let value = Int(bare.dropFirst(2), radix: radix) { fix(String(value)) }
    } else if bare != text, bare.allSatisfy({ $0.isNumber || $0 == "." }), Double(bare) != nil,
      !bare.hasPrefix("."), !bare.hasSuffix(".")
    {
      d.message = "numbers have no separators"
      fix(bare)
    } else if ["e", "e+", "e-"].contains(tail.lowercased()) {
      d.message = "a number needs digits in its exponent"
    } else if !tail.isEmpty, tail.allSatisfy({ $0.isLetter || $0 == "_" }), Double(head) != nil,
      !head.hasSuffix("."), !head.hasPrefix(".")
    {
      d.message = "a number and a name must be apart; a product is written with `*`"
      fix("\(head) * \(tail)", isSafe: false)
    }
    return d
  }

  static func numberOutOfRange(_ range: SourceRange, _ text: String, isInteger: Bool) -> Diagnostic {
    isInteger
      ? Diagnostic("QG008", "the integer does not fit 64 bits; the largest is \(Int.max)", at: range)
      : Diagnostic("QG008", "the number is too large for a float of 64 bits", at: range)
  }

  static func notUTF8(_ range: SourceRange, byte: UInt8) -> Diagnostic {
    let hex = String(byte, radix: 16, uppercase: true)
    return Diagnostic(
      "QG009", "the file is not UTF-8: byte 0x\(hex) does not belong here", at: range,
      notes: [Note("save the file as UTF-8")])
  }

  static func fileTooLarge(_ range: SourceRange, size: Int, limit: Int) -> Diagnostic {
    Diagnostic(
      "QG010", "the file has \(size) bytes; at most \(limit) are read", at: range)
  }
}
