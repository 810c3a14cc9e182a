/// The registry of graph IR's primitives.
public enum Primitives {
  /// Every primitive, in the order of the reference page.
  public static let all: [Primitive] =
    sources + unary + binary + shapes + slices + reductions + indexing
    + [matmul] + convolutions + pooling + [linearMap] + circuits + sampling
    + channelsLast + enlarged + [fused]

  private static let byName: [String: Primitive] = Dictionary(
    all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })

  /// The primitive of that name.
  public static func named(_ name: String) -> Primitive? { byName[name] }

  /// Names of the primitives whose operands may be strided views and whose result may overwrite an operand.
  public static let elementwise: Set<String> = Set(all.filter(\.isElementwise).map(\.name))
}
