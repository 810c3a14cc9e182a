import QganDriver
import QganSyntax

/// The registry of workloads.
enum Workloads {
  /// Every workload, in the order of the standard set.
  static let all: [Workload] = named + deep + reuploading + library

  /// The workloads with a name, or, where it holds `*`, all whose names match; throws a `DriverError` if there is none.
  static func matching(_ pattern: String) throws -> [Workload] {
    let found = all.filter { matches($0.name[...], pattern[...]) }
    guard found.isEmpty else { return found }
    // Also without the folder, which is easily left out.
    let short = all.map { ($0.name, String($0.name.split(separator: "/").last ?? "")) }
    let nearest =
      Suggestion.nearest(to: pattern, in: all.map(\.name))
      ?? short.first { $0.1 == pattern }?.0
      ?? Suggestion.nearest(to: pattern, in: short.map(\.1)).flatMap { near in short.first { $0.1 == near }?.0
      }
    throw DriverError(
      .usage, "there is no workload `\(pattern)`",
      hint: (nearest.map { "did you mean `\($0)`? " } ?? "") + "`qganc-bench --list` shows all")
  }

  /// Whether `name` is `pattern`, with `*` for any run of characters.
  private static func matches(_ name: Substring, _ pattern: Substring) -> Bool {
    guard let first = pattern.first else { return name.isEmpty }
    if first == "*" {
      return matches(name, pattern.dropFirst())
        || !name.isEmpty && matches(name.dropFirst(), pattern)
    }
    return name.first == first && matches(name.dropFirst(), pattern.dropFirst())
  }
}
