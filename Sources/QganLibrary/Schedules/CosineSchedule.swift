import Foundation
import QganIR

extension Schedules {
  static let cosine = ScheduleDefinition(
    "cosine", "The rate goes down along half a cosine over the run.",
    elsewhere: ["CosineAnnealingLR", "CosineDecay"],
    details:
      "factor = to + (1 - to) (1 + cos(pi step / steps)) / 2. Loshchilov and Hutter 2017, arXiv:1608.03983.",
    parameters: [ParameterSpec("to", .real, default: .real(0), "The factor at the end.")],
    factor: { arguments, step, total, _ in
      let t = Swift.min(Double(step) / Double(Swift.max(total, 1)), 1)
      let to = arguments.real("to")
      return to + (1 - to) * (1 + Foundation.cos(.pi * t)) / 2
    })
}
