import QganIR

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension CircuitCosts {
  /// The costs that choose strategies in this process: the built-in ones, and over them those of the file that the
  /// environment variable `QGANC_COSTS` names.
  ///
  /// Throws an `IRError` if that file cannot be read or is no table.
  public static var current: CircuitCosts { get throws { try read.get() } }

  private static let read: Result<CircuitCosts, IRError> = {
    guard let path = getenv("QGANC_COSTS").map({ String(cString: $0) }), !path.isEmpty else {
      return .success(.standard)
    }
    return Result { try CircuitCosts.standard.overridden(by: CircuitCosts(file: path)) }
      .mapError { $0 as? IRError ?? IRError("QGANC_COSTS: \($0)") }
  }()

  /// Reads a file; throws an `IRError` that names it.
  public init(file path: String) throws {
    guard let file = fopen(path, "r") else {
      throw IRError("the table of costs `\(path)` cannot be read: \(String(cString: strerror(errno)))")
    }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 14)
    while true {
      let count = fread(&buffer, 1, buffer.count, file)
      if count == 0 { break }
      bytes += buffer.prefix(count)
    }
    do {
      try self.init(text: String(decoding: bytes, as: UTF8.self))
    } catch let error as IRError {
      throw IRError("the table of costs `\(path)`, \(error.message)")
    }
  }
}
