import QganIR

extension Optimizers {
  static let sgd = OptimizerDefinition(
    "sgd", "Gradient descent, with momentum if asked for.",
    elsewhere: ["GradientDescentOptimizer", "momentum"],
    details: """
      g = gradient + weight_decay w; with momentum, b = momentum b + g and g becomes b, or g + momentum b with \
      `nesterov`; w -= lr g. State: `momentum_buffer`. As PyTorch's `SGD` without dampening.
      """,
    parameters: [
      ParameterSpec("lr", .real, "Learning rate."),
      ParameterSpec("momentum", .real, default: .real(0), "Part of the last step that goes on, 0 to 1."),
      ParameterSpec(
        "nesterov", .boolean, default: .boolean(false), "Whether the gradient is the one ahead."),
      ParameterSpec(
        "weight_decay", .real, default: .real(0), "Factor of the weight that is added to the gradient."),
    ],
    usualRates: 1e-6...5,
    scalars: { _, _, rate in ["rate": rate] },
    update: { update, arguments in
      let graph = update.graph
      let momentum = try arguments.real("momentum", in: 0...1)
      var step = try update.decayedGradient(arguments)
      if momentum > 0 {
        let velocity = try graph.add(graph.scale(update.state("momentum_buffer"), by: momentum), step)
        try update.setState("momentum_buffer", velocity)
        step =
          arguments.boolean("nesterov")
          ? try graph.add(step, graph.scale(velocity, by: momentum)) : velocity
      } else if arguments.boolean("nesterov") {
        throw IRError(
          "`nesterov` needs a momentum", culprit: .argument("nesterov"), suggestion: "use `momentum: 0.9`")
      }
      return try update.stepped(by: step, times: "rate")
    })
}
