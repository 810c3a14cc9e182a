import CQganKernels
import QganIR

/// A circuit in normal form as the layered kernels read it: flat arrays that live as long as this object.
final class LayeredProgram {
  private let headerArray: CArray<layered_program>
  /// What the kernels take.
  var pointer: UnsafePointer<layered_program> { UnsafePointer(headerArray.pointer) }
  var header: layered_program { headerArray.pointer[0] }
  /// States that the backward pass needs: the start, and after each diagonal and each group of rotations.
  let pointCount: Int
  /// Of one register.
  let registerBytes: Int

  private let layers: CArray<layered_layer>
  private let groups: CArray<layered_group>
  private let rotations: CArray<layered_rotation>
  private let terms: CArray<layered_term>
  private let segments: CArray<layered_segment>
  private let qubits: CArray<layered_qubit>
  private let factors: CArray<quantum_factor>
  private let angles: CArray<layered_angle>
  private let angleTerms: CArray<quantum_term>
  private let operands: CArray<quantum_operand>
  private let readouts: CArray<layered_readout>
  private let bitList: CArray<Int32>
  private let sources: CArray<UInt32>
  private let maps: CArray<UInt64>
  private let prepared: CArray<UInt32>

  /// From this many qubits on a tile of states is too large for these kernels.
  static let largestQubitCount = 15

  /// `nil` if the kernels cannot run the circuit; without `allowsSmall` those for few bits, which run whole tiles only,
  /// are not used.
  init?(_ fused: FusedCircuit, kernels: layered_kernels, scalarBytes: Int, allowsSmall: Bool = true) {
    guard LayeredTables.canRun(fused) else { return nil }
    var tables = LayeredTables(fused, kernels: kernels, scalarBytes: scalarBytes)
    tables.allowsSmall = allowsSmall
    tables.fill()
    pointCount = tables.pointCount
    registerBytes = tables.registerBytes
    layers = CArray(tables.layers)
    groups = CArray(tables.groups)
    rotations = CArray(tables.rotations)
    terms = CArray(tables.terms)
    segments = CArray(tables.segments)
    qubits = CArray(tables.qubits)
    factors = CArray(tables.factors)
    angles = CArray(tables.angles)
    angleTerms = CArray(tables.angleTerms)
    operands = CArray(tables.operands)
    readouts = CArray(tables.readouts)
    bitList = CArray(tables.bitList)
    sources = CArray(tables.sources)
    maps = CArray(tables.maps)
    prepared = CArray(tables.prepared)

    var header = layered_program()
    header.bits = Int32(tables.bits)
    header.planes = Int32(tables.planes)
    header.padding = Int32(tables.padding)
    header.plane = Int64(tables.plane)
    header.layerCount = Int32(tables.layers.count)
    header.angleCount = Int32(tables.angles.count)
    header.firstShared = Int32(tables.firstShared)
    header.firstLane = Int32(tables.firstLane)
    header.rotationCount = Int32(tables.rotations.count)
    header.groupCount = Int32(tables.groups.count)
    header.termCount = Int32(tables.terms.count)
    header.tableCount = Int32(tables.tableCount)
    header.lanesCount = Int32(tables.lanesCount)
    header.segmentCount = Int32(tables.segments.count)
    header.operandCount = Int32(tables.operands.count)
    header.readoutCount = Int32(tables.readouts.count)
    header.needsTable = tables.readouts.contains { $0.kind != Int32(LAYERED_Z) } ? 1 : 0
    header.needsCopy = tables.readouts.contains { $0.kind == Int32(LAYERED_PAULI) } ? 1 : 0
    header.preparation = Int32(fused.preparations.first?.operand ?? -1)
    header.preparedCount = Int32(fused.preparations.first.map { 1 << $0.qubits.count } ?? 0)
    header.isSmall = tables.isSmall ? 1 : 0
    header.readSource = Int64(tables.sources.count - 1 << tables.bits)
    header.outputCount = Int64(fused.outputCount)
    header.paramSumCount = Int64(tables.paramSumCount)
    header.layers = UnsafePointer(layers.pointer)
    header.groups = UnsafePointer(groups.pointer)
    header.rotations = UnsafePointer(rotations.pointer)
    header.terms = UnsafePointer(terms.pointer)
    header.segments = UnsafePointer(segments.pointer)
    header.qubits = UnsafePointer(qubits.pointer)
    header.factors = UnsafePointer(factors.pointer)
    header.angles = UnsafePointer(angles.pointer)
    header.angleTerms = UnsafePointer(angleTerms.pointer)
    header.operands = UnsafePointer(operands.pointer)
    header.readouts = UnsafePointer(readouts.pointer)
    header.bitList = UnsafePointer(bitList.pointer)
    header.sources = UnsafePointer(sources.pointer)
    header.maps = UnsafePointer(maps.pointer)
    header.prepared = UnsafePointer(prepared.pointer)
    headerArray = CArray([header])
  }
}
