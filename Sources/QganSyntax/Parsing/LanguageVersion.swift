/// A version of the language, as in `qgan 1.0;`.
public struct LanguageVersion: Sendable, Hashable, CustomStringConvertible {
  public var major: Int
  public var minor: Int

  public init(major: Int, minor: Int) {
    self.major = major
    self.minor = minor
  }

  /// The version that `text` writes, `1.0` or `1`.
  public init?(_ text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count <= 2, let major = Int(parts[0]), let minor = parts.count == 2 ? Int(parts[1]) : 0
    else { return nil }
    self.init(major: major, minor: minor)
  }

  /// What this compiler understands; older minor versions are accepted.
  public static let current = LanguageVersion(major: 1, minor: 0)

  public var description: String { "\(major).\(minor)" }
}
