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

  /// `nil` if the number of bytes exceeds an `Int`.
  init?(_ program: LayeredProgram, order: CircuitOrder, scalarBytes: Int) {
    let p = program.header
    let states = 1 << Int(p.bits)
    let register = program.registerBytes
    let laneAngles = Int(p.angleCount - p.firstLane)
    shared = [
      (3 * Int(p.firstLane), 8), (states, 8), (Int(p.rotationCount), scalarBytes), (Int(p.rotationCount), 8),
      (Int(p.termCount), 8), (2 * states * Int(p.tableCount), scalarBytes), (Int(p.tableCount), 8),
      (8 * Int(p.segmentCount), 8),
    ].map { Self.place($0.0, of: $0.1, at: &sharedBytes, &overflows) }
    let points = order == .forward ? 3 : program.pointCount
    let (planes, tooMany) = (points * Int(p.planes)).multipliedReportingOverflow(by: Int(p.plane))
    if tooMany { overflows = true }
    workspace = [
      (planes, register), (4 * states, register), (4 * Int(p.segmentCount) + 8, register),
      (2 * laneAngles, register), (laneAngles, register), (2 * Int(p.rotationCount), register),
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
    result.trigonometry = (base + shared[0]).assumingMemoryBound(to: Double.self)
    result.scratch = (base + shared[1]).assumingMemoryBound(to: Double.self)
    result.tangents = base + shared[2]
    result.signs = (base + shared[3]).assumingMemoryBound(to: Double.self)
    result.termSigns = (base + shared[4]).assumingMemoryBound(to: Double.self)
    result.tables = base + shared[5]
    result.tableScales = (base + shared[6]).assumingMemoryBound(to: Double.self)
    result.blocks = (base + shared[7]).assumingMemoryBound(to: Double.self)
    return result
  }

  /// One thread's arrays at an address.
  func workspace(at base: UnsafeMutableRawPointer) -> layered_workspace {
    var result = layered_workspace()
    result.points = base + workspace[0]
    result.prefix = base + workspace[1]
    result.vectors = base + workspace[2]
    result.trigonometry = base + workspace[3]
    result.angles = base + workspace[4]
    result.rotations = base + workspace[5]
    result.overlaps = base + workspace[6]
    result.lanes = base + workspace[7]
    result.scratch = base + workspace[8]
    result.copy = base + workspace[9]
    result.outputs = base + workspace[10]
    result.cotangents = base + workspace[11]
    result.blockSums = base + workspace[12]
    result.termSums = base + workspace[13]
    result.tableSums = base + workspace[14]
    result.laneSums = base + workspace[15]
    result.angleSums = (base + workspace[16]).assumingMemoryBound(to: Double.self)
    result.paramSums = (base + workspace[17]).assumingMemoryBound(to: Double.self)
    return result
  }
}
