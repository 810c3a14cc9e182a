import QganSyntax

/// The program under settings: a variant, or a point of a sweep. What only it brings in stands behind what the program has
/// as it stands.
public struct LintVariation {
  /// As messages say it: ``variant `classical` ``, ``point `hybrid,LAYERS=2` of the sweep `depth` ``.
  public let label: String
  /// Its networks and train blocks, as indices into those of the context.
  public let networks: [Int]
  public let trainings: [Int]

  public init(label: String, networks: [Int], trainings: [Int]) {
    self.label = label
    self.networks = networks
    self.trainings = trainings
  }
}

/// A sweep over several networks, and so a comparison of them.
public struct LintComparison {
  /// One network's run at one point.
  public struct Entry {
    /// The variant, or the choice of a layer.
    public let label: String
    /// The values of all else, equal in what is compared.
    public let point: String
    public let training: LintTraining

    public init(label: String, point: String, training: LintTraining) {
      self.label = label
      self.point = point
      self.training = training
    }
  }

  /// The sweep's name.
  public let sweep: Name
  public let entries: [Entry]

  public init(sweep: Name, entries: [Entry]) {
    self.sweep = sweep
    self.entries = entries
  }
}
