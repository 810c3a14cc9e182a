/// The keys of a `dataset` block, in the order in which they apply.
public enum DatasetKeys {
  /// A key and what it does, in a sentence.
  public struct Key: Sendable {
    public var name: String
    public var summary: String
  }

  /// All keys; `source` is required.
  public static let all: [Key] = [
    Key(name: "source", summary: "A reader of this page, or another dataset."),
    Key(name: "split", summary: "`\"train\"` (without the key) or `\"test\"`, where the reader has both."),
    Key(name: "classes", summary: "The classes to keep, such as `[0, 3]`, renumbered from 0 in this order."),
    Key(
      name: "shuffle",
      summary:
        "The seed of a random order, such as `7`, which no other seed changes; makes `limit` a random subset."
    ),
    Key(
      name: "balance",
      summary: "With `true`, every class keeps its first samples, as many as the smallest class has."
    ),
    Key(
      name: "limit",
      summary:
        "The most samples to keep: the first of each class, then the second of each, and so on; they stay in order."
    ),
    Key(
      name: "resize",
      summary:
        "Height and width, bilinear with antialiasing (as Pillow's mode F and PyTorch's `antialias=True`)."),
    Key(name: "channels", summary: "1 (gray, by ITU-R BT.601) or 3 (gray repeated)."),
    Key(name: "pca", summary: "Not in this version."),
    Key(
      name: "range",
      summary: "What black and white become; without the key 0 and 1, or what the source dataset says."),
    Key(name: "through", summary: "A layer that every sample goes through once."),
  ]
}
