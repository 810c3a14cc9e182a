/// A half-open range of UTF-8 offsets in one source file.
public struct SourceRange: Hashable, Sendable {
  /// Index of the file in its `SourceMap`.
  public var file: Int

  /// Offset of the first byte.
  public var start: Int

  /// Offset just past the last byte; equal to `start` for a place between two characters.
  public var end: Int

  public init(file: Int, start: Int, end: Int) {
    self.file = file
    self.start = start
    self.end = end
  }

  /// The smallest range that covers `self` and `other`, which lies in the same file.
  public func union(_ other: SourceRange) -> SourceRange {
    SourceRange(file: file, start: min(start, other.start), end: max(end, other.end))
  }

  /// The empty range at the end of `self`.
  public var endPoint: SourceRange { SourceRange(file: file, start: end, end: end) }

  /// The empty range at the start of `self`.
  public var startPoint: SourceRange { SourceRange(file: file, start: start, end: start) }
}
