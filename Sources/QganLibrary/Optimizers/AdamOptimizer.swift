import Foundation
import QganIR

extension Optimizers {
  static let adam = OptimizerDefinition(
    "adam", "Steps by a running mean of gradients over the root of their running square.",
    details: """
      g = gradient + weight_decay w; m = b1 m + (1 - b1) g; v = b2 v + (1 - b2) g^2; at step t, w -= lr / (1 - b1^t) \
      m / (sqrt(v) / sqrt(1 - b2^t) + eps). State: `exp_avg` (m), `exp_avg_sq` (v). As PyTorch's `Adam`. Kingma and \
      Ba 2015, arXiv:1412.6980.
      """,
    parameters: [
      ParameterSpec("lr", .real, default: .real(1e-3), "Learning rate."),
      .betas,
      ParameterSpec("eps", .real, default: .real(1e-8), "Added to the denominator."),
      ParameterSpec(
        "weight_decay", .real, default: .real(0), "Factor of the weight that is added to the gradient."),
    ],
    usualRates: 1e-6...0.1,
    scalars: adamScalars
  ) { update, arguments in
    try adamUpdate(update, arguments, gradient: update.decayedGradient(arguments), weight: update.weight)
  }

  /// The scalars of `adam` and `adamw` at `step`.
  static func adamScalars(_ arguments: Arguments, _ step: Int, _ rate: Double) -> [String: Double] {
    let betas = arguments.reals("betas", count: 2)
    guard betas.count == 2 else { return [:] }
    return [
      "step_size": rate / (1 - Foundation.pow(betas[0], Double(step))),
      "root_scale": 1 / (1 - Foundation.pow(betas[1], Double(step))).squareRoot(),
      "decay": 1 - rate * arguments.real("weight_decay"),
    ]
  }

  /// `weight` after a step of Adam along `gradient`.
  static func adamUpdate(
    _ update: OptimizerDefinition.Update, _ arguments: Arguments, gradient: ValueID, weight: ValueID
  ) throws -> ValueID {
    let graph = update.graph
    let betas = arguments.reals("betas", count: 2)
    guard betas.count == 2, betas.allSatisfy({ $0 >= 0 && $0 < 1 }) else {
      throw IRError("`betas` must be two numbers from 0 to below 1", culprit: .argument("betas"))
    }
    let epsilon = try arguments.real("eps", in: 0...1)
    let mean = try update.average("exp_avg", of: gradient, keeping: betas[0])
    let square = try update.average("exp_avg_sq", of: graph.multiply(gradient, gradient), keeping: betas[1])
    let root = try graph.multiply(graph.unary("sqrt", square), update.scalar("root_scale"))
    let direction = try graph.divide(mean, graph.offset(root, by: epsilon))
    return try graph.subtract(weight, graph.multiply(direction, update.scalar("step_size")))
  }
}
