/// Builtin losses; one file each.
enum Losses {}
