import Foundation
import QganIR

extension Schedules {
  static let exponential = ScheduleDefinition(
    "exponential", "The rate is multiplied by a factor every epoch.",
    elsewhere: ["ExponentialLR", "ExponentialDecay"],
    details: "factor ^ epoch, with epochs counted from 0. As PyTorch's `ExponentialLR`.",
    parameters: [ParameterSpec("factor", .real, "What the rate is multiplied by.")],
    factor: { arguments, step, _, stepsPerEpoch in
      Foundation.pow(arguments.real("factor"), Double(step / Swift.max(stepsPerEpoch, 1)))
    })
}
