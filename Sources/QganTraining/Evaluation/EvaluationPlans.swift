import QganIR
import QganRuntime

/// The plans with which a network is looked at: grids, metrics, samples.
struct EvaluationPlans {
  /// What grids and metrics are made from.
  let generate: Plan?
  /// The generator without `view`, for `total_variation`.
  let generateRaw: Plan?
  /// The model, for `accuracy` and for pictures of what it makes of data.
  let predict: Plan?
  /// `view` on data, for metrics that compare samples.
  let view: Plan?
  /// The feature extractor; its weights are no part of a run.
  let extract: Plan?

  /// Compiles what the actions of `spec` need, and always what grids are drawn from.
  init(_ spec: TrainingSpec, plans: (TrainingProgram) throws -> Plan) throws {
    let metrics = spec.every.flatMap(\.actions).compactMap { Metrics.all[$0.name] }
    func isNeeded(_ sources: MetricDefinition.Source...) -> Bool {
      metrics.contains { metric in sources.contains { $0 == metric.source } }
    }
    generate = spec.generator == nil ? nil : try plans(.generate(batch: spec.evaluationBatch))
    generateRaw =
      isNeeded(.probabilities) && spec.generator != nil ? try plans(.generateRaw(batch: 1)) : nil
    var isPredicting = isNeeded(.outputs)
    if case .supervised(_, .input) = spec.networks { isPredicting = true }
    predict =
      isPredicting && spec.generator == nil ? try plans(.predict(batch: spec.evaluationBatch)) : nil
    if isNeeded(.features, .samples), let view = spec.view, spec.against == nil {
      self.view = try plans(.apply(view, batch: spec.evaluationBatch))
    } else {
      view = nil
    }
    if isNeeded(.features, .logits), let features = spec.features {
      extract = try plans(
        .extract(features, batch: FeatureProgram<Float>.batch(for: features), classes: isNeeded(.logits)))
    } else {
      extract = nil
    }
  }

  /// Those whose variables belong to the run.
  var ofRun: [Plan] { [generate, generateRaw, predict, view].compactMap(\.self) }

  /// All of them.
  var all: [Plan] { ofRun + [extract].compactMap(\.self) }
}
