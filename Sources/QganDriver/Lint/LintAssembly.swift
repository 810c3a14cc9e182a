import QganIR
import QganSema
import QganSyntax
import QganTooling

/// Collects what lint rules look at: networks and train blocks as the program stands, then what variants and sweeps bring in,
/// everything once.
struct LintAssembly {
  /// Settings over the program, the strongest of each name, without those that change nothing.
  typealias Settings = [String: Overrides.Setting]

  let compilation: Compilation
  private(set) var networks: [LintNetwork] = []
  private(set) var trainings: [LintTraining] = []
  private var facts: LintNetwork.Facts = [:]
  private var knownNetworks: [String: Int] = [:]
  private var knownTrainings: [String: Int?] = [:]
  private let reach: NameReach

  init(_ compilation: Compilation) {
    self.compilation = compilation
    reach = NameReach(compilation.program)
  }

  /// Adds a circuit or model that is complete where it stands.
  mutating func add(_ function: LayerFunction, inputNames: [String], at place: SourceRange) throws {
    networks.append(try LintNetwork(function, inputNames: inputNames, place: place, facts: &facts))
  }

  /// The train block under settings, added unless it is there; `nil` if it cannot be resolved.
  ///
  /// `resolved` is what is known already. Throws what writing its networks throws.
  mutating func training(
    _ train: TrainDeclaration, under settings: Settings = [:], resolved: TrainingSpec? = nil
  ) throws -> Int? {
    let key = train.name.text + describe(settings)
    if let known = knownTrainings[key] { return known }
    knownTrainings[key] = .some(nil)
    let found = resolved ?? compilation.training(train.name.text, under: Array(settings.values))
    guard let spec = found else { return nil }
    var own: [LintNetwork] = []
    for function in spec.trainedFunctions {
      let setting = settings[function.role]
      let property = train.properties.first { $0.key.text == function.role }
      let value = setting?.value ?? property?.value
      let written = value.map(text) ?? ""
      let reached = reach.names(from: [written])
      let relevant = settings.filter { $0.key.contains(".") || reached.contains($0.key) }
      let isGenerator = function.role == "generator"
      let range = isGenerator ? spec.latentRange : spec.dataRange
      // Latents are never all zero.
      let canVanish = !isGenerator && spec.dataCanVanish
      let key =
        "\(function.role) \(written) \(function.inputShapes) \(describe(range)) \(canVanish)\(describe(relevant))"
      if let known = knownNetworks[key] {
        own.append(networks[known])
        continue
      }
      let network = try LintNetwork(
        function, inputNames: [], place: place(value) ?? train.name.range, inputRange: range,
        inputCanVanish: canVanish, facts: &facts)
      knownNetworks[key] = networks.count
      networks.append(network)
      own.append(network)
    }
    let places = settings.compactMapValues { place($0.value) }
    trainings.append(LintTraining(declaration: train, spec: spec, networks: own, places: places))
    knownTrainings[key] = trainings.count - 1
    return trainings.count - 1
  }

  /// Where the networks of a train block are.
  func networks(of training: Int) -> [Int] {
    trainings[training].networks.compactMap { network in
      networks.firstIndex { $0.role == network.role && $0.identity == network.identity }
    }
  }

  /// The strongest setting of each name, but those that say what the file says.
  func effective(_ settings: [Overrides.Setting]) -> Settings {
    var result: Settings = [:]
    for setting in settings { result[setting.name] = setting }
    return result.filter { name, setting in
      if case .constant(let d)? = compilation.program.main.values[name]?.symbol {
        return text(d.value) != text(setting.value)
      }
      return true
    }
  }

  /// Whether settings of that name may change the networks of a train block.
  func mayChangeNetworks(_ name: String, of train: TrainDeclaration, _ settings: Settings) -> Bool {
    let roles = ["generator", "discriminator", "model", "data", "latent"]
    guard !name.contains("."), !roles.contains(name) else { return true }
    let values = train.properties.filter { roles.contains($0.key.text) }.map { text($0.value) }
    return reach.names(from: values + settings.values.map { text($0.value) }).contains(name)
  }

  /// `NAME=value` with commas, sorted.
  func describe(_ settings: Settings) -> String {
    settings.sorted { $0.key < $1.key }.map { ",\($0.key)=\(text($0.value.value))" }.joined()
  }

  private func describe(_ range: ClosedRange<Double>?) -> String { range.map { "\($0)" } ?? "" }

  /// An expression as it is written; the values of a sweep's range, which are written nowhere, as literals.
  func text(_ expression: QganSyntax.Expression) -> String {
    switch expression.kind {
    case .integer(let value): return "\(value)"
    case .float(let value): return "\(value)"
    case .boolean(let value): return "\(value)"
    case .string(let value): return "\"\(value)\""
    default:
      let text = compilation.sources.file(of: expression.range)?.text(of: expression.range) ?? ""
      return text.filter { !$0.isWhitespace }
    }
  }

  /// The place of an expression in the linted file.
  private func place(_ expression: QganSyntax.Expression?) -> SourceRange? {
    guard let range = expression?.range, range.file == compilation.program.main.file else { return nil }
    return range
  }
}
