import Foundation

/// A line on a terminal's standard error that is written over; elsewhere only notes appear.
final class StatusLine {
  /// Whether standard error is a terminal.
  let isLive = isatty(STDERR_FILENO) == 1
  private var lastDrawn = ContinuousClock.now - .seconds(1)
  private var isDrawn = false

  /// Writes `text` over the line, a few times a second at most unless `isDue`; it is cut at the terminal's width.
  func show(_ text: @autoclosure () -> String, isDue: Bool = false) {
    guard isLive, isDue || ContinuousClock.now - lastDrawn > .milliseconds(100) else { return }
    lastDrawn = .now
    Console.message("\r\u{1B}[2K" + text().prefix(Self.width - 1))
    isDrawn = true
  }

  /// Writes a line that stays.
  func note(_ text: String) {
    finish()
    Console.note(text)
  }

  /// Ends the line, so that what follows starts on one of its own.
  func finish() {
    if isDrawn { Console.message("\n") }
    isDrawn = false
  }

  /// Four digits, without an exponent where none is needed.
  static func number(_ value: Double) -> String {
    abs(value) < 1000 ? String(format: "%.3f", value) : String(format: "%.4g", value)
  }

  /// `2:31` or `1:02:31`.
  static func time(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds < 1e7 else { return "?" }
    let total = Int(seconds.rounded())
    let (hours, minutes, rest) = (total / 3600, total / 60 % 60, total % 60)
    return hours > 0
      ? String(format: "%d:%02d:%02d", hours, minutes, rest) : String(format: "%d:%02d", minutes, rest)
  }

  private static var width: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 20 else { return 160 }
    return Int(size.ws_col)
  }
}
