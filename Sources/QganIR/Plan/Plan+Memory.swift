extension Plan {
  /// Names of the primitives whose operands may have strides and whose results may overwrite operands.
  public static let elementwisePrimitives: Set<String> = Primitives.elementwise.union(["fused"])

  /// How many results of `operation`, from the first, may overwrite an operand: the sums of `fused` may not.
  public static func resultsInPlace(_ operation: Operation) -> Int {
    guard elementwisePrimitives.contains(operation.primitive) else { return 0 }
    return operation.primitive == "fused" ? operation.integers("results")?.count ?? 0 : 1
  }

  /// Bytes of the arena in elements of `elementSize` bytes (4 in single, 8 in double precision), or `nil` where
  /// that is more than an `Int` can say.
  public func arenaBytes(elementSize: Int) -> Int? {
    let (bytes, overflows) = arenaCount.multipliedReportingOverflow(by: elementSize)
    return overflows ? nil : bytes
  }
}
