import OrderedCollections
import QganTraining

/// Runs that differ in nothing but their seed.
public struct ReportGroup: Sendable {
  /// `A`, `B`, ...: what charts and tables call it.
  public var letter: String
  /// What was run and how it differs: `classical, LIMIT=5000`.
  public var label: String
  public var runs: [RunRecord]

  /// Seeds in order; a run without one counts too.
  public var seeds: [String] { runs.compactMap(\.seed) }

  /// Groups `runs` in the order of their first member.
  public static func groups(of runs: [RunRecord]) -> [ReportGroup] {
    var byKey: OrderedDictionary<Key, [RunRecord]> = [:]
    for run in runs { byKey[Key(run), default: []].append(run) }
    let labels = labels(of: byKey.values.map { $0[0] })
    return byKey.values.enumerated().map { index, members in
      ReportGroup(letter: letter(index), label: labels[index], runs: members)
    }
  }

  /// A to Z, then AA.
  static func letter(_ index: Int) -> String {
    let last = String(UnicodeScalar(UInt8(ascii: "A") + UInt8(index % 26)))
    return index < 26 ? last : letter(index / 26 - 1) + last
  }

  /// What must be equal in a group.
  private struct Key: Hashable {
    var block: String
    var target: String?
    var settings: [String]
    var configuration: OrderedDictionary<String, String>
    var sources: String?

    init(_ run: RunRecord) {
      block = run.block
      target = run.target
      settings = run.settings.filter { !$0.hasPrefix("seed=") }
      configuration = run.configuration
      configuration["seed"] = nil
      sources = run.sourcesDigest
    }
  }

  /// The variant or block, the settings that are not the same everywhere, and where that leaves two alike, what else
  /// tells them apart.
  private static func labels(of runs: [RunRecord]) -> [String] {
    let settings = runs.map { $0.settings.filter { !$0.hasPrefix("seed=") } }
    let shared = Set(settings.first ?? []).filter { setting in settings.allSatisfy { $0.contains(setting) } }
    var labels = zip(runs, settings).map { run, own -> String in
      let name = run.target ?? run.block
      return ([name.isEmpty ? run.name : name] + own.filter { !shared.contains($0) }).joined(separator: ", ")
    }
    func refine(_ detail: (RunRecord) -> String?) {
      let counts = Dictionary(labels.map { ($0, 1) }, uniquingKeysWith: +)
      for index in runs.indices where counts[labels[index], default: 0] > 1 {
        if let detail = detail(runs[index]), !detail.isEmpty { labels[index] += ", \(detail)" }
      }
    }
    let differing = differingKeys(runs)
    refine { run in
      differing.filter { $0.hasPrefix("config ") }
        .map { "\($0.dropFirst(7))=\(run.configuration[$0] ?? "-")" }.joined(separator: ", ")
    }
    refine { $0.program }
    refine { $0.sourcesDigest.map { String($0.prefix(7)) } }
    refine { $0.name }
    return labels
  }

  /// Keys of the configuration, the seed's aside, whose values are not the same in all `runs`.
  static func differingKeys(_ runs: [RunRecord]) -> [String] {
    var keys: OrderedSet<String> = []
    for run in runs { keys.formUnion(run.configuration.keys) }
    return keys.filter { key in key != "seed" && Set(runs.map { $0.configuration[key] }).count > 1 }
  }
}
