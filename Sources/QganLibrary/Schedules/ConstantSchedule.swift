import QganIR

extension Schedules {
  static let constant = ScheduleDefinition(
    "constant", "The rate stays as it is.", elsewhere: ["ConstantLR"], details: "factor = 1.",
    factor: { _, _, _, _ in 1 })
}
