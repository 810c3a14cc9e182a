import QganIR

extension Schedules {
  static let warmup = ScheduleDefinition(
    "warmup", "The rate grows in a straight line, then stays.",
    details: "factor = min(1, (step + 1) / steps), with steps counted from 0.",
    parameters: [ParameterSpec("steps", .integer, "Steps until the full rate.")],
    factor: { arguments, step, _, _ in
      Swift.min(1, (Double(step) + 1) / Double(Swift.max(arguments.integer("steps"), 1)))
    })
}
