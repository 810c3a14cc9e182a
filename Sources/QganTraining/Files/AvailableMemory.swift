import Glibc

/// What can still be allocated without swapping.
public enum AvailableMemory {
  /// Bytes that the system and the control group leave to this process; `nil` where they do not say.
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
    return known.min()
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
