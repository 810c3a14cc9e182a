import QganIR
import QganSyntax

extension LintRules {
  static let learningRate = LintRule(
    "QG363", "unusual-learning-rate", .training,
    rationale:
      "A learning rate far from what the optimizer is used with: a lost or an added zero. Adam's are from 1e-5 to 1e-2, those of circuits alone up to 0.1.",
    bad: LintExamples.adversarial(optimizer: "adam(lr: 2)"),
    good: LintExamples.adversarial(optimizer: "adam(lr: 2e-3)")
  ) { context in
    context.trainings.flatMap { training in
      training.spec.optimizations.sorted { $0.key < $1.key }.compactMap {
        role, optimization -> LintRule.Finding? in
        let rate = optimization.arguments.real("lr")
        guard optimization.arguments.has("lr"), let range = optimization.definition.usualRates,
          !range.contains(rate)
        else { return nil }
        let property = training.declaration.properties.first {
          $0.key.text == "optimizer" && $0.qualifier?.text == role
        }
        return .init(
          "a learning rate of \(rate) is unusual for `\(optimization.definition.name)`",
          at: property?.value.range ?? training.place("optimizer"),
          notes: [.init("usual are \(range.lowerBound) to \(range.upperBound)")])
      }
    }
  }
}
