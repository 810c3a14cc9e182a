import QganIR

extension Optimizers {
  static let rmsprop = OptimizerDefinition(
    "rmsprop", "Steps by the gradient over the root of its running square.",
    details: """
      g = gradient + weight_decay w; v = alpha v + (1 - alpha) g^2; d = g / (sqrt(v) + eps); with momentum, b = \
      momentum b + d and d becomes b; w -= lr d. State: `square_avg` (v), `momentum_buffer` (b). As PyTorch's \
      `RMSprop`, not centered.
      """,
    parameters: [
      ParameterSpec("lr", .real, default: .real(1e-2), "Learning rate."),
      ParameterSpec("alpha", .real, default: .real(0.99), "Part of the running square that is kept."),
      ParameterSpec("eps", .real, default: .real(1e-8), "Added to the denominator."),
      ParameterSpec("momentum", .real, default: .real(0), "Part of the last step that goes on, 0 to 1."),
      ParameterSpec(
        "weight_decay", .real, default: .real(0), "Factor of the weight that is added to the gradient."),
    ],
    usualRates: 1e-6...0.1,
    scalars: { _, _, rate in ["rate": rate] },
    update: { update, arguments in
      let graph = update.graph
      let alpha = try arguments.real("alpha", in: 0...1)
      let epsilon = try arguments.real("eps", in: 0...1)
      let momentum = try arguments.real("momentum", in: 0...1)
      let gradient = try update.decayedGradient(arguments)
      let square = try update.average("square_avg", of: graph.multiply(gradient, gradient), keeping: alpha)
      var step = try graph.divide(gradient, graph.offset(graph.unary("sqrt", square), by: epsilon))
      if momentum > 0 {
        step = try graph.add(graph.scale(update.state("momentum_buffer"), by: momentum), step)
        try update.setState("momentum_buffer", step)
      }
      return try update.stepped(by: step, times: "rate")
    })
}
