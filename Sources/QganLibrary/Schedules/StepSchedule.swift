import Foundation
import QganIR

extension Schedules {
  static let step = ScheduleDefinition(
    "step", "The rate is multiplied by a factor every few epochs.", elsewhere: ["StepLR"],
    details: "factor ^ floor(epoch / every), with epochs counted from 0. As PyTorch's `StepLR`.",
    parameters: [
      ParameterSpec("every", .integer, "Epochs between two drops."),
      ParameterSpec("factor", .real, default: .real(0.1), "What the rate is multiplied by."),
    ],
    factor: { arguments, step, _, stepsPerEpoch in
      let epoch = step / Swift.max(stepsPerEpoch, 1)
      return Foundation.pow(
        arguments.real("factor"), Double(epoch / Swift.max(arguments.integer("every"), 1)))
    })
}
