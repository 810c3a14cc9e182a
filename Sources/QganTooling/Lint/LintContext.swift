import QganIR
import QganSyntax

/// What rules look at: a checked program's text and trees, the networks in it, and its train blocks.
public struct LintContext {
  /// Every file, the linted one first.
  public let sources: SourceMap
  /// The linted file.
  public let main: FileSyntax
  /// What stands in each of its declarations, in order.
  public let contents: [SyntaxContents]
  /// The names that each include makes known, by the start of its path.
  public let included: [Int: Set<String>]
  /// The networks of train blocks, and the circuits and models that are complete where they stand; then what only
  /// variations bring in.
  public private(set) var networks: [LintNetwork]
  public private(set) var trainings: [LintTraining]
  /// Variants and points of sweeps.
  public let variations: [LintVariation]
  /// Sweeps over several networks.
  public let comparisons: [LintComparison]
  /// How names are written.
  var naming = NamingStyle()
  /// How many networks and train blocks there are as the program stands.
  private let ownCounts: (networks: Int, trainings: Int)

  /// Variations point at networks and train blocks from `ownCounts` on, or before.
  public init(
    sources: SourceMap, main: FileSyntax, included: [Int: Set<String>], networks: [LintNetwork],
    trainings: [LintTraining], variations: [LintVariation] = [], comparisons: [LintComparison] = [],
    ownCounts: (networks: Int, trainings: Int)? = nil
  ) {
    self.variations = variations
    self.comparisons = comparisons
    self.ownCounts = ownCounts ?? (networks.count, trainings.count)
    self.sources = sources
    self.main = main
    contents = main.declarations.map(SyntaxContents.init)
    self.included = included
    self.networks = networks
    self.trainings = trainings
  }

  /// The program as it stands.
  var unvaried: LintContext {
    var result = self
    result.networks = Array(networks.prefix(ownCounts.networks))
    result.trainings = Array(trainings.prefix(ownCounts.trainings))
    return result
  }

  /// What is in a variation alone.
  func varied(_ variation: LintVariation) -> LintContext {
    var result = self
    result.networks = variation.networks.filter(networks.indices.contains).map { networks[$0] }
    result.trainings = variation.trainings.filter(trainings.indices.contains).map { trainings[$0] }
    return result
  }

  /// Whether the file has train blocks, so that what nothing uses in it is of no use; others are libraries.
  var isProgram: Bool {
    main.declarations.contains { if case .train = $0.kind { true } else { false } }
  }

  /// The text of a range.
  func text(_ range: SourceRange) -> String { sources.file(of: range)?.text(of: range) ?? "" }

  /// Every circuit with a use of it; equal ones, such as those of `parallel`, once.
  var circuitUses: [(network: LintNetwork, use: LintNetwork.CircuitUse)] {
    var seen: Set<ObjectIdentifier> = []
    return networks.flatMap { network in
      network.circuits.filter { seen.insert(ObjectIdentifier($0.facts)).inserted }.map { (network, $0) }
    }
  }

  /// Where a person looks for something at `location` in a circuit: there, if it is in the linted file, or else where the
  /// circuit is used.
  func place(_ location: Location?, _ use: LintNetwork.CircuitUse, in network: LintNetwork) -> SourceRange {
    if let location, location.file == main.range.file {
      return SourceRange(file: location.file, start: location.start, end: location.end)
    }
    return place(of: use, in: network)
  }

  /// Where a circuit is declared, if that is in the linted file, or else where it is used.
  func place(of use: LintNetwork.CircuitUse, in network: LintNetwork) -> SourceRange {
    if let declaration = declaration(of: use) { return declaration.name.range }
    let name = use.declaredName
    for content in contents {
      if let found = content.names.first(where: { $0.parts.last?.text == name }) { return found.range }
    }
    return network.place
  }

  /// The circuit's declaration in the linted file.
  func declaration(of use: LintNetwork.CircuitUse) -> CircuitDeclaration? {
    for declaration in main.declarations {
      if case .circuit(let d) = declaration.kind, d.name.text == use.declaredName { return d }
    }
    return nil
  }

  /// The parameter `name` of a circuit of the linted file, or else the circuit's place.
  func place(
    ofParameter name: String, of use: LintNetwork.CircuitUse, in network: LintNetwork
  ) -> SourceRange {
    let parameters = declaration(of: use)?.parameters ?? []
    return parameters.first { $0.name.text == name }?.name.range ?? place(of: use, in: network)
  }
}
