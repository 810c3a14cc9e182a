/// Writes diagnostics as text for people: the message, the place, and the source with carets under it.
public struct DiagnosticRenderer: Sendable {
  /// Lines are cut to about this many columns around what matters.
  static let lineWidth = 120
  /// Of a span over several lines at most this many are shown.
  static let lineLimit = 6

  /// The files that the diagnostics speak of.
  public var sources: SourceMap
  /// Whether to use the colours of ANSI terminals.
  public var color: Bool

  public init(sources: SourceMap, color: Bool = false) {
    self.sources = sources
    self.color = color
  }

  /// All of `diagnostics`, separated by blank lines, ending in a line break if there are any.
  public func render(_ diagnostics: [Diagnostic]) -> String {
    diagnostics.map(render).joined(separator: "\n")
  }

  /// `diagnostic` with its notes and suggestions, ending in a line break.
  public func render(_ diagnostic: Diagnostic) -> String {
    let style = Style(diagnostic.severity)
    var lines = [
      paint("\(diagnostic.severity.rawValue)[\(diagnostic.code)]", style)
        + paint(": " + DisplayText.sanitized(diagnostic.message), .bold)
    ]
    let gutter = gutterWidth(diagnostic)
    if let range = diagnostic.range {
      lines += excerpt(range, gutter: gutter, mark: "^", style: style)
    }
    for note in diagnostic.notes {
      lines.append(paint("note", .note) + ": " + DisplayText.sanitized(note.message))
      if let range = note.range { lines += excerpt(range, gutter: gutter, mark: "-", style: .note) }
    }
    for fix in diagnostic.fixes {
      let doubt = fix.isSafe ? "" : " (if that is what you mean)"
      lines.append(paint("help", .help) + ": " + DisplayText.sanitized(fix.message) + doubt)
      lines += preview(of: fix, gutter: gutter)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  // MARK: - Excerpts

  /// The width of the largest line number that is shown.
  private func gutterWidth(_ diagnostic: Diagnostic) -> Int {
    let ranges =
      [diagnostic.range].compactMap { $0 } + diagnostic.notes.compactMap(\.range)
      + diagnostic.fixes.flatMap { $0.edits.map(\.range) }
    let last = ranges.compactMap { r in sources.file(of: r).map { $0.position(of: r.end).line } }.max()
    return String(last ?? 0).count
  }

  private func excerpt(_ range: SourceRange, gutter: Int, mark: Character, style: Style) -> [String] {
    guard let file = sources.file(of: range) else { return [] }
    let start = file.position(of: range.start)
    let arrow = paint(String(repeating: " ", count: gutter) + "-->", .gutter)
    var lines = [
      "\(arrow) \(DisplayText.sanitized(file.path)):\(start.line):\(start.column)",
      paint(String(repeating: " ", count: gutter + 1) + "|", .gutter),
    ]
    let last = lastLine(of: range, in: file)
    for line in start.line...last {
      if last - start.line >= Self.lineLimit, line > start.line + 1, line < last {
        if line == start.line + 2 { lines.append(paint("...", .gutter)) }
        continue
      }
      lines += shownLine(line, of: file, range: range, gutter: gutter, mark: mark, style: style)
    }
    return lines
  }

  /// The line on which `range` ends; an end at a line's start belongs to the line before.
  private func lastLine(of range: SourceRange, in file: SourceFile) -> Int {
    let start = file.position(of: range.start).line
    let end = file.position(of: range.end)
    return max(start, end.column == 1 && end.line > start ? end.line - 1 : end.line)
  }

  /// One source line and the marks under the part of it that lies in `range`.
  private func shownLine(
    _ line: Int, of file: SourceFile, range: SourceRange, gutter: Int, mark: Character, style: Style
  ) -> [String] {
    let text = file.line(line)
    let lineStart = file.lineStarts[line - 1]
    let display = DisplayText(text)
    // The marks of a span's inner lines leave out their indentation.
    let indentation = text.utf8.prefix { $0 == 0x20 || $0 == 0x09 }.count
    let isFirst = line == file.position(of: range.start).line
    let from = display.column(at: isFirst ? range.start - lineStart : indentation)
    let to = max(display.column(at: min(range.end - lineStart, text.utf8.count)), from + 1)
    let (shown, shift) = cut(display, around: from)
    let marks = String(repeating: mark, count: min(to - from, Self.lineWidth))
    return [
      numbered(line, gutter) + shown,
      blank(gutter) + String(repeating: " ", count: from + shift) + paint(marks, style),
    ]
  }

  /// A long line cut to what stands around `column`, and by how much columns shift.
  private func cut(_ display: DisplayText, around column: Int) -> (text: String, shift: Int) {
    guard display.width > Self.lineWidth else { return (display.text, 0) }
    guard column >= Self.lineWidth * 2 / 3 else {
      return (display.slice(from: 0, length: Self.lineWidth) + "…", 0)
    }
    let start = column - Self.lineWidth / 2
    return ("…" + display.slice(from: start, length: Self.lineWidth) + "…", 1 - start)
  }

  private func numbered(_ line: Int, _ gutter: Int) -> String {
    let number = String(line)
    let padding = String(repeating: " ", count: max(0, gutter - number.count))
    return paint(padding + number + " | ", .gutter)
  }

  private func blank(_ gutter: Int) -> String {
    paint(String(repeating: " ", count: gutter) + " | ", .gutter)
  }

  // MARK: - Suggestions

  /// The line as it would read with `fix`, if all its edits lie on one line and insert no line.
  private func preview(of fix: Diagnostic.Fix, gutter: Int) -> [String] {
    let edits = fix.edits.sorted { $0.range.start < $1.range.start }
    guard let first = edits.first, let file = sources.file(of: first.range) else { return [] }
    let line = file.position(of: first.range.start).line
    let text = Array(file.line(line).utf8)
    let lineStart = file.lineStarts[line - 1]
    var result: [UInt8] = []
    var marked: [Range<Int>] = []
    var done = 0
    for edit in edits {
      let start = edit.range.start - lineStart
      let end = edit.range.end - lineStart
      guard edit.range.file == first.range.file, start >= done, end <= text.count,
        !edit.replacement.contains("\n")
      else { return [] }
      result += text[done..<start]
      marked.append(result.count..<result.count + edit.replacement.utf8.count)
      result += edit.replacement.utf8
      done = end
    }
    result += text[done...]
    let display = DisplayText(String(decoding: result, as: UTF8.self))
    guard display.width <= Self.lineWidth else { return [] }
    var marks = ""
    for range in marked {
      let from = display.column(at: range.lowerBound)
      marks += String(repeating: " ", count: max(0, from - marks.count))
      marks += String(repeating: "+", count: display.column(at: range.upperBound) - from)
    }
    let bar = paint(String(repeating: " ", count: gutter + 1) + "|", .gutter)
    let under = marks.isEmpty ? [] : [blank(gutter) + paint(marks, .help)]
    return [bar, numbered(line, gutter) + display.text] + under
  }

  // MARK: - Colour

  private enum Style: String {
    case error = "1;31"
    case warning = "1;33"
    case note = "1;36"
    case help = "1;32"
    case gutter = "34"
    case bold = "1"

    init(_ severity: Diagnostic.Severity) {
      switch severity {
      case .error: self = .error
      case .warning: self = .warning
      case .note: self = .note
      }
    }
  }

  private func paint(_ text: String, _ style: Style) -> String {
    color ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
  }
}
