import QganDriver
import QganSyntax

/// The registry of workloads.
enum Workloads {
  /// Every workload, in the order of the standard set.
  static let all: [Workload] = circuits + steps + singleLayers

  /// Those whose circuit alone is timed.
  static let circuits: [Workload] = named + deep + reuploading + library

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

  /// `workloads` with linear layers where circuits may stand; throws a `DriverError` if none has such a place.
  static func linear(_ workloads: [Workload]) throws -> [Workload] {
    var found: [Workload] = []
    for workload in workloads {
      guard case .step(let step) = workload.subject, let core = step.core else { continue }
      let name = core == .linear ? workload.name : workload.name + "-linear"
      guard !found.contains(where: { $0.name == name }) else { continue }
      found += try matching(name)
    }
    guard found.isEmpty else { return found }
    throw DriverError(
      .usage, "`--vqc linear` is for training steps of hybrid networks", hint: "such as `--workload W7`")
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
