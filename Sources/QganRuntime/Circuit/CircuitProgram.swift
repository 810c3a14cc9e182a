import CQganKernels
import QganIR

/// A circuit plan as the C kernels read it: flat arrays that live as long as this object.
final class CircuitProgram {
  private let headerArray: CArray<quantum_program>
  /// What the kernels take.
  var pointer: UnsafePointer<quantum_program> { UnsafePointer(headerArray.pointer) }
  var header: quantum_program { headerArray.pointer[0] }
  /// Angles whose argument differs between samples.
  let laneAngleCount: Int
  /// Rows of the largest constant matrix.
  let largestMatrix: Int

  private let steps: CArray<quantum_step>
  private let plainSteps: CArray<quantum_step>
  private let factors: CArray<quantum_factor>
  private let angles: CArray<quantum_angle>
  private let terms: CArray<quantum_term>
  private let operands: CArray<quantum_operand>
  private let preparations: CArray<quantum_preparation>
  private let measurements: CArray<quantum_measurement>
  private let matrices: CArray<Double>
  private let offsets: CArray<UInt64>
  private let bits: CArray<Int32>
  private let cycles: CArray<UInt32>

  /// Throws an `IRError` if the plan is larger than the kernels' tables.
  init(_ plan: CircuitPlan) throws {
    var tables = CircuitTables(plan)
    try tables.fill()
    steps = CArray(tables.steps)
    plainSteps = CArray(tables.plainSteps)
    factors = CArray(tables.factors)
    angles = CArray(tables.angles)
    terms = CArray(tables.terms)
    operands = CArray(tables.operands)
    preparations = CArray(tables.preparations)
    measurements = CArray(tables.measurements)
    matrices = CArray(tables.matrices)
    offsets = CArray(tables.offsets)
    bits = CArray(tables.bits)
    cycles = CArray(tables.cycles)
    laneAngleCount = tables.angles.count - tables.firstLane
    largestMatrix = tables.largestMatrix

    var header = quantum_program()
    header.qubits = Int32(plan.qubitCount)
    header.angleCount = Int32(tables.angles.count)
    header.firstShared = Int32(tables.firstShared)
    header.firstLane = Int32(tables.firstLane)
    header.stepCount = Int32(tables.steps.count)
    header.plainStepCount = Int32(tables.plainSteps.count)
    header.operandCount = Int32(tables.operands.count)
    header.preparationCount = Int32(tables.preparations.count)
    header.measurementCount = Int32(tables.measurements.count)
    header.preparedBits = Int32(plan.preparations.reduce(0) { $0 + $1.qubits.count })
    header.blockCount = Int32(tables.blockCount)
    header.firstGradientStep = Self.firstGradientStep(tables.steps, plan)
    header.plainFirstGradientStep = Self.firstGradientStep(tables.plainSteps, plan)
    header.outputCount = Int64(plan.outputCount)
    header.paramSumCount = Int64(tables.paramSumCount)
    header.steps = UnsafePointer(steps.pointer)
    header.plainSteps = UnsafePointer(plainSteps.pointer)
    header.factors = UnsafePointer(factors.pointer)
    header.angles = UnsafePointer(angles.pointer)
    header.terms = UnsafePointer(terms.pointer)
    header.operands = UnsafePointer(operands.pointer)
    header.preparations = UnsafePointer(preparations.pointer)
    header.measurements = UnsafePointer(measurements.pointer)
    header.matrices = UnsafePointer(matrices.pointer)
    header.offsets = UnsafePointer(offsets.pointer)
    header.bits = UnsafePointer(bits.pointer)
    header.cycles = UnsafePointer(cycles.pointer)
    headerArray = CArray([header])
  }

  /// The backward pass ends at the first step with a gradient, or goes to the start if the start has one.
  private static func firstGradientStep(_ steps: [quantum_step], _ plan: CircuitPlan) -> Int32 {
    if !plan.preparations.isEmpty { return 0 }
    return Int32(steps.firstIndex { $0.hasGradient != 0 } ?? steps.count)
  }
}

/// Elements that C reads.
final class CArray<Element> {
  let pointer: UnsafeMutablePointer<Element>
  private let count: Int

  init(_ elements: [Element]) {
    count = elements.count
    pointer = .allocate(capacity: Swift.max(count, 1))
    for (index, element) in elements.enumerated() { (pointer + index).initialize(to: element) }
  }

  /// Overwrites the elements with as many of a type of the same layout, such as pointers to a certain type.
  func copy<Other>(_ others: [Other]) {
    precondition(others.count == count && MemoryLayout<Other>.stride == MemoryLayout<Element>.stride)
    others.withUnsafeBytes { bytes in
      if let source = bytes.baseAddress {
        UnsafeMutableRawPointer(pointer).copyMemory(from: source, byteCount: bytes.count)
      }
    }
  }

  deinit {
    pointer.deinitialize(count: count)
    pointer.deallocate()
  }
}
