import CQganKernels

/// Where each array of the layered kernels lies in memory; every array starts at a multiple of 128 bytes.
struct LayeredLayout {
  private var shared: [Int] = []
  private var workspace: [Int] = []
  /// Of the tables that threads share.
  private(set) var sharedBytes = 0
  /// Of one thread's memory.
  private(set) var workspaceBytes = 0
  private var overflows = false

  /// Room for `points` states, or for all that a tile needs; `nil` if the number of bytes exceeds an `Int`.
  init?(_ program: LayeredProgram, order: CircuitOrder, scalarBytes: Int, points: Int? = nil) {
    let p = program.header
    let states = 1 << Int(p.bits)
    let register = program.registerBytes
    // Sines are taken of several at a time.
    let sharedAngles = (Int(p.firstLane) + 7) & ~7
    let laneAngles = Int(p.angleCount - p.firstLane)
    shared = [
      (sharedAngles, 8), (sharedAngles, 8), (sharedAngles, 8), (laneAngles, scalarBytes), (states, 8),
      (Int(p.rotationCount), scalarBytes), (Int(p.rotationCount), 8), (Int(p.termCount), 8),
      (2 * states * Int(p.tableCount), scalarBytes), (Int(p.tableCount), 8), (8 * Int(p.segmentCount), 8),
      (Int(p.readoutCount), scalarBytes),
    ].map { Self.place($0.0, of: $0.1, at: &sharedBytes, &overflows) }
    let points = points ?? (order == .forward && p.isSmall == 0 ? 3 : program.pointCount)
    let (planes, tooMany) = (points * Int(p.planes)).multipliedReportingOverflow(by: Int(p.plane))
    if tooMany { overflows = true }
    workspace = [
      (planes, register), (4 * states, register), (4 * Int(p.segmentCount) + 8, register),
      (2 * laneAngles, register), (laneAngles, register), (laneAngles, register),
      (2 * Int(p.rotationCount), register),
      (Int(p.rotationCount), register), (2 * states * Int(p.lanesCount), register), (3 * states, register),
      (p.needsCopy == 0 ? 0 : Int(p.planes) * Int(p.plane), register), (Int(p.outputCount), register),
      (Int(p.outputCount), register), (8 * Int(p.segmentCount), register), (Int(p.termCount), register),
      (states * Int(p.tableCount), scalarBytes), (laneAngles, register), (Int(p.angleCount), 8),
      (Int(p.paramSumCount), 8),
    ].map { Self.place($0.0, of: $0.1, at: &workspaceBytes, &overflows) }
    if overflows { return nil }
  }

  /// Bytes of everything for a number of threads; `nil` if that exceeds an `Int`.
  func totalBytes(parts: Int) -> Int? {
    let (all, tooMany) = workspaceBytes.multipliedReportingOverflow(by: parts)
    let (bytes, tooLong) = all.addingReportingOverflow(sharedBytes)
    return tooMany || tooLong ? nil : bytes
  }

  private static func place(_ count: Int, of size: Int, at end: inout Int, _ overflows: inout Bool) -> Int {
    let start = end
    let (bytes, tooMany) = count.multipliedReportingOverflow(by: size)
    let (padded, tooLong) = bytes.addingReportingOverflow(127)
    let (next, tooFar) = start.addingReportingOverflow(padded & ~127)
    if tooMany || tooLong || tooFar { overflows = true } else { end = next }
    return start
  }

  /// The shared tables at an address.
  func sharedTables(at base: UnsafeMutableRawPointer) -> layered_shared {
    var result = layered_shared()
    func numbers(_ index: Int) -> UnsafeMutablePointer<Double> {
      (base + shared[index]).assumingMemoryBound(to: Double.self)
    }
    result.arguments = numbers(0)
    result.cosines = numbers(1)
    result.sines = numbers(2)
    result.offsets = base + shared[3]
    result.scratch = numbers(4)
    result.tangents = base + shared[5]
    result.signs = numbers(6)
    result.termSigns = numbers(7)
    result.tables = base + shared[8]
    result.tableScales = numbers(9)
    result.blocks = numbers(10)
    result.readoutSigns = base + shared[11]
    return result
  }

  /// One thread's arrays at an address.
  func workspace(at base: UnsafeMutableRawPointer) -> layered_workspace {
    var result = layered_workspace()
    result.points = base + workspace[0]
    result.prefix = base + workspace[1]
    result.vectors = base + workspace[2]
    result.trigonometry = base + workspace[3]
    result.arguments = base + workspace[4]
    result.angles = base + workspace[5]
    result.rotations = base + workspace[6]
    result.overlaps = base + workspace[7]
    result.lanes = base + workspace[8]
    result.scratch = base + workspace[9]
    result.copy = base + workspace[10]
    result.outputs = base + workspace[11]
    result.cotangents = base + workspace[12]
    result.blockSums = base + workspace[13]
    result.termSums = base + workspace[14]
    result.tableSums = base + workspace[15]
    result.laneSums = base + workspace[16]
    result.angleSums = (base + workspace[17]).assumingMemoryBound(to: Double.self)
    result.paramSums = (base + workspace[18]).assumingMemoryBound(to: Double.self)
    return result
  }
}
