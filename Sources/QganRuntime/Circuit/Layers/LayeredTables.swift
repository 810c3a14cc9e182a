import CQganKernels
import QganIR

/// Translates a circuit in normal form into the layered kernels' tables.
struct LayeredTables {
  let fused: FusedCircuit
  /// Of the index: the qubits', and as many more as fill a register block.
  let bits: Int
  /// The most rotations of a group.
  let radix: Int
  let padding: Int
  /// Of one register.
  let registerBytes: Int
  let planes: Int

  private(set) var layers: [layered_layer] = []
  private(set) var groups: [layered_group] = []
  private(set) var rotations: [layered_rotation] = []
  private(set) var terms: [layered_term] = []
  private(set) var segments: [layered_segment] = []
  private(set) var qubits: [layered_qubit] = []
  private(set) var factors: [quantum_factor] = []
  private(set) var angles: [layered_angle] = []
  private(set) var angleTerms: [quantum_term] = []
  private(set) var operands: [quantum_operand] = []
  private(set) var readouts: [layered_readout] = []
  private(set) var bitList: [Int32] = []
  private(set) var sources: [UInt32] = []
  private(set) var maps: [UInt64] = []
  private(set) var prepared: [UInt32] = []
  private(set) var firstShared = 0
  private(set) var firstLane = 0
  private(set) var paramSumCount = 0
  private(set) var tableCount = 0
  private(set) var lanesCount = 0
  private(set) var pointCount = 1
  /// Whether the kernels for few bits can run it.
  private(set) var isSmall = false
  var allowsSmall = true
  private var angleIndex: [Int] = []
  /// Before the first layer, and after each.
  private var permutations: [BitMap]

  /// Rotations after which the product of their cosines must go into a diagonal, lest it vanish.
  private static let longestScale = 60
  /// Checks of a phase beyond which its expansion into parities is too long.
  private static let longestPhase = 10

  init(_ fused: FusedCircuit, kernels: layered_kernels, scalarBytes: Int) {
    self.fused = fused
    radix = Int(kernels.radix)
    bits = Swift.max(fused.qubitCount, Int(kernels.radix))
    // So that strides of 256 amplitudes and more do not meet in one set of the cache.
    padding = bits > 8 ? 4 : 0
    registerBytes = Int(kernels.lanes) * scalarBytes
    planes = fused.isReal ? 1 : 2
    permutations = [BitMap(identity: bits)]
  }

  /// Whether the kernels can run the circuit.
  static func canRun(_ fused: FusedCircuit) -> Bool {
    fused.preparations.count <= 1
      && fused.layers.allSatisfy { $0.diagonal.allSatisfy { $0.checks.count <= longestPhase } }
  }

  mutating func fill() {
    addOperands()
    addAngles()
    isSmall = allowsSmall && bits <= 5 && fused.preparations.isEmpty && fused.layers.allSatisfy(isSmallLayer)
    addStart()
    addLayers()
    // A small circuit's last permutation is done by the stores.
    addReadouts(isSmall ? BitMap(identity: bits) : permutations[permutations.count - 1])
  }

  /// Registers of a plane, with some between planes so that they do not meet in one set of the cache.
  var plane: Int { place(1 << bits) + 6 }

  private func place(_ index: Int) -> Int { index + (index >> 8) * padding }

  private mutating func addOperands() {
    for operand in fused.operands {
      let isLane = operand.binding == .input
      operands.append(
        quantum_operand(
          count: Int64(operand.count), sums: Int64(paramSumCount), lane: isLane ? 1 : 0, reserved: 0))
      if !isLane { paramSumCount += operand.count }
    }
  }

  /// Constants, then shared, then per sample.
  private mutating func addAngles() {
    angleIndex = [Int](repeating: 0, count: fused.angles.count)
    for binding in [nil, CircuitOperand.Binding.param, .input] {
      if binding == .param { firstShared = angles.count }
      if binding == .input { firstLane = angles.count }
      for (index, angle) in fused.angles.enumerated() where fused.binding(of: index) == binding {
        angleIndex[index] = angles.count
        let lanes = angle.terms.filter { fused.operands[$0.operand].binding == .input }
        let others = angle.terms.filter { fused.operands[$0.operand].binding != .input }
        angles.append(
          layered_angle(
            constant: angle.constant, firstTerm: Int32(angleTerms.count),
            termCount: Int32(angle.terms.count), laneCount: Int32(lanes.count), reserved: 0))
        for term in lanes + others {
          angleTerms.append(
            quantum_term(
              operand: Int32(term.operand), reserved: 0, element: Int64(term.element),
              coefficient: term.coefficient))
        }
      }
    }
  }

  private func isLane(_ argument: Int) -> Bool { angleIndex[argument] >= firstLane }

  /// Factors of each bit's qubit: those that the batch shares as one segment, others each as one.
  private mutating func addStart() {
    let preparedQubits = fused.preparations.first?.qubits ?? []
    for bit in 0..<bits {
      var qubit = layered_qubit(
        firstSegment: Int32(segments.count), segmentCount: 0, turn: -1, reserved: 0)
      let number = fused.qubitCount - 1 - bit
      if number >= 0, preparedQubits.contains(number) {
        qubit.segmentCount = -1
      } else if number >= 0, number < fused.start.count {
        var isOpen = false
        for factor in fused.start[number] {
          let isLane = factor.argument.map(isLane) ?? false
          if !isOpen || isLane {
            segments.append(
              layered_segment(
                isLane: isLane ? 1 : 0, firstFactor: Int32(factors.count), factorCount: 0,
                block: Int32(segments.count)))
          }
          isOpen = !isLane
          segments[segments.count - 1].factorCount += 1
          factors.append(
            CircuitTables.factor(factor, angle: factor.argument.map { angleIndex[$0] } ?? -1))
        }
        qubit.segmentCount = Int32(segments.count) - qubit.firstSegment
        if fused.start[number].count == 1, case .rotation(.y, let argument) = fused.start[number][0],
          isLane(argument)
        {
          qubit.turn = Int32(angleIndex[argument] - firstLane)
        }
      }
      qubits.append(qubit)
    }
    guard !preparedQubits.isEmpty else { return }
    let positions = preparedQubits.map { UInt64(fused.qubitCount - 1 - $0) }
    prepared = (0..<UInt64(1) << UInt64(bits)).map { index in
      positions.reduce(UInt32(0)) { $0 << 1 | UInt32(index >> $1 & 1) }
    }
  }

  /// The permutation after a layer, with the bits that only fill a block.
  private func widened(_ map: BitMap) -> BitMap {
    BitMap(
      columns: map.columns + (map.bitCount..<bits).map { 1 << UInt64($0) }, offset: map.offset)
  }

  private mutating func addLayers() {
    var carrier: Int32 = -1
    var scaled = 0
    for layer in fused.layers {
      if layer.diagonal.isEmpty, layer.rotations.allSatisfy({ $0 == nil }) {
        permutations[permutations.count - 1] = permutations[permutations.count - 1].then(
          widened(layer.permutation))
        continue
      }
      var entry = layered_layer()
      entry.firstTerm = Int32(terms.count)
      let hasLanes = layer.diagonal.contains { isLane($0.argument) }
      for phase in layer.diagonal { addTerms(phase) }
      entry.termCount = Int32(terms.count) - entry.firstTerm
      entry.firstGroup = Int32(groups.count)
      let sharedCount = addGroups(layer.rotations)
      entry.groupCount = Int32(groups.count) - entry.firstGroup
      pointCount += isSmall ? 2 : 1 + Int(entry.groupCount)
      let needsScale = scaled + sharedCount > Self.longestScale
      entry.diagonal = Int32(diagonalKind(hasTerms: entry.termCount > 0, hasLanes: hasLanes, needsScale))
      entry.table = -1
      entry.lanes = -1
      if entry.diagonal != Int32(LAYERED_NONE) {
        entry.table = Int32(tableCount)
        tableCount += 1
        carrier = entry.table
        scaled = 0
      }
      if hasLanes {
        entry.lanes = Int32(lanesCount)
        lanesCount += 1
      }
      scaled += sharedCount
      entry.carrier = carrier
      entry.source = Int64(layers.count) << Int64(bits)
      entry.map = Int64(2 * bits * layers.count)
      layers.append(entry)
      permutations.append(widened(layer.permutation))
    }
    // Lambda takes turns in two more states.
    if isSmall { pointCount += 2 }
    for permutation in permutations { addSource(permutation) }
    for permutation in permutations.dropFirst() { addMap(permutation) }
    if isSmall { addSource(BitMap(identity: bits)) }
  }

  private func diagonalKind(hasTerms: Bool, hasLanes: Bool, _ needsScale: Bool) -> Int {
    if hasLanes { return Int(LAYERED_LANES) }
    guard hasTerms || needsScale else { return Int(LAYERED_NONE) }
    return planes == 1 ? Int(LAYERED_REAL) : Int(LAYERED_COMPLEX)
  }

  /// Where each amplitude after a permutation comes from, or if small where each one before it goes; in bytes.
  private mutating func addSource(_ map: BitMap) {
    let way = isSmall ? map : map.inverse
    for index in 0..<UInt64(1) << UInt64(bits) {
      sources.append(UInt32(place(Int(way.image(of: index))) * registerBytes))
    }
  }

  private mutating func addMap(_ map: BitMap) {
    let inverse = map.inverse
    maps += map.columns
    maps += (0..<bits).map { inverse.pullback(1 << UInt64($0)) }
  }

  /// A phase where checks hold is a sum of phases by parity: a check is half of 1 plus or minus the parity's sign.
  private mutating func addTerms(_ phase: FusedPhase) {
    var parts: [UInt64: Double] = [0: 1]
    for check in phase.checks {
      var next: [UInt64: Double] = [:]
      for (mask, coefficient) in parts {
        next[mask, default: 0] += 0.5 * coefficient
        next[mask ^ check.mask, default: 0] += (check.value ? -0.5 : 0.5) * coefficient
      }
      parts = next
    }
    // The empty parity is a global phase, which only a real state sees.
    for mask in parts.keys.sorted() where mask != 0 || planes == 1 {
      guard let coefficient = parts[mask], coefficient != 0 else { continue }
      terms.append(
        layered_term(
          mask: mask, angle: Int32(angleIndex[phase.argument]), isLane: isLane(phase.argument) ? 1 : 0,
          coefficient: coefficient))
    }
  }

  /// Whether rotations are all shared or all per sample, and phases all shared.
  private func isSmallLayer(_ layer: FusedLayer) -> Bool {
    let rotations = layer.rotations.compactMap { $0 }
    return !layer.diagonal.contains { isLane($0.argument) }
      && (rotations.allSatisfy(isLane) || !rotations.contains(where: isLane))
  }

  /// Returns the number of shared rotations.
  private mutating func addGroups(_ arguments: [Int?]) -> Int {
    if isSmall {
      let areLanes = arguments.contains { $0.map(isLane) ?? false }
      addGroup(0..<bits, isLane: areLanes, arguments)
      return areLanes ? 0 : arguments.count { $0 != nil }
    }
    let shared = arguments.indices.filter { arguments[$0].map { !isLane($0) } ?? false }
    let lanes = arguments.indices.filter { arguments[$0].map(isLane) ?? false }
    let first = groups.count
    if let highest = shared.last { addGroups(0..<highest + 1, isLane: false, arguments) }
    if let low = lanes.first, let high = lanes.last {
      // What comes with the diagonal starts at the lowest bit.
      if groups.count == first, low > 0 { addGroup(0..<0, isLane: false, arguments) }
      addGroups(low..<high + 1, isLane: true, arguments)
    }
    if groups.count == first { addGroup(0..<0, isLane: false, arguments) }
    return shared.count
  }

  /// As few groups as possible, of sizes as equal as possible.
  private mutating func addGroups(_ range: Range<Int>, isLane: Bool, _ arguments: [Int?]) {
    var start = range.lowerBound
    var left = (range.count - 1) / radix + 1
    while left > 0 {
      let count = (range.upperBound - start - 1) / left + 1
      addGroup(start..<start + count, isLane: isLane, arguments)
      start += count
      left -= 1
    }
  }

  private mutating func addGroup(_ range: Range<Int>, isLane wanted: Bool, _ arguments: [Int?]) {
    groups.append(
      layered_group(
        isLane: wanted ? 1 : 0, bit: Int32(range.lowerBound), count: Int32(range.count),
        first: Int32(rotations.count)))
    for bit in range {
      let argument = bit < arguments.count ? arguments[bit] : nil
      let isThere = argument.map { isLane($0) == wanted } ?? false
      rotations.append(
        layered_rotation(
          angle: isThere ? argument.map { Int32(angleIndex[$0]) } ?? -1 : -1, isLane: wanted ? 1 : 0))
    }
  }

  private mutating func addReadouts(_ last: BitMap) {
    var output: Int64 = 0
    for measurement in fused.measurements {
      var m = layered_readout()
      m.output = output
      m.sign = 1
      switch measurement {
      case .probabilities(let qubits):
        m.kind = Int32(LAYERED_PROBABILITIES)
        m.firstBit = Int32(bitList.count)
        m.bitCount = Int32(qubits.count)
        bitList += qubits.map { Int32(fused.qubitCount - 1 - $0) }
      case .expectation(let list):
        var product = PauliMask()
        for factor in list { product.insert(factor.pauli, bit: fused.qubitCount - 1 - factor.qubit) }
        let kind = CircuitTables.kind(of: product)
        m.x = product.x
        m.z = product.z
        m.stateX = last.inverse.linearImage(of: product.x)
        m.stateZ = last.pullback(product.z)
        m.isOdd = kind.isOdd ? 1 : 0
        // The permutation's offset reaches the sign.
        m.sign = (product.z & last.offset).nonzeroBitCount % 2 == 0 ? kind.sign : -kind.sign
        m.bit = Int32(Swift.min(product.z.trailingZeroBitCount, 63))
        m.kind =
          product.x != 0
          ? Int32(LAYERED_PAULI)
          : product.z.nonzeroBitCount == 1 ? Int32(LAYERED_Z) : Int32(LAYERED_STRING)
      }
      output += Int64(measurement.count)
      readouts.append(m)
    }
  }
}
