import Foundation
import QganTraining

/// Where results go: a file that is replaced as a whole, a device or a pipe, or a descriptor such as standard output.
public enum OutputFile {
  /// Writes `bytes` to `path`; a regular file is either the old or the new one whatever happens, a link is followed,
  /// and anything else is written into and stays what it is.
  ///
  /// Throws `DriverError`, with the code of a full disk where it is one.
  public static func write(_ bytes: [UInt8], to path: String) throws {
    let target = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    let type = try? FileManager.default.attributesOfItem(atPath: target)[.type] as? FileAttributeType
    guard let type, type != .typeRegular else {
      do { try DurableFile.write(isLink(path) ? target : path, bytes) } catch {
        throw DriverError(translating: error)
      }
      return
    }
    guard type != .typeDirectory else {
      throw DriverError(.usage, "`\(path)` is a folder", hint: "name a file")
    }
    let descriptor = open(path, O_WRONLY)
    guard descriptor >= 0 else { throw failure(path, errno) }
    defer { close(descriptor) }
    try write(bytes, descriptor: descriptor, name: path)
  }

  /// Writes all of `bytes` to an open descriptor, which messages call `name`; throws `DriverError`, or `ClosedPipe` when
  /// nobody reads any more.
  public static func write(_ bytes: [UInt8], descriptor: Int32, name: String) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if count >= 0 {
        rest = rest.dropFirst(count)
        continue
      }
      switch errno {
      case EINTR: continue
      case EPIPE: throw ClosedPipe()
      default: throw failure(name, errno)
      }
    }
  }

  /// The reader of a pipe went away, as `head` does: an ordinary end.
  public struct ClosedPipe: Error {}

  private static func isLink(_ path: String) -> Bool {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) != nil
  }

  private static func failure(_ name: String, _ code: Int32) -> DriverError {
    let isFull = code == ENOSPC || code == EDQUOT || code == EFBIG
    return DriverError(
      isFull ? .resources : .data, "cannot write \(name): \(String(cString: strerror(code)))")
  }
}
