import QganIR

/// Sorts elementary operations into layers, each as soon as it can be.
///
/// Rotation layer k (from 1) stands between the segments k - 1 and k; a segment is a diagonal, then a linear map of bits.
/// Operations that move bits whole (SWAP) or flip them (X) only change which bit of the index a bit of the circuit is and
/// whether it is inverted, so they stand in nobody's way; `position` and `flips` keep account of it.
struct CircuitLayering {
  private struct Segment {
    var diagonal = PhaseSum()
    var map: BitMap
  }

  private let bitCount: Int
  private var segments: [Segment]
  /// Angles of the layers 1, 2, and so on.
  private var rotations: [[Angle?]] = []
  /// For each bit what acts on |0> before the bit meets another one.
  private var start: [StartFactors]
  /// Whether a bit has met no other one yet.
  private var isFresh: [Bool]

  /// The bit of the index that a bit of the circuit is.
  private var position: [Int]
  /// The bits of the circuit that are inverted in the index.
  private var flips: UInt64 = 0

  /// The last rotation layer, and the last segment with a phase or a move, that touches a bit of the index.
  private var lastRotation: [Int]
  private var lastPhase: [Int]
  private var lastMove: [Int]

  /// `prepared` are bits whose start is not |0>.
  init(bitCount: Int, prepared: [Int]) {
    self.bitCount = bitCount
    segments = [Segment(map: BitMap(identity: bitCount))]
    start = [StartFactors](repeating: StartFactors(), count: bitCount)
    isFresh = [Bool](repeating: true, count: bitCount)
    position = Array(0..<bitCount)
    let none = [Int](repeating: 0, count: bitCount)
    (lastRotation, lastPhase, lastMove) = (none, none, none)
    for bit in prepared { isFresh[bit] = false }
  }

  mutating func add(_ operation: ElementaryOperation) {
    switch operation {
    case .rotation(let bit, let angle): addRotation(bit, angle)
    case .phase(let angle, let checks): addPhase(angle, checks)
    case .flip(let bit): flips ^= 1 << UInt64(bit)
    case .swap(let a, let b):
      position.swapAt(a, b)
      if isFlipped(a) != isFlipped(b) { flips ^= 1 << UInt64(a) | 1 << UInt64(b) }
    case .add(let control, let target):
      if isFlipped(control) { flips ^= 1 << UInt64(target) }
      addMove(position[control], to: position[target])
    }
  }

  private func isFlipped(_ bit: Int) -> Bool { flips >> UInt64(bit) & 1 == 1 }

  private mutating func addRotation(_ logical: Int, _ angle: Angle) {
    let bit = position[logical]
    // X turns rotations round.
    let angle = isFlipped(logical) ? -angle : angle
    if isFresh[bit] {
      start[bit].rotate(angle)
      return
    }
    let layer = max(lastRotation[bit], lastPhase[bit] + 1, lastMove[bit] + 1)
    while rotations.count < layer {
      rotations.append([Angle?](repeating: nil, count: bitCount))
      segments.append(Segment(map: BitMap(identity: bitCount)))
    }
    let sum = rotations[layer - 1][bit].map { $0 + angle } ?? angle
    rotations[layer - 1][bit] = sum
    lastRotation[bit] = layer
  }

  private mutating func addPhase(_ angle: Angle, _ logical: [ParityCheck]) {
    let checks = logical.map { check in
      let mask = bits(of: check.mask).reduce(UInt64(0)) { $0 | 1 << UInt64(position[$1]) }
      return ParityCheck(mask: mask, value: check.value != ((check.mask & flips).nonzeroBitCount % 2 == 1))
    }
    let touched = bits(of: checks.reduce(0) { $0 | $1.mask })
    if let bit = touched.first, touched.count == 1, isFresh[bit] {
      // One bit's checks are all of that bit; contradictions add nothing.
      if let check = PhaseSum.canonical(checks)?.first { start[bit].phase(check.value ? angle : -angle) }
      return
    }
    // Phases commute, so only rotations and moves hold one back.
    let segment = touched.reduce(0) { max($0, lastRotation[$1], lastMove[$1]) }
    let map = segments[segment].map
    segments[segment].diagonal.add(angle, where: checks.map(map.pullback))
    for bit in touched {
      lastPhase[bit] = max(lastPhase[bit], segment)
      isFresh[bit] = false
    }
  }

  private mutating func addMove(_ control: Int, to target: Int) {
    let touched = [control, target]
    let segment = touched.reduce(0) { max($0, lastRotation[$1], lastPhase[$1], lastMove[$1]) }
    segments[segment].map.add(control, to: target)
    for bit in touched {
      lastMove[bit] = segment
      isFresh[bit] = false
    }
  }

  private func bits(of mask: UInt64) -> [Int] { (0..<bitCount).filter { mask >> UInt64($0) & 1 == 1 } }

  /// The circuit in normal form: a first layer that only moves bits where something moves before the first rotation,
  /// then one layer a rotation layer, and one with only a diagonal where phases come last.
  func circuit(like circuit: Circuit) -> FusedCircuit {
    var angles = AngleTable()
    let factors = (0..<bitCount).reversed().map { start[$0].factors(&angles) }
    var layers: [FusedLayer] = []
    for (index, segment) in segments.enumerated() {
      // A segment's map ends the layer before it; its diagonal begins the layer after it, behind the map.
      var layer = FusedLayer(bitCount: bitCount)
      if index > 0 {
        layers[layers.count - 1].permutation = segment.map
      } else if !segment.map.isIdentity {
        layers.append(layer)
        layers[0].permutation = segment.map
      }
      let diagonal = segment.diagonal.carried(by: segment.map)
      layer.diagonal = diagonal.fused(&angles)
      if index < rotations.count {
        layer.rotations = rotations[index].map { angle in
          // A turn by pi is a sign.
          let angle = angle?.reduced(period: .pi)
          return angle.flatMap { $0.isZero ? nil : angles.argument($0) }
        }
        layers.append(layer)
      } else if !layer.diagonal.isEmpty || (layers.isEmpty && !homeward.isIdentity) {
        layers.append(layer)
      }
    }
    if !layers.isEmpty {
      layers[layers.count - 1].permutation = layers[layers.count - 1].permutation.then(homeward)
    }
    return FusedCircuit(
      name: circuit.name, qubitNames: circuit.qubitNames, operands: circuit.operands,
      preparations: circuit.preparations, angles: angles.angles, start: Array(factors), layers: layers,
      measurements: circuit.measurements
    ).withoutUnusedAngles()
  }

  /// Brings every bit of the circuit to where it was at the start, uninverted.
  private var homeward: BitMap {
    var columns = [UInt64](repeating: 0, count: bitCount)
    for (bit, place) in position.enumerated() { columns[place] = 1 << UInt64(bit) }
    return BitMap(columns: columns, offset: flips)
  }
}
