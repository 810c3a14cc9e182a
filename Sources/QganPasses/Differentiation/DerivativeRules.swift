/// The registry of derivative rules.
public enum DerivativeRules {
  /// One rule a primitive.
  public static let all: [DerivativeRule] =
    zero + unary + binary + shapes + reductions + indexing + [matmul] + convolutions + pooling
    + [linearMap] + circuits

  private static let byPrimitive: [String: DerivativeRule] = Dictionary(
    all.map { ($0.primitive, $0) }, uniquingKeysWith: { first, _ in first })

  /// The rule of the primitive of that name.
  public static func named(_ primitive: String) -> DerivativeRule? { byPrimitive[primitive] }

  /// Primitives without operands, and those that are constant almost everywhere or stop gradients on purpose.
  private static let zero: [DerivativeRule] = [
    "variable", "constant", "random_uniform", "random_normal", "stop_gradient", "sign", "floor", "ceil",
    "step", "leaky_relu_slope", "greater", "greater_equal", "equal", "one_hot", "sample_outcomes", "argmax",
  ].map(DerivativeRule.zero)
}
