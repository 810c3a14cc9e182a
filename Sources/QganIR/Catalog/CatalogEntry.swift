/// A builtin that programs call by its name.
public protocol CatalogEntry: Sendable {
  /// What programs call it.
  var name: String { get }
  /// What it is, in one sentence.
  var summary: String { get }
  /// What other tools call it, such as PyTorch's `Linear` for `dense`: no program may write these, but messages lead
  /// from them to `name`.
  var elsewhere: [String] { get }
}

extension CatalogEntry {
  public var elsewhere: [String] { [] }
}
