/// Where the text of included files comes from; the driver reads disks, tests give dictionaries.
public protocol SourceProvider {
  /// Resolves `path` as written in the file named `includer`, and reads it.
  func source(_ path: String, includedFrom includer: String) -> SourceText?
}

/// The text of a file and the name it goes by.
public struct SourceText: Sendable {
  /// Canonical: two includes of one file give the same.
  public var path: String
  public var utf8: [UInt8]

  public init(path: String, utf8: [UInt8]) {
    self.path = path
    self.utf8 = utf8
  }
}
