import Foundation

/// Memory of this process that is in use.
enum ResidentMemory {
  /// The most bytes that were resident at a time, until now.
  static var peak: Int {
    var usage = rusage()
    guard getrusage(Int32(RUSAGE_SELF.rawValue), &usage) == 0 else { return 0 }
    // Linux counts kilobytes.
    return Int(usage.ru_maxrss) * 1024
  }
}
