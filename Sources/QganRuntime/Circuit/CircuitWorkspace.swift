import CQganKernels
import QganIR

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What an executor is able to compute; each includes those before it.
public enum CircuitOrder: Int32, Hashable, Sendable, CaseIterable, Comparable {
  case forward = 0
  case gradient = 1
  case tangent = 2

  public static func < (a: CircuitOrder, b: CircuitOrder) -> Bool { a.rawValue < b.rawValue }

  /// Planes of amplitudes: re and im of psi, then of lambda, then of both tangents.
  var planeCount: Int {
    switch self {
    case .forward: 2
    case .gradient: 4
    case .tangent: 8
    }
  }
}

/// Where each array lies in the memory of one thread; every array starts at a multiple of 128 bytes, the size of the widest vector.
struct CircuitWorkspaceLayout {
  var planes: [Int] = []
  var trigonometry = 0
  var tangents = 0
  var blocks = 0
  var laneGradients = 0
  var outputs = 0
  var cotangents = 0
  var scratch = 0
  var angleSums = 0
  var blockSums = 0
  var paramSums = 0
  private(set) var byteCount = 0
  private var overflows = false

  /// `nil` if the number of bytes exceeds an `Int`.
  init?(_ program: CircuitProgram, order: CircuitOrder, lanes: Int, scalarBytes: Int) {
    let p = program.header
    let states = 1 << Int(p.qubits)
    let lane = lanes * scalarBytes
    // Neighbouring planes start at different places of the cache's sets.
    for index in 0..<order.planeCount {
      if index > 0 { _ = place(1, of: 192) }
      planes.append(place(states, of: lane))
    }
    trigonometry = place(2 * program.laneAngleCount, of: lane)
    tangents = place(program.laneAngleCount, of: lane)
    blocks = place(8 * Int(p.blockCount), of: lane)
    laneGradients = place(program.laneAngleCount, of: lanes * 8)
    outputs = place(Int(p.outputCount), of: lanes * 8)
    cotangents = place(Int(p.outputCount), of: lane)
    // A matrix on a single sample works on registers of neighbouring amplitudes.
    scratch = place(4 * program.largestMatrix, of: 16 * scalarBytes)
    angleSums = place(Int(p.angleCount), of: 8)
    blockSums = place(8 * Int(p.blockCount), of: 8)
    paramSums = place(Int(p.paramSumCount), of: 8)
    if overflows { return nil }
  }

  private mutating func place(_ count: Int, of size: Int) -> Int {
    let start = byteCount
    let (bytes, tooMany) = count.multipliedReportingOverflow(by: size)
    let (padded, tooLong) = bytes.addingReportingOverflow(127)
    let (end, tooFar) = start.addingReportingOverflow(padded & ~127)
    if tooMany || tooLong || tooFar { overflows = true } else { byteCount = end }
    return start
  }

  /// The arrays at an address.
  func workspace(at base: UnsafeMutableRawPointer) -> quantum_workspace {
    var result = quantum_workspace()
    withUnsafeMutableBytes(of: &result.planes) { raw in
      let slots = raw.bindMemory(to: UnsafeMutableRawPointer?.self)
      for (index, offset) in planes.enumerated() { slots[index] = base + offset }
    }
    result.trigonometry = base + trigonometry
    result.tangents = base + tangents
    result.blocks = base + blocks
    result.laneGradients = (base + laneGradients).assumingMemoryBound(to: Double.self)
    result.outputs = (base + outputs).assumingMemoryBound(to: Double.self)
    result.cotangents = base + cotangents
    result.scratch = base + scratch
    result.angleSums = (base + angleSums).assumingMemoryBound(to: Double.self)
    result.blockSums = (base + blockSums).assumingMemoryBound(to: Double.self)
    result.paramSums = (base + paramSums).assumingMemoryBound(to: Double.self)
    return result
  }
}

/// Bytes at a 128-byte boundary, freed with the last reference.
final class CircuitMemory {
  let base: UnsafeMutableRawPointer

  /// Where pages of this size are to be had, sweeps over columns of a state miss the address cache far less.
  private static let hugePage = 1 << 21

  /// `nil` if the system refuses.
  init?(byteCount: Int) {
    var raw: UnsafeMutableRawPointer?
    let isLarge = byteCount >= 2 * Self.hugePage
    guard posix_memalign(&raw, isLarge ? Self.hugePage : 128, Swift.max(byteCount, 128)) == 0, let raw else {
      return nil
    }
    base = raw
    #if os(Linux)
      if isLarge { _ = madvise(raw, byteCount & ~(Self.hugePage - 1), MADV_HUGEPAGE) }
    #endif
  }

  deinit { free(base) }

  /// Bytes of the machine's memory.
  static var physical: Int {
    let (bytes, overflows) = sysconf(Int32(_SC_PHYS_PAGES)).multipliedReportingOverflow(
      by: sysconf(Int32(_SC_PAGESIZE)))
    return overflows ? Int.max : bytes
  }
}
