import QganIR

extension Optimizers {
  static let adamw = OptimizerDefinition(
    "adamw", "Adam with weight decay that does not pass through its averages.",
    details: """
      w becomes (1 - lr weight_decay) w, then the step of `adam` follows. State: `exp_avg`, `exp_avg_sq`. As \
      PyTorch's `AdamW`. Loshchilov and Hutter 2019, arXiv:1711.05101.
      """,
    parameters: [
      ParameterSpec("lr", .real, default: .real(1e-3), "Learning rate."),
      .betas,
      ParameterSpec("eps", .real, default: .real(1e-8), "Added to the denominator."),
      ParameterSpec(
        "weight_decay", .real, default: .real(1e-2), "Fraction of the weight, times lr, that is lost a step."),
    ],
    usualRates: 1e-6...0.1,
    scalars: adamScalars
  ) { update, arguments in
    _ = try update.decay(arguments)
    let weight = try update.graph.multiply(update.weight, update.scalar("decay"))
    return try adamUpdate(update, arguments, gradient: update.gradient, weight: weight)
  }
}
