extension Attribute: CustomStringConvertible {
  /// The attribute as IR text writes it: `3`, `[1, 2]`, `0.5`, `[0.5, 1.0]`, `"name"`, `true`.
  ///
  /// An empty list of numbers is `[]` for integers and `[.]` for reals, so that text says which it was.
  public var description: String {
    switch self {
    case .integer(let value): String(value)
    case .integers(let values): "[" + values.map(String.init).joined(separator: ", ") + "]"
    case .float(let value): IRText.real(value)
    case .floats(let values):
      values.isEmpty ? "[.]" : "[" + values.map(IRText.real).joined(separator: ", ") + "]"
    case .string(let value): IRText.quoted(value)
    case .boolean(let value): value ? "true" : "false"
    }
  }
}
