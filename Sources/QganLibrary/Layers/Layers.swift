/// Builtin layers; one file each.
enum Layers {}
