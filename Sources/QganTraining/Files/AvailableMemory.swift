import Glibc

/// What can still be allocated without swapping.
public enum AvailableMemory {
  /// Bytes that the system, the control group and the limit of the process leave to this process; `nil` where they do not say.
  public static func bytes() -> Int? {
    var known: [Int] = []
    if let text = contents(of: "/proc/meminfo") {
      for line in text.split(separator: "\n") where line.hasPrefix("MemAvailable:") {
        let digits = line.drop { !$0.isNumber }.prefix { $0.isNumber }
        if let kilobytes = Int(digits) {
          known.append(kilobytes.multipliedReportingOverflow(by: 1024).partialValue)
        }
      }
    }
    for (limit, usage) in [
      ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory.current"),
      ("/sys/fs/cgroup/memory/memory.limit_in_bytes", "/sys/fs/cgroup/memory/memory.usage_in_bytes"),
    ] {
      if let most = number(in: limit), let used = number(in: usage) { known.append(max(0, most - used)) }
    }
    if let limit = addressSpaceLeft() { known.append(limit) }
    return known.min()
  }

  /// What `ulimit -v` leaves; `nil` where nothing is limited.
  private static func addressSpaceLeft() -> Int? {
    guard let limits = contents(of: "/proc/self/limits"),
      let line = limits.split(separator: "\n").first(where: { $0.hasPrefix("Max address space") }),
      let limit = Int(line.drop { !$0.isNumber }.prefix { $0.isNumber }),
      let pages = number(in: "/proc/self/statm")
    else { return nil }
    return max(
      0, limit - pages.multipliedReportingOverflow(by: Int(sysconf(Int32(_SC_PAGESIZE)))).partialValue)
  }

  /// Throws `notEnoughMemory` if `need` bytes are more than there are.
  public static func check(_ need: Int, for purpose: String) throws(TrainingError) {
    if let have = bytes(), need > have { throw .notEnoughMemory(purpose: purpose, need: need, have: have) }
  }

  private static func number(in path: String) -> Int? {
    contents(of: path).flatMap { Int($0.prefix { $0.isNumber }) }
  }

  /// The first kilobytes of a system file, whose size the system does not tell.
  private static func contents(of path: String) -> String? {
    guard let file = try? OpenFile(path, O_RDONLY) else { return nil }
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: 8192) { buffer, initialized in
      initialized = unsafe max(0, Glibc.read(file.descriptor, buffer.baseAddress, 8192))
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
