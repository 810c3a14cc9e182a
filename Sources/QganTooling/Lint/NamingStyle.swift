import QganSyntax

/// How the names of a file's declarations are written, by kind of declaration: a project's `[style]`.
public struct NamingStyle: Sendable, Hashable {
  /// A way to write names.
  public enum Convention: String, Sendable, Hashable, CaseIterable {
    case snake = "snake_case"
    case upper = "UPPER_CASE"
    case camel = "CamelCase"
    case mixed = "camelCase"

    /// Whether a name is written so; single words may be so in several ways.
    public func allows(_ name: String) -> Bool {
      let first = name.first { $0 != "_" }
      switch self {
      case .snake: return !name.contains { $0.isUppercase }
      case .upper: return !name.contains { $0.isLowercase }
      case .camel: return first?.isUppercase ?? true && !name.contains("_")
      case .mixed: return first?.isLowercase ?? true && !name.contains("_")
      }
    }
  }

  /// What is named, as `[style]` calls it.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    case constants, gates, circuits, models, datasets
    /// Train blocks, variants and sweeps.
    case runs
  }

  private var conventions: [Kind: [Convention]] = [
    .constants: [.upper], .gates: [.snake], .circuits: [.snake], .models: [.snake, .camel],
    .datasets: [.snake], .runs: [.snake],
  ]

  public init() {}

  /// The conventions of a kind, any of which will do.
  public subscript(kind: Kind) -> [Convention] {
    get { conventions[kind] ?? [] }
    set { conventions[kind] = newValue }
  }
}
