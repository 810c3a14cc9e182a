import QganIR
import QganSyntax

extension LintRules {
  /// Epochs that nobody minds running again.
  private static let short = 10

  static let checkpoint = LintRule(
    "QG364", "no-checkpoint", .training, .note,
    rationale: """
      A run of more than 10 epochs that writes no `checkpoint` on its way loses everything when the machine stops, and the best \
      epoch cannot be chosen afterwards. Add `every 5 epochs { checkpoint; }`.
      """,
    bad: LintExamples.adversarial(epochs: 50, rest: "seed: 1;\n  every 10 epochs { grid(2, 2); }"),
    good: LintExamples.adversarial(
      epochs: 50, rest: "seed: 1;\n  every 10 epochs { grid(2, 2); checkpoint; }")
  ) { context in
    context.trainings.compactMap { training in
      guard training.spec.epochs > short, training.spec.monitor == nil,
        !training.spec.every.contains(where: { $0.actions.contains { $0.name == "checkpoint" } })
      else { return nil }
      return .init(
        "\(training.spec.epochs) epochs without a `checkpoint`", at: training.declaration.name.range)
    }
  }
}
