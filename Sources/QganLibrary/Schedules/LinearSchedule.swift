import QganIR

extension Schedules {
  static let linear = ScheduleDefinition(
    "linear", "The rate goes down in a straight line over the run.", elsewhere: ["LinearLR"],
    details: """
      factor = 1 + (to - 1) t, where t goes from 0 to 1 over the part of the run after the fraction `from`. The usual \
      decay of GANs, from the middle on, is `linear(from: 0.5)`.
      """,
    parameters: [
      ParameterSpec("to", .real, default: .real(0), "The factor at the end."),
      ParameterSpec("from", .real, default: .real(0), "Fraction of the run before the rate starts to move."),
    ],
    factor: { arguments, step, total, _ in
      let from = Swift.min(Swift.max(arguments.real("from"), 0), 1)
      let done = Double(step) / Double(Swift.max(total, 1))
      let t = from < 1 ? Swift.min(Swift.max((done - from) / (1 - from), 0), 1) : 0
      return 1 + (arguments.real("to") - 1) * t
    })
}
