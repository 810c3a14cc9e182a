#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What the machine has left, so that too much is an error before it is allocated.
public enum Memory {
  /// Below this many bytes an allocation is not checked beforehand.
  static let checkedSize = 1 << 24

  /// Throws `RuntimeError.outOfMemory` if `bytes` for `what` are more than is available.
  public static func check(_ bytes: Int, for what: String) throws {
    guard bytes >= checkedSize else { return }
    let have = available
    guard bytes <= have else { throw RuntimeError.outOfMemory(what: what, need: bytes, have: have) }
  }

  /// Bytes that can be allocated without swapping: the kernel's estimate, or what the control group or `ulimit -v`
  /// leaves if that is less; `Int.max` where none is known.
  public static var available: Int {
    var result = Int.max
    if let line = lines(of: "/proc/meminfo").first(where: { $0.hasPrefix("MemAvailable:") }),
      let kibibytes = line.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
    {
      result = kibibytes.multipliedReportingOverflow(by: 1024).partialValue
    }
    return Swift.max(0, Swift.min(result, controlGroupRoom ?? Int.max, addressSpaceRoom ?? Int.max))
  }

  /// What `ulimit -v` leaves; `nil` where nothing is limited.
  private static var addressSpaceRoom: Int? {
    guard let line = lines(of: "/proc/self/limits").first(where: { $0.hasPrefix("Max address space") }),
      let limit = Int(line.drop { !$0.isNumber }.prefix { $0.isNumber }),
      let pages = lines(of: "/proc/self/statm").first?.split(separator: " ").first.flatMap({ Int($0) })
    else { return nil }
    return limit - pages.multipliedReportingOverflow(by: Int(sysconf(Int32(_SC_PAGESIZE)))).partialValue
  }

  /// Bytes of physical memory, if known.
  public static var physical: Int? {
    lines(of: "/proc/meminfo").first { $0.hasPrefix("MemTotal:") }
      .flatMap { $0.split(separator: " ").dropFirst().first.flatMap { Int($0) } }
      .map { $0.multipliedReportingOverflow(by: 1024).partialValue }
  }

  /// What the process's control groups leave, the tightest of them, in version 2 or 1 of the interface.
  private static var controlGroupRoom: Int? {
    var rooms: [Int] = []
    for line in lines(of: "/proc/self/cgroup") {
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { continue }
      let isVersion2 = parts[1].isEmpty
      guard isVersion2 || parts[1].split(separator: ",").contains("memory") else { continue }
      let root = isVersion2 ? "/sys/fs/cgroup" : "/sys/fs/cgroup/memory"
      let names =
        isVersion2 ? ("memory.max", "memory.current") : ("memory.limit_in_bytes", "memory.usage_in_bytes")
      var components = parts[2].split(separator: "/")
      while true {
        let folder = ([root] + components.map(String.init)).joined(separator: "/")
        if let limit = number(in: "\(folder)/\(names.0)"), let used = number(in: "\(folder)/\(names.1)") {
          rooms.append(Swift.max(0, limit - used))
        }
        guard components.popLast() != nil else { break }
      }
    }
    return rooms.min()
  }

  private static func number(in path: String) -> Int? { lines(of: path).first.flatMap { Int($0) } }

  /// The lines of a small file of the kernel's, none if it cannot be read.
  static func lines(of path: String) -> [Substring] {
    guard let file = fopen(path, "r") else { return [] }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while bytes.count < 1 << 20 {
      let count = fread(&chunk, 1, chunk.count, file)
      if count == 0 { break }
      bytes.append(contentsOf: chunk[0..<count])
    }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
  }
}
