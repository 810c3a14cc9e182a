/// Builtin optimizers; one file each.
enum Optimizers {}
