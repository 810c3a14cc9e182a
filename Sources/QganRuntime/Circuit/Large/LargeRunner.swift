import CQganKernels
import QganIR

/// The sweeps of one sample, in single or double precision.
final class LargeRunner {
  /// What a backward pass finds of psi.
  private enum Keeping {
    /// There is none: two states.
    case nothing
    /// Each layer's state between the low and the high RYs: state 0 is for what comes and goes, the layers' follow, and
    /// one for lambda where it cannot be made in place.
    case layers
    /// The last state, from which the others are made again: two states for psi, two for lambda.
    case last
  }

  let byteCount: Int

  private let shape: LargeShape
  private let angles: LargeAngles
  private let start: LargeStart
  private let layers: [LargeLayer]
  private let readout: LargeReadout
  private let workers: LargeWorkers
  private let memory: CircuitMemory
  private let states: [large_state]
  private let keeping: Keeping
  /// Moves nothing: what the start state goes through where there are no layers.
  private let identity: LargeMap
  private let firstReadoutSum: Int
  private let sumCount: Int
  private let columns: LargeRegion
  private let outputCount: Int
  private var buffers: [UnsafeRawPointer?]
  private var isStale = true
  /// The last state.
  private var psi: large_state

  init(
    _ circuit: FusedCircuit, shape: LargeShape, threads: Int, order: CircuitOrder,
    instructionSet: InstructionSet, parallel: @escaping ParallelLoop, keepsStates: Bool?
  ) throws {
    let kernels = large_kernels_for(instructionSet.rawValue, shape.isDouble ? 1 : 0).pointee
    let form = LargeNormalForm(circuit)
    let lanes = Int(kernels.lanes)
    var layout = LargeLayout()
    var sumCount = 0
    let layers = try form.stages.map { stage in
      let layer = try LargeLayer(
        stage, circuit, shape: shape, lanes: lanes, firstSum: sumCount, layout: &layout)
      sumCount += layer.sumCount
      return layer
    }
    self.layers = layers
    self.shape = shape
    buffers = [UnsafeRawPointer?](repeating: nil, count: circuit.operands.count)
    angles = LargeAngles(circuit, shape: shape, order: order, layout: &layout)
    start = LargeStart(circuit, shape: shape, layout: &layout)
    readout = LargeReadout(circuit, map: form.last, shape: shape, layout: &layout)
    let none = BitMap(identity: shape.qubitCount)
    identity = LargeMap(origin: none, image: none, shape: shape, lanes: lanes)
    firstReadoutSum = sumCount
    sumCount += readout.sumCount
    self.sumCount = sumCount
    outputCount = circuit.outputCount
    columns = layout.place(2 * shape.blockCount, of: 8)
    var header = shape.header
    let scratchSize = Int(large_scratch(&header, Int64(shape.numberBytes)))
    let distributionSize = readout.distributionSize
    let regions = (0..<threads).map { _ in
      (
        scratch: layout.place(scratchSize, of: shape.numberBytes),
        spectrum: layout.place(Swift.max(shape.blockSize, shape.blockCount), of: 8),
        sums: layout.place(sumCount, of: 8), distributions: layout.place(distributionSize, of: 8),
        rows: layout.place(2 * shape.blockSize, of: 8)
      )
    }
    // The largest part last, to see whether as many states fit as would be good.
    let planeCount = circuit.isReal ? 1 : 2
    let most = Self.stateCount(layers.count, order: order, hasProducts: !readout.products.isEmpty)
    let kept = try Self.place(most, planeCount, shape, layout, circuit)
    let available = Memory.available
    if order == .forward {
      keeping = .nothing
    } else {
      keeping = keepsStates ?? (most <= 4 || kept.layout.byteCount <= available) ? .layers : .last
    }
    let final = keeping == .last ? try Self.place(4, planeCount, shape, layout, circuit) : kept
    let bytes = final.layout.byteCount
    guard bytes <= available, let memory = CircuitMemory(byteCount: bytes) else {
      throw Self.tooLarge(circuit, shape, planeCount, bytes)
    }
    self.memory = memory
    byteCount = bytes
    final.layout.take(memory)
    for layer in layers { layer.attach() }
    readout.attach()
    states = final.planes.map { large_state(re: $0[0].base, im: $0.count > 1 ? $0[1].base : nil) }
    psi = states[0]
    workers = LargeWorkers(
      kernels: kernels,
      parts: regions.map {
        LargeWorkers.Part(
          scratch: $0.scratch.base, spectrum: $0.spectrum.doubles, sums: $0.sums.doubles,
          distributions: $0.distributions.doubles, rows: $0.rows.doubles)
      }, parallel: parallel)
  }

  /// How many states there are if each layer's is kept.
  private static func stateCount(_ layerCount: Int, order: CircuitOrder, hasProducts: Bool) -> Int {
    order == .forward ? 2 : layerCount + (hasProducts ? 2 : 1)
  }

  /// Bytes of the states of a circuit, if as few are held as can be; `nil` if that exceeds an `Int`.
  static func leastStateBytes(_ circuit: FusedCircuit, shape: LargeShape, order: CircuitOrder) -> Int? {
    let hasProducts = circuit.measurements.contains(where: LargeNormalForm.seesPhases)
    let most = stateCount(LargeNormalForm(circuit).stages.count, order: order, hasProducts: hasProducts)
    let bytes = shape.planeSize.multipliedReportingOverflow(
      by: Swift.min(most, 4) * (circuit.isReal ? 1 : 2) * shape.numberBytes)
    return bytes.overflow ? nil : bytes.partialValue
  }

  private static func place(
    _ count: Int, _ planeCount: Int, _ shape: LargeShape, _ layout: LargeLayout, _ circuit: FusedCircuit
  ) throws -> (layout: LargeLayout, planes: [[LargeRegion]]) {
    var layout = layout
    let planes = (0..<count).map { _ in
      (0..<planeCount).map { _ in
        let region = layout.place(shape.planeSize, of: shape.numberBytes)
        // Planes start at different places of the cache's sets.
        _ = layout.place(3, of: 128)
        return region
      }
    }
    guard !layout.overflows else { throw tooLarge(circuit, shape, planeCount, nil) }
    return (layout, planes)
  }

  private static func tooLarge(
    _ circuit: FusedCircuit, _ shape: LargeShape, _ planeCount: Int, _ bytes: Int?
  ) -> IRError {
    let need = bytes.map { "\($0) bytes" } ?? "more bytes than can be counted"
    let state = "\(shape.planeSize * planeCount * shape.numberBytes) bytes"
    return IRError(
      "`\(circuit.name)` has \(shape.qubitCount) qubits: one state takes \(state), and the \(need) of all that is "
        + "needed do not fit in memory")
  }

  /// Begins a call on a batch.
  func begin(_ operands: UnsafePointer<UnsafeRawPointer?>) {
    for index in buffers.indices { buffers[index] = operands[index] }
    isStale = !angles.paramsAreUnchanged(buffers)
    angles.clearSums(of: .param)
  }

  /// Computes the last state of a sample, and keeps what its backward pass needs.
  func forward(_ sample: Int) {
    angles.evaluate(buffers, sample: sample)
    for layer in layers { layer.prepare(angles.values.pointer, isStale: isStale, workers: workers) }
    isStale = false
    start.prepare(angles, buffers: buffers, sample: sample)
    psi = states[0]
    let first = LargeSweep(header(to: psi), workers.kernels)
    let product = LargeReading(start: UnsafePointer(start.header.pointer))
    workers.run(shape.blockCount) { _, range in first.start(product, range) }
    for (index, layer) in layers.enumerated() {
      let isKept = keeping == .layers
      let next = isKept ? states[index + 1] : psi.re == states[0].re ? states[1] : states[0]
      let low = sweep(layer, from: psi, to: next, map: layer.map)
      workers.run(layer.map.groupCount) { part, range in low.lowForward(part, range) }
      psi = next
      guard layer.turnsHighBits else { continue }
      let target = isKept ? states[0] : next
      let high = sweep(layer, from: next, to: target, map: nil)
      workers.run(shape.columnCount) { part, range in high.highForward(part, range) }
      psi = target
    }
  }

  /// Writes the outputs of the sample whose state was computed last.
  func readOut(_ sample: Int, to output: UnsafeMutableRawPointer) {
    clearSums()
    let sweep = LargeSweep(header(from: psi), workers.kernels)
    let first = firstReadoutSum
    if readout.hasDiagonal {
      let reading = LargeReading(readout: UnsafePointer(readout.header.pointer))
      workers.run(shape.blockCount) { part, range in sweep.measure(reading, part, range, sums: first) }
    }
    for (index, product) in readout.products.enumerated() {
      let place = first + readout.sumCount - readout.products.count + index
      let pauli = product.header
      workers.run(shape.blockCount) { part, range in sweep.overlap(pauli, part, range, sums: place) }
    }
    gatherSums()
    readout.write(
      sums: workers.parts[0].sums + first, distributions: workers.parts[0].distributions, to: output,
      at: sample * outputCount)
  }

  /// Adds the gradients of the sample whose state was computed last, and writes those of inputs.
  func backward(
    _ sample: Int, cotangent: UnsafeRawPointer, gradients: UnsafePointer<UnsafeMutableRawPointer?>
  ) {
    clearSums()
    angles.clearSums(of: .input)
    angles.clearGradients()
    readout.read(cotangent, at: sample * outputCount)
    var lambda = observe(cotangent, at: sample * outputCount)
    // Layers before the first that has a gradient need no lambda.
    let end = start.hasGradient ? 0 : layers.firstIndex(where: \.hasGradient) ?? layers.count
    for index in layers.indices.reversed() where index >= end {
      lambda = backward(index, lambda)
    }
    if start.hasGradient { contract(lambda) }
    gatherSums()
    for (index, layer) in layers.enumerated() where index >= end {
      layer.addGradients(workers.parts[0].sums, to: angles.gradients.pointer)
    }
    if start.hasGradient {
      start.addGradients(angles, rows: workers.parts[0].rows, columns: columns.doubles)
    }
    angles.distribute()
    angles.write(.input, sample: sample, to: gradients)
  }

  /// Writes the gradients of params.
  func finish(_ gradients: UnsafePointer<UnsafeMutableRawPointer?>) {
    angles.write(.param, sample: 0, to: gradients)
  }

  /// lambda = O psi.
  private func observe(_ cotangent: UnsafeRawPointer, at place: Int) -> large_state {
    let isInPlace = keeping == .layers && readout.products.isEmpty
    let target = keeping == .last ? states[2] : isInPlace ? states[0] : states[states.count - 1]
    let sweep = LargeSweep(header(from: psi, to: target), workers.kernels)
    let reading = LargeReading(readout: UnsafePointer(readout.header.pointer))
    workers.run(shape.blockCount) { part, range in sweep.observe(reading, part, range) }
    for product in readout.products {
      let weight = readout.weight(product, cotangent, at: place)
      let pauli = product.header
      workers.run(shape.blockCount) { _, range in sweep.kick(pauli, weight, range) }
    }
    return target
  }

  /// Brings lambda, and psi if it is not kept, from after a layer (before the next one's map is undone) to after its
  /// diagonal's adjoint, and sums up the gradients.
  private func backward(_ index: Int, _ lambda: large_state) -> large_state {
    let layer = layers[index]
    let isLast = index == layers.count - 1
    let isKept = keeping == .layers
    var header = large_sweep()
    header.from = lambda
    if isLast {
      header.to = lambda
    } else if isKept {
      header.to = states[index + 2]
    } else {
      header.to = lambda.re == states[2].re ? states[3] : states[2]
    }
    header.psiScale = layer.cosines.high * layer.cosines.high
    if isKept {
      header.psi = states[index + 1]
    } else {
      header.psiFrom = psi
      header.psi = isLast ? psi : psi.re == states[0].re ? states[1] : states[0]
      psi = header.psi
    }
    let unapply = isKept ? 0 : 1 / header.psiScale
    var map = isLast ? nil : layers[index + 1].back
    if let blocks = map, blocks.favoursBlocks {
      // A sweep of its own for the map is quicker than gathering columns lane by lane.
      gather(from: lambda, to: header.to, blocks)
      header.from = header.to
      if !isKept {
        gather(from: header.psiFrom, to: header.psi, blocks)
        header.psiFrom = header.psi
      }
      map = nil
    }
    let places = (bits: layer.bitSums, masks: layer.maskSums)
    let sweep = sweep(layer, header, map: map)
    if map != nil || layer.turnsHighBits {
      workers.run(shape.columnCount) { part, range in sweep.highBackward(part, range, sums: places.bits) }
    }
    workers.run(shape.blockCount) { part, range in
      sweep.lowBackward(part, range, bits: places.bits, masks: places.masks, unapply: unapply)
    }
    return header.to
  }

  private func gather(from: large_state, to: large_state, _ map: LargeMap) {
    var header = header(from: from, to: to)
    header.map = map.pointer
    let sweep = LargeSweep(header, workers.kernels)
    workers.run(map.groupCount) { part, range in sweep.lowForward(part, range) }
  }

  /// Sums over lambda at the start for its factors.
  private func contract(_ lambda: large_state) {
    for part in workers.parts { part.rows.update(repeating: 0, count: 2 * shape.blockSize) }
    var header = header(from: lambda)
    header.map = layers.first?.back.pointer ?? identity.pointer
    let sweep = LargeSweep(header, workers.kernels)
    let product = LargeReading(start: UnsafePointer(start.header.pointer), columns: columns.doubles)
    if start.isSerial {
      sweep.startBackward(product, workers.parts[0], 0..<shape.blockCount)
    } else {
      workers.run(shape.blockCount) { part, range in sweep.startBackward(product, part, range) }
    }
    for part in workers.parts.dropFirst() {
      for k in 0..<(2 * shape.blockSize) { workers.parts[0].rows[k] += part.rows[k] }
    }
  }

  private func header(from: large_state = large_state(), to: large_state = large_state()) -> large_sweep {
    var header = large_sweep()
    header.shape = shape.header
    header.from = from
    header.to = to
    return header
  }

  private func sweep(
    _ layer: LargeLayer, from: large_state, to: large_state, map: LargeMap?
  ) -> LargeSweep { sweep(layer, header(from: from, to: to), map: map) }

  private func sweep(_ layer: LargeLayer, _ header: large_sweep, map: LargeMap?) -> LargeSweep {
    var header = header
    header.shape = shape.header
    header.map = map?.pointer
    header.layer = UnsafePointer(layer.header.pointer)
    return LargeSweep(header, workers.kernels)
  }

  private func clearSums() {
    for part in workers.parts {
      part.sums.update(repeating: 0, count: sumCount)
      part.distributions.update(repeating: 0, count: readout.distributionSize)
    }
  }

  /// Adds the threads' sums, in order, to the first one's.
  private func gatherSums() {
    let first = workers.parts[0]
    for part in workers.parts.dropFirst() {
      for k in 0..<sumCount { first.sums[k] += part.sums[k] }
      for k in 0..<readout.distributionSize { first.distributions[k] += part.distributions[k] }
    }
  }
}
