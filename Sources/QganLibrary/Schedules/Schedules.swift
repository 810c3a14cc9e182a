/// Builtin learning-rate schedules; one file each.
enum Schedules {}
