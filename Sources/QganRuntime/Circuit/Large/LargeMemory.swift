/// Bytes that are taken together with all others of an engine.
final class LargeRegion {
  private static nonisolated(unsafe) let nowhere = UnsafeMutableRawPointer.allocate(
    byteCount: 128, alignment: 128)

  /// Where they are, once the memory is taken.
  fileprivate(set) var base = LargeRegion.nowhere

  var doubles: UnsafeMutablePointer<Double> { base.assumingMemoryBound(to: Double.self) }
}

/// Collects what an engine needs before anything is allocated.
struct LargeLayout {
  private var regions: [(region: LargeRegion, offset: Int)] = []
  private(set) var byteCount = 0
  private(set) var overflows = false

  /// Room for `count` elements of a size, at a multiple of 128 bytes.
  mutating func place(_ count: Int, of size: Int) -> LargeRegion {
    let region = LargeRegion()
    regions.append((region, byteCount))
    let (bytes, tooMany) = count.multipliedReportingOverflow(by: size)
    let (padded, tooLong) = bytes.addingReportingOverflow(127)
    let (end, tooFar) = byteCount.addingReportingOverflow(padded & ~127)
    if tooMany || tooLong || tooFar { overflows = true } else { byteCount = end }
    return region
  }

  /// Tells the regions where they are.
  func take(_ memory: CircuitMemory) {
    for (region, offset) in regions { region.base = memory.base + offset }
  }
}
