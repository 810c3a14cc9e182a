import QganIR
import QganRuntime

/// The plans of a run.
struct TrainerPlans {
  /// The roles that `main` trains, in order.
  let roles: [String]
  let discriminator: Plan?
  /// The generator's or model's step, or that of both networks.
  let main: Plan
  /// What grids and metrics use.
  let evaluation: EvaluationPlans
  /// What steps take in place of the data, where something frozen stands before everything else.
  let frozenFeatures: Plan?

  /// Compiles what the networks and the actions of `spec` need.
  init(_ spec: TrainingSpec, plans: (TrainingProgram) throws -> Plan) throws {
    let steps = try spec.stepPrograms.map(plans)
    guard let last = steps.last else {
      throw TrainingError.unfit("the train block `\(spec.name)` has no step")
    }
    main = last
    discriminator = steps.count > 1 ? steps[0] : nil
    roles = spec.sharesLatents ? ["discriminator", "generator"] : [spec.mainRole]
    evaluation = try EvaluationPlans(spec, plans: plans)
    let first = TrainingNames.frozenFeature(0)
    frozenFeatures =
      steps.contains { $0.inputs.contains { $0.name == first } } ? try plans(.frozenFeatures) : nil
  }

  /// Those whose variables belong to the run.
  var all: [Plan] { [discriminator, main, frozenFeatures].compactMap(\.self) + evaluation.ofRun }

  /// The bytes of arenas, variables (twice, for checkpoints), data and the next batch; throws `notEnoughMemory` if they
  /// are not there.
  func requireMemory<Scalar: RuntimeScalar>(for spec: TrainingSpec, _: Scalar.Type) throws -> Int {
    let description = spec.data.description
    let variables = TrainingVariables<Scalar>.requiredBytes(all) ?? Int.max
    let samples = checkedProduct(description.shape + [description.count, 4]) ?? Int.max
    let inputs = [discriminator, main].compactMap(\.self).flatMap(\.inputs).map {
      checkedProduct($0.tensor.shape + [MemoryLayout<Scalar>.stride]) ?? Int.max
    }
    let features = (frozenFeatures?.outputs ?? []).map {
      checkedProduct(Array($0.tensor.shape.dropFirst()) + [description.count, MemoryLayout<Scalar>.stride])
        ?? Int.max
    }
    let extract = [evaluation.extract].compactMap(\.self)
    let extractor = TrainingVariables<Scalar>.requiredBytes(extract) ?? Int.max
    let parts =
      (all + extract).map { Executor<Scalar>.requiredBytes($0) } + [variables, variables, extractor, samples]
      + inputs + features
    let total = parts.reduce(0) { sum, part in
      let (result, overflows) = sum.addingReportingOverflow(part)
      return overflows ? Int.max : result
    }
    try AvailableMemory.check(
      total,
      for: "training `\(spec.name)` (programs, weights with their optimizers' state, and data)")
    return total
  }
}

extension TrainingSpec {
  /// Whether two networks are trained against one another.
  var isAdversarial: Bool { if case .adversarial = networks { true } else { false } }

  /// The role of the network whose steps are counted.
  var mainRole: String { if case .supervised = networks { "model" } else { "generator" } }

  /// The network that makes samples, where there is one.
  var generator: LayerFunction? {
    switch networks {
    case .adversarial(let generator, _), .distribution(let generator): generator
    case .supervised: nil
    }
  }

  /// Samples that evaluations run at once; part of what grids depend on, so it is fixed.
  var evaluationBatch: Int { max(1, min(batch, 64)) }
}
