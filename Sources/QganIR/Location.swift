/// Where in the source an IR object comes from; the IR only carries it.
public struct Location: Hashable, Sendable {
  /// Index of the file in the front end's source map.
  public var file: Int
  /// UTF-8 offsets, half open.
  public var start: Int
  public var end: Int

  public init(file: Int, start: Int, end: Int) {
    self.file = file
    self.start = start
    self.end = end
  }
}
