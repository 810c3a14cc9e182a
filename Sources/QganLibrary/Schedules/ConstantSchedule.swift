import QganIR

extension Schedules {
  static let constant = ScheduleDefinition(
    "constant", "The rate stays as it is.", details: "factor = 1.", factor: { _, _, _, _ in 1 })
}
