import QganIR
import QganPasses
import QganSyntax

/// A train block and what it was resolved to, as it stands or under settings.
public struct LintTraining {
  public let declaration: TrainDeclaration
  public let spec: TrainingSpec
  /// Its networks, written out.
  public let networks: [LintNetwork]
  /// Where settings of the linted file stand that replace properties, by property.
  private let places: [String: SourceRange]
  private let facts: Facts

  /// What is known about it, found once.
  private final class Facts {
    let spec: TrainingSpec
    /// The gradients of each network and what is known of them; none where a step cannot be written, nor where every
    /// weight of the networks by themselves has a slope, since losses have one.
    lazy var gradients: [(step: TrainingGraphs.Gradients, bounds: ValueBounds)] = {
      guard networks.contains(where: \.mayHaveDetachedWeights) || hasOwnLoss else { return [] }
      let steps = (try? TrainingGraphs(spec).gradients()) ?? []
      return steps.map { step in
        var known: [ValueID: ClosedRange<Double>] = [:]
        for input in step.graph.inputs { known[input.value] = spec.range(ofInput: input.name) }
        return (step, ValueBounds(step.graph, inputs: known))
      }
    }()

    private let networks: [LintNetwork]
    private var hasOwnLoss: Bool { if case .model = spec.loss { true } else { false } }

    init(_ spec: TrainingSpec, _ networks: [LintNetwork]) {
      self.spec = spec
      self.networks = networks
    }
  }

  public init(
    declaration: TrainDeclaration, spec: TrainingSpec, networks: [LintNetwork],
    places: [String: SourceRange] = [:]
  ) {
    self.declaration = declaration
    self.spec = spec
    self.networks = networks
    self.places = places
    facts = Facts(spec, networks)
  }

  /// The steps up to the gradients, with what is known of their values.
  var gradients: [(step: TrainingGraphs.Gradients, bounds: ValueBounds)] { facts.gradients }

  /// The network in a role.
  func network(_ role: String) -> LintNetwork? { networks.first { $0.role == role } }

  /// The value of a property, if it is given.
  func property(_ key: String) -> Property? { declaration.properties.first { $0.key.text == key } }

  /// Where to point for a property: at its value, or at the block's name.
  func place(_ key: String) -> SourceRange {
    places[key] ?? property(key)?.value.range ?? declaration.name.range
  }
}

extension TrainingSpec {
  /// Between which numbers the data are, if that is known without reading them.
  public var dataRange: ClosedRange<Double>? { data.valueRange }

  /// Whether a sample of the data may be zero in all elements, as far as the file says.
  public var dataCanVanish: Bool { data.canVanish }

  /// Between which numbers latents are, if they have bounds.
  public var latentRange: ClosedRange<Double>? {
    guard case .uniform(let low, let high)? = latent, low <= high else { return nil }
    return low...high
  }

  /// Between which numbers the values of an input of its programs are, if that is known.
  fileprivate func range(ofInput name: String) -> ClosedRange<Double>? {
    if name == TrainingNames.data { return dataRange }
    let generator: LayerFunction
    switch networks {
    case .adversarial(let network, _), .distribution(let network): generator = network
    case .supervised: return nil
    }
    return generator.inputShapes.indices.contains { TrainingNames.latent($0) == name } ? latentRange : nil
  }
}

extension DatasetSpec {
  /// Whether zero is black or white, and a picture may be all of it.
  fileprivate var canVanish: Bool {
    guard let range = valueRange, case .pictures(mayBeBlank: true) = contents else { return false }
    return range.lowerBound == 0 || range.upperBound == 0
  }

  /// Between which numbers the samples are: pictures lie between what black and white become.
  fileprivate var valueRange: ClosedRange<Double>? {
    guard case .pictures = contents, through == nil, range.count == 2, range.allSatisfy(\.isFinite) else {
      return nil
    }
    return min(range[0], range[1])...max(range[0], range[1])
  }
}
