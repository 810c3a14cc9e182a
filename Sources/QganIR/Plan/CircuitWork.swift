/// What one call of a circuit makes an engine do, counted: what `CircuitCosts` puts a time to.
///
/// Counts are of the busiest thread and, where they say so, in registers of a vector unit.
public struct CircuitWork: Hashable, Sendable {
  /// The kernels that do the work; each has its own costs.
  public enum Kernels: String, Hashable, Sendable, CaseIterable {
    /// Gate by gate.
    case gates
    /// Layers, registers over samples, whole states in the closest cache.
    case few
    /// Layers, registers over samples.
    case registers
    /// Layers, registers over amplitudes.
    case sweeps
    /// One matrix.
    case dense
  }

  /// What is counted.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// The call itself.
    case call
    /// Sines of an angle that the batch shares.
    case angle
    /// An entry of a diagonal that the batch shares.
    case entry
    /// A tile of samples.
    case tile
    /// A tile's sines of an angle per sample.
    case laneAngle
    /// A register of a tile's state: its start and its read-out.
    case amplitude
    /// A register of a tile's outputs.
    case output
    /// A register that a layer, or a step by gates, loads and stores.
    case pass
    /// A register that a shared rotation turns.
    case rotation
    /// A register that a rotation per sample turns.
    case laneRotation
    /// A register times a shared diagonal.
    case phase
    /// A register of a diagonal per sample.
    case lanePhase
    /// A register times a merged block or a row of a larger matrix.
    case block
    /// A register of the matrix's columns in a layer or rotation.
    case column
    /// A register's multiplication and addition in a matrix product.
    case product
  }

  public var kernels: Kernels
  /// Whether gradients are computed too.
  public var isGradient: Bool
  public var counts: [Kind: Double] = [:]

  public init(kernels: Kernels, isGradient: Bool) {
    self.kernels = kernels
    self.isGradient = isGradient
  }

  mutating func add(_ kind: Kind, _ count: Double) { counts[kind, default: 0] += count }
}

/// A batch and the machine that it is for, as far as the counts need them.
public struct CircuitWorkload: Hashable, Sendable {
  public var batch: Int
  public var threads: Int
  /// Numbers of a register.
  public var lanes: Int
  public var isGradient: Bool

  public init(batch: Int, threads: Int, lanes: Int, isGradient: Bool) {
    self.batch = batch
    self.threads = threads
    self.lanes = lanes
    self.isGradient = isGradient
  }

  /// Tiles of samples that the busiest thread has.
  var tiles: Double {
    let tiles = (batch - 1) / lanes + 1
    return Double((tiles - 1) / threads + 1)
  }

  /// Registers that one number of each sample fills when registers lie over amplitudes, on the busiest thread.
  var share: Double { Double(batch) / Double(lanes * threads) }
}
