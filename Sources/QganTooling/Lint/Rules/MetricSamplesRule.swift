import QganIR
import QganSyntax

extension LintRules {
  static let metricSamples = LintRule(
    "QG362", "few-metric-samples", .training,
    rationale: """
      FID compares covariances of features; with fewer samples than features has dimensions they are singular, and the estimate is \
      biased upwards by an amount that depends on the model. Take more samples (10,000 or more are usual), or `kid`, which has no such \
      bias.
      """,
    bad: LintExamples.adversarial(
      rest:
        "seed: 1;\n  features: F;\n  every 1 epoch { fid(samples: 8); }\n}\nmodel F(input float[4] x) -> float[16] { return x |> dense(16) |> relu;"
    ),
    good: LintExamples.adversarial(
      rest:
        "seed: 1;\n  features: F;\n  every 1 epoch { fid(samples: 64); }\n}\nmodel F(input float[4] x) -> float[16] { return x |> dense(16) |> relu;"
    )
  ) { context in
    context.trainings.flatMap { training -> [LintRule.Finding] in
      guard let dimensions = training.spec.features?.dimensions else { return [] }
      return training.spec.every.enumerated().flatMap { index, every in
        every.actions.enumerated().compactMap { k, action in
          guard action.name == "fid", action.arguments.has("samples"),
            action.arguments.integer("samples") < dimensions,
            training.declaration.schedules.indices.contains(index),
            training.declaration.schedules[index].actions.indices.contains(k)
          else { return nil }
          return .init(
            "FID from \(action.arguments.integer("samples")) samples of \(dimensions) features: their covariance is singular, and the value says little",
            at: training.declaration.schedules[index].actions[k].range)
        }
      }
    }
  }
}
