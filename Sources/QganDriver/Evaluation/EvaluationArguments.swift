import QganIR
import QganTraining

/// What `qganc eval` shares between runs and files.
public enum EvaluationArguments {
  /// The folder beside run folders in which features of real samples are kept.
  public static let cacheName = ".cache"
  /// What is computed where nothing is named.
  public static let standardMetrics = ["fid", "kid", "precision_recall"]

  /// The calls in a list such as `fid, kid(subsets: 50)`.
  public static func calls(in list: String) -> [String] {
    var calls = [""]
    var depth = 0
    for character in list {
      switch character {
      case "(", "[", "{": depth += 1
      case ")", "]", "}": depth -= 1
      default: break
      }
      if character == ",", depth <= 0 {
        calls.append("")
      } else {
        calls[calls.count - 1].append(character)
      }
    }
    return calls.map(trimmed).filter { !$0.isEmpty }
  }

  /// The text of a `features:` value: `name`, with `weights` as its `path:` where they are given.
  ///
  /// Throws `DriverError` if the value has arguments already.
  public static func features(_ name: String, weights: String?) throws -> String {
    guard let weights else { return name }
    guard !name.contains("path:") else {
      throw DriverError(.usage, "`--weights` and `path:` name the same thing", hint: "give one of them")
    }
    let escaped = weights.flatMap { "\\\"".contains($0) ? "\\\($0)" : "\($0)" }
    let path = "path: \"\(String(escaped))\""
    guard name.hasSuffix(")") else { return "\(name)(\(path))" }
    let open = name.dropLast()
    return "\(open)\(open.hasSuffix("(") ? "" : ", ")\(path))"
  }

  private static func trimmed(_ text: String) -> String {
    String(text.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
  }
}
