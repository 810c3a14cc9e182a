/// The registry of graph IR's primitives.
public enum Primitives {
  /// Every primitive, in the order of the reference page.
  public static let all: [Primitive] = []

  private static let byName: [String: Primitive] = Dictionary(
    all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })

  /// The primitive of that name.
  public static func named(_ name: String) -> Primitive? { byName[name] }
}
