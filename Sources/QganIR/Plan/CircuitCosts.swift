/// Nanoseconds of each kind of work, measured on a machine, by kernels and instruction set.
///
/// Times add up: an estimate is the sum over kinds of count times cost. All costs are at least 0, so more work never
/// costs less.
public struct CircuitCosts: Hashable, Sendable {
  /// What costs are for.
  public struct Key: Hashable, Sendable {
    /// `portable`, `avx2` or `avx512`.
    public var instructions: String
    public var isDouble: Bool
    public var kernels: CircuitWork.Kernels
    public var isGradient: Bool

    public init(instructions: String, isDouble: Bool, kernels: CircuitWork.Kernels, isGradient: Bool) {
      self.instructions = instructions
      self.isDouble = isDouble
      self.kernels = kernels
      self.isGradient = isGradient
    }
  }

  public private(set) var table: [Key: [CircuitWork.Kind: Double]]

  public init(_ table: [Key: [CircuitWork.Kind: Double]] = [:]) { self.table = table }

  /// The nanoseconds of some work; `nil` if the table has none of its kernels.
  ///
  /// AVX-512 without costs of its own has those of AVX2: as long for a register, which holds twice as much.
  public func nanoseconds(_ work: CircuitWork, instructions: String, isDouble: Bool) -> Double? {
    let names = instructions == "avx512" ? [instructions, "avx2"] : [instructions]
    for name in names {
      let key = Key(
        instructions: name, isDouble: isDouble, kernels: work.kernels, isGradient: work.isGradient)
      guard let costs = table[key] else { continue }
      // In the order of the kinds, so that the sum is the same every time.
      return CircuitWork.Kind.allCases.reduce(0) { $0 + (work.counts[$1] ?? 0) * (costs[$1] ?? 0) }
    }
    return nil
  }

  /// These costs, or `other`'s where it has some.
  public func overridden(by other: CircuitCosts) -> CircuitCosts {
    CircuitCosts(table.merging(other.table) { $1 })
  }

  public mutating func set(_ costs: [CircuitWork.Kind: Double], for key: Key) { table[key] = costs }
}
