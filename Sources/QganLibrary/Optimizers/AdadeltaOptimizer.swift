import QganIR

extension Optimizers {
  static let adadelta = OptimizerDefinition(
    "adadelta", "Steps whose length follows from the steps before.",
    details: """
      g = gradient + weight_decay w; v = rho v + (1 - rho) g^2; d = g sqrt(u + eps) / sqrt(v + eps); u = rho u + (1 - \
      rho) d^2; w -= lr d. State: `square_avg` (v), `acc_delta` (u). As PyTorch's `Adadelta`. Zeiler 2012, \
      arXiv:1212.5701.
      """,
    parameters: [
      ParameterSpec("lr", .real, default: .real(1), "Learning rate."),
      ParameterSpec("rho", .real, default: .real(0.9), "Part of the running squares that is kept."),
      ParameterSpec("eps", .real, default: .real(1e-6), "Added under both roots."),
      ParameterSpec(
        "weight_decay", .real, default: .real(0), "Factor of the weight that is added to the gradient."),
    ],
    scalars: { _, _, rate in ["rate": rate] },
    update: { update, arguments in
      let graph = update.graph
      let rho = try arguments.real("rho", in: 0...1)
      let epsilon = try arguments.real("eps", in: 0...1)
      func root(_ value: ValueID) throws -> ValueID {
        try graph.unary("sqrt", graph.offset(value, by: epsilon))
      }
      let gradient = try update.decayedGradient(arguments)
      let square = try update.average("square_avg", of: graph.multiply(gradient, gradient), keeping: rho)
      let step = try graph.multiply(
        graph.divide(root(update.state("acc_delta")), root(square)), gradient)
      _ = try update.average("acc_delta", of: graph.multiply(step, step), keeping: rho)
      return try update.stepped(by: step, times: "rate")
    })
}
