/// Collects diagnostics, each place and code once, and never so many that a hostile file could exhaust memory.
struct DiagnosticList {
  /// More findings than anyone reads.
  static let limit = 1000

  private(set) var all: [Diagnostic] = []
  private var codesByStart: [Int: [String]] = [:]

  /// Adds `diagnostic` unless its code was already reported at its start.
  mutating func add(_ diagnostic: Diagnostic) {
    guard let range = diagnostic.range else { return all.append(diagnostic) }
    guard !codes(at: range.start).contains(diagnostic.code) else { return }
    if all.count >= Self.limit {
      if all.count == Self.limit, !all[Self.limit - 1].notes.contains(Self.more) {
        all[Self.limit - 1].notes.append(Self.more)
      }
      return
    }
    codesByStart[range.start, default: []].append(diagnostic.code)
    all.append(diagnostic)
  }

  /// The codes reported so far for places that start at `offset`.
  func codes(at offset: Int) -> [String] { codesByStart[offset] ?? [] }

  /// All findings in the order of the text.
  var sorted: [Diagnostic] {
    all.enumerated().sorted {
      let a = $0.element.range?.start ?? 0
      let b = $1.element.range?.start ?? 0
      return a == b ? $0.offset < $1.offset : a < b
    }.map(\.element)
  }

  private static let more = Diagnostic.Note("there are more errors, which are not listed")
}
