/// The version of qganc.
public enum Version {
  /// Semantic version of this compiler.
  public static let current = "0.1.0"
}
