extension Plan {
  /// Names of the primitives whose operands may have strides and whose result may overwrite an operand.
  public static var elementwisePrimitives: Set<String> { Primitives.elementwise }

  /// Bytes of the arena in elements of `elementSize` bytes (4 in single, 8 in double precision), or `nil` where
  /// that is more than an `Int` can say.
  public func arenaBytes(elementSize: Int) -> Int? {
    let (bytes, overflows) = arenaCount.multipliedReportingOverflow(by: elementSize)
    return overflows ? nil : bytes
  }
}
