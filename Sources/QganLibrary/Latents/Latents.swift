/// Builtin distributions of latents; one file each.
enum Latents {}
