import CQganKernels
import QganIR

/// Translates a circuit plan into the kernels' tables.
struct CircuitTables {
  let plan: CircuitPlan
  private(set) var steps: [quantum_step] = []
  private(set) var plainSteps: [quantum_step] = []
  private(set) var factors: [quantum_factor] = []
  private(set) var angles: [quantum_angle] = []
  private(set) var terms: [quantum_term] = []
  private(set) var operands: [quantum_operand] = []
  private(set) var preparations: [quantum_preparation] = []
  private(set) var measurements: [quantum_measurement] = []
  private(set) var matrices: [Double] = []
  private(set) var offsets: [UInt64] = []
  private(set) var bits: [Int32] = []
  private(set) var cycles: [UInt32] = []
  private(set) var firstShared = 0
  private(set) var firstLane = 0
  private(set) var blockCount = 0
  private(set) var paramSumCount = 0
  private(set) var largestMatrix = 0
  /// Where each of the plan's angles stands here.
  private var angleIndex: [Int] = []

  init(_ plan: CircuitPlan) { self.plan = plan }

  mutating func fill() throws {
    guard plan.qubitCount <= CircuitPlan.maximumQubitCount else {
      throw IRError("`\(plan.name)` has more qubits than a state's index has bits")
    }
    let sizes = [plan.steps.count, plan.angles.count, plan.operands.count, plan.measurements.count]
    guard sizes.allSatisfy({ $0 < 1 << 28 }) else { throw IRError("`\(plan.name)` is too long") }
    addOperands()
    addAngles()
    addSteps()
    addPreparations()
    for measurement in plan.measurements { addMeasurement(measurement) }
  }

  private mutating func addOperands() {
    for operand in plan.operands {
      let isLane = operand.binding == .input
      operands.append(
        quantum_operand(
          count: Int64(operand.count), sums: Int64(paramSumCount), lane: isLane ? 1 : 0, reserved: 0))
      if !isLane { paramSumCount += operand.count }
    }
  }

  /// Constants, then shared, then per sample.
  private mutating func addAngles() {
    angleIndex = [Int](repeating: 0, count: plan.angles.count)
    for binding in [nil, CircuitOperand.Binding.param, .input] {
      if binding == .param { firstShared = angles.count }
      if binding == .input { firstLane = angles.count }
      for (index, angle) in plan.angles.enumerated() where plan.binding(of: angle) == binding {
        angleIndex[index] = angles.count
        angles.append(
          quantum_angle(
            constant: angle.constant, firstTerm: Int32(terms.count), termCount: Int32(angle.terms.count)))
        for term in angle.terms {
          terms.append(
            quantum_term(
              operand: Int32(term.operand), reserved: 0, element: Int64(term.element),
              coefficient: term.coefficient))
        }
      }
    }
  }

  private func isLane(_ argument: Int) -> Bool { angleIndex[argument] >= firstLane }
  private func hasGradient(_ argument: Int) -> Bool { angleIndex[argument] >= firstShared }

  /// Several exchanges in a row become one permutation where its table is small.
  private mutating func addSteps() {
    var run: [(BasisMask, UInt64)] = []
    for step in plan.steps {
      if case .exchange(let mask, let flip) = step, plan.qubitCount < CircuitTiling.largeQubitCount {
        run.append((mask, flip))
      } else {
        addExchanges(run)
        run = []
        addStep(step)
      }
    }
    addExchanges(run)
  }

  private mutating func addExchanges(_ run: [(mask: BasisMask, flip: UInt64)]) {
    // One exchange moves at most half of the amplitudes.
    guard run.count > 2 else {
      for (mask, flip) in run { addBoth(makeStep(QUANTUM_EXCHANGE, mask, x: flip)) }
      return
    }
    var step = makeStep(QUANTUM_PERMUTE, BasisMask())
    step.runBits = runBits(run.reduce(0) { $0 | $1.mask.mask | $1.flip })
    let shift = UInt64(step.runBits)
    let bitCount = Int32(plan.qubitCount) - step.runBits
    var map = Array(0..<UInt32(1) << UInt32(bitCount))
    var words = [UInt32](repeating: 0, count: map.count + map.count / 2)
    for (mask, flip) in run {
      quantum_compose(&map, bitCount, mask.mask >> shift, mask.value >> shift, flip >> shift)
    }
    let count = quantum_cycles(&map, bitCount, &words, &step.size)
    step.offsets = Int64(cycles.count)
    cycles += words.prefix(Int(count))
    addBoth(step)
  }

  private mutating func addStep(_ step: CircuitStep) {
    switch step {
    case .rotation(let pauli, let mask, let argument):
      addBoth(rotation(pauli, mask, argument))
    case .phase(let mask, let argument):
      addBoth(phase(mask, argument))
    case .exchange(let mask, let flip):
      addBoth(makeStep(QUANTUM_EXCHANGE, mask, x: flip))
    case .block(let bit, let mask, let list):
      addBlock(bit: bit, mask, list)
    case .matrix(let targets, let mask, let matrix):
      addMatrix(targets, mask, matrix)
    }
  }

  private mutating func addBoth(_ step: quantum_step) {
    steps.append(step)
    plainSteps.append(step)
  }

  /// A step on the mask's indices; `pivot` bits are fixed to 0 as well.
  private func makeStep<Kind: BinaryInteger>(
    _ kind: Kind, _ mask: BasisMask, x: UInt64 = 0, z: UInt64 = 0, pivot: UInt64 = 0
  ) -> quantum_step {
    var step = quantum_step()
    step.kind = Int32(kind)
    step.fixed = mask.mask | pivot
    step.value = mask.value
    step.x = x
    step.z = z
    step.sign = 1
    step.block = -1
    step.angle = -1
    step.runBits = runBits(step.fixed | x | z)
    return step
  }

  /// log2 of how many consecutive indices differ in none of the bits.
  private func runBits(_ used: UInt64) -> Int32 {
    Int32(Swift.min(used.trailingZeroBitCount, plan.qubitCount))
  }

  private func rotation(_ pauli: PauliMask, _ mask: BasisMask, _ argument: Int) -> quantum_step {
    let kind = CircuitTables.kind(of: pauli)
    var step = makeStep(kind.kind, mask, x: pauli.x, z: pauli.z, pivot: CircuitTables.highestBit(pauli.x))
    step.sign = kind.sign
    step.angle = Int32(angleIndex[argument])
    step.lane = isLane(argument) ? 1 : 0
    step.hasGradient = hasGradient(argument) ? 1 : 0
    return step
  }

  private func phase(_ mask: BasisMask, _ argument: Int) -> quantum_step {
    var step = makeStep(QUANTUM_PHASE, mask)
    step.angle = Int32(angleIndex[argument])
    step.lane = isLane(argument) ? 1 : 0
    step.hasGradient = hasGradient(argument) ? 1 : 0
    return step
  }

  private static func highestBit(_ mask: UInt64) -> UInt64 {
    mask == 0 ? 0 : 1 << UInt64(63 - mask.leadingZeroBitCount)
  }

  /// i^(number of Y) is the sign times 1 or i.
  static func kind(of pauli: PauliMask) -> (kind: Int, sign: Double, isOdd: Bool) {
    let count = (pauli.x & pauli.z).nonzeroBitCount
    let sign: Double = count % 4 < 2 ? 1 : -1
    if pauli.x == 0 { return (Int(QUANTUM_TURN_PARITY), 1, false) }
    if count % 2 == 1 { return (Int(QUANTUM_TURN_REAL), sign, true) }
    return (Int(QUANTUM_TURN_MIXED), sign, false)
  }

  private mutating func addBlock(bit: Int, _ mask: BasisMask, _ list: [CircuitFactor]) {
    guard !list.isEmpty else { return }
    let target: UInt64 = 1 << UInt64(bit)
    var block = makeStep(QUANTUM_BLOCK, mask, x: target, pivot: target)
    block.block = Int32(blockCount)
    block.firstFactor = Int32(factors.count)
    block.factorCount = Int32(list.count)
    for factor in list {
      if let argument = factor.argument {
        if isLane(argument) { block.lane = 1 }
        if hasGradient(argument) { block.hasGradient = 1 }
      }
      factors.append(makeFactor(factor))
    }
    blockCount += 1
    steps.append(block)
    guard block.hasGradient != 0 else {
      plainSteps.append(block)
      return
    }
    // Second derivatives take the factors one by one.
    for (index, factor) in list.enumerated() {
      switch factor {
      case .rotation(let pauli, let argument):
        var product = PauliMask()
        product.insert(pauli, bit: bit)
        plainSteps.append(rotation(product, mask, argument))
      case .phase(let argument):
        plainSteps.append(phase(mask.with(bit: bit, isOn: true), argument))
      case .fixed:
        var step = makeStep(QUANTUM_BLOCK, mask, x: target, pivot: target)
        step.block = Int32(blockCount)
        step.firstFactor = block.firstFactor + Int32(index)
        step.factorCount = 1
        blockCount += 1
        plainSteps.append(step)
      }
    }
  }

  private func makeFactor(_ factor: CircuitFactor) -> quantum_factor {
    CircuitTables.factor(factor, angle: factor.argument.map { angleIndex[$0] } ?? -1)
  }

  /// A factor with the place of its argument among the kernels' angles.
  static func factor(_ factor: CircuitFactor, angle: Int) -> quantum_factor {
    var result = quantum_factor()
    result.angle = Int32(angle)
    switch factor {
    case .rotation(.x, _): result.kind = Int32(QUANTUM_FACTOR_X)
    case .rotation(.y, _): result.kind = Int32(QUANTUM_FACTOR_Y)
    case .rotation(.z, _): result.kind = Int32(QUANTUM_FACTOR_Z)
    case .phase: result.kind = Int32(QUANTUM_FACTOR_PHASE)
    case .rotation(.i, _):
      // A global phase: the identity.
      result.kind = Int32(QUANTUM_FACTOR_FIXED)
      result.angle = -1
      result.matrix = (1, 0, 0, 0, 0, 0, 1, 0)
    case .fixed(let m):
      result.kind = Int32(QUANTUM_FACTOR_FIXED)
      result.matrix = (m.re[0], m.im[0], m.re[1], m.im[1], m.re[2], m.im[2], m.re[3], m.im[3])
    }
    return result
  }

  private mutating func addMatrix(_ targets: [Int], _ mask: BasisMask, _ matrix: ComplexMatrix) {
    let used = targets.reduce(UInt64(0)) { $0 | 1 << UInt64($1) }
    var step = makeStep(QUANTUM_MATRIX, mask, pivot: used)
    step.size = Int32(matrix.size)
    step.matrix = Int64(matrices.count)
    step.offsets = Int64(offsets.count)
    for entries in [matrix, matrix.adjoint] {
      for k in entries.re.indices { matrices += [entries.re[k], entries.im[k]] }
    }
    for row in 0..<matrix.size {
      offsets.append(
        targets.enumerated().reduce(UInt64(0)) { offset, target in
          row >> (targets.count - 1 - target.offset) & 1 == 1 ? offset | 1 << UInt64(target.element) : offset
        })
    }
    largestMatrix = Swift.max(largestMatrix, matrix.size)
    addBoth(step)
  }

  private func bit(_ qubit: Int) -> Int32 { Int32(plan.qubitCount - 1 - qubit) }

  /// Their bits come first in `bits`.
  private mutating func addPreparations() {
    for preparation in plan.preparations {
      preparations.append(
        quantum_preparation(
          operand: Int32(preparation.operand), firstBit: Int32(bits.count),
          bitCount: Int32(preparation.qubits.count)))
      bits += preparation.qubits.map(bit)
    }
  }

  private mutating func addMeasurement(_ measurement: Measurement) {
    var m = quantum_measurement()
    m.output = measurements.last.map { $0.output + outputCount(of: $0) } ?? 0
    switch measurement {
    case .probabilities(let qubits):
      m.kind = Int32(QUANTUM_PROBABILITIES)
      m.firstBit = Int32(bits.count)
      m.bitCount = Int32(qubits.count)
      bits += qubits.map(bit)
    case .expectation(let list):
      var product = PauliMask()
      for factor in list { product.insert(factor.pauli, bit: Int(bit(factor.qubit))) }
      let kind = CircuitTables.kind(of: product)
      m.x = product.x
      m.z = product.z
      m.sign = kind.sign
      m.isOdd = kind.isOdd ? 1 : 0
      m.fixed = CircuitTables.highestBit(product.x)
      m.runBits = runBits(product.x | product.z)
      m.bit = Int32(Swift.min(product.z.trailingZeroBitCount, 63))
      m.kind =
        product.x != 0
        ? Int32(QUANTUM_PAULI)
        : product.z.nonzeroBitCount == 1 ? Int32(QUANTUM_Z) : Int32(QUANTUM_Z_STRING)
    }
    measurements.append(m)
  }

  private func outputCount(of measurement: quantum_measurement) -> Int64 {
    measurement.kind == Int32(QUANTUM_PROBABILITIES) ? 1 << Int64(measurement.bitCount) : 1
  }
}
