/// Builtin augmentations of images; one file each.
enum Augmentations {}
