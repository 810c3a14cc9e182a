/// Builtin functions; one file each.
enum Functions {}
