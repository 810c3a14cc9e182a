/// A number of bytes as people read it: `1.5 GB`, in powers of ten.
public struct ByteCount: CustomStringConvertible, Sendable {
  /// How many bytes.
  public var bytes: Int

  /// A count of `bytes`.
  public init(_ bytes: Int) { self.bytes = bytes }

  /// At most four characters and a unit.
  public var description: String {
    var unit = 0
    var scaled = Double(bytes)
    let units = ["bytes", "kB", "MB", "GB", "TB", "PB", "EB"]
    while scaled >= 1000, unit < units.count - 1 {
      scaled /= 1000
      unit += 1
    }
    if unit == 0 { return "\(bytes) bytes" }
    let tenths = (scaled * 10).rounded()
    let text = scaled < 100 ? "\(tenths / 10)" : "\(Int(scaled.rounded()))"
    return "\(text) \(units[unit])"
  }
}

/// The product of sizes, or `nil` if one is negative or the product overflows.
func checkedProduct(_ factors: some Sequence<Int>) -> Int? {
  var product = 1
  var hasZero = false
  for factor in factors {
    if factor < 0 { return nil }
    if factor == 0 {
      hasZero = true
      continue
    }
    let (next, overflow) = product.multipliedReportingOverflow(by: factor)
    if overflow { return nil }
    product = next
  }
  return hasZero ? 0 : product
}
