/// Builtin starts of weights; one file each.
enum Initializers {}
