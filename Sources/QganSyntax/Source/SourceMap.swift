/// All source files of one compilation, addressed by `SourceRange.file`.
public struct SourceMap: Sendable {
  /// The files, in the order they were added; a file's `id` is its index.
  public private(set) var files: [SourceFile] = []

  public init() {}

  /// Adds a file and returns it.
  @discardableResult
  public mutating func add(path: String, utf8: [UInt8]) -> SourceFile {
    let file = SourceFile(id: files.count, path: path, utf8: utf8)
    files.append(file)
    return file
  }

  /// Adds a file from text and returns it.
  @discardableResult
  public mutating func add(path: String, text: String) -> SourceFile {
    add(path: path, utf8: Array(text.utf8))
  }

  /// The file that `range` lies in, if it is one of this map's.
  public func file(of range: SourceRange) -> SourceFile? {
    files.indices.contains(range.file) ? files[range.file] : nil
  }
}
