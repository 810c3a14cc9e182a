import Foundation
import QganIR

/// Rewrites what stands between two quarter turns of a bit: H RZ H is RX, H CZ H is CX, H RZZ H is RZX.
///
/// With quarter turns T1 and T2 round Y and phases P between them, `T2 P T1 = (T2 P T2^-1) T2 T1`: the first factor is a
/// rotation by X, or a CX, each in its phase's place, the second is a sign or a Y, which is no rotation at all. So two
/// rotations become at most one, and the diagonal between them is gone.
struct QuarterTurns {
  /// What each operation has become.
  private var slots: [[ElementaryOperation]] = []
  /// For each bit, the last quarter turn's slot and how many quarters it is, and the slots of phases on the bit since.
  private var open: [(slot: Int, quarters: Int, phases: [Int])?]

  /// The operations with as few rotations as this saves, on `bitCount` bits.
  static func rewritten(_ operations: [ElementaryOperation], bitCount: Int) -> [ElementaryOperation] {
    var turns = QuarterTurns(open: Array(repeating: nil, count: bitCount))
    for operation in operations { turns.add(operation) }
    return Array(turns.slots.joined())
  }

  private init(open: [(slot: Int, quarters: Int, phases: [Int])?]) { self.open = open }

  private mutating func add(_ operation: ElementaryOperation) {
    let slot = slots.count
    slots.append([operation])
    switch operation {
    case .rotation(let bit, let angle):
      let quarters = Self.quarters(angle)
      if let quarters, close(bit, quarters: quarters, slot: slot) { return }
      open[bit] = quarters.map { (slot, $0, []) }
    case .phase(_, let checks):
      let mask = checks.reduce(UInt64(0)) { $0 | $1.mask }
      for bit in open.indices where mask >> UInt64(bit) & 1 == 1 { open[bit]?.phases.append(slot) }
    case .flip(let bit): open[bit] = nil
    case .add(let a, let b), .swap(let a, let b): (open[a], open[b]) = (nil, nil)
    }
  }

  /// The odd number of quarter turns, 1 or 3, that an angle is.
  private static func quarters(_ angle: Angle) -> Int? {
    let reduced = angle.reduced(period: .pi)
    if !reduced.isConstant { return nil }
    return reduced.constant == .pi / 4 ? 1 : reduced.constant == -.pi / 4 ? 3 : nil
  }

  /// Rewrites from the open turn of a bit to a second one, if that takes at most one rotation.
  private mutating func close(_ bit: Int, quarters: Int, slot: Int) -> Bool {
    guard let first = open[bit], !first.phases.isEmpty else { return false }
    let sign = quarters == 1 ? 1.0 : -1.0
    var rewritten: [Int: [ElementaryOperation]] = [:]
    var total = Angle(constant: 0)
    var rotationCount = 0
    for phase in first.phases {
      guard case .phase(let angle, let checks)? = slots[phase].first, slots[phase].count == 1 else {
        return false
      }
      guard let checks = PhaseSum.canonical(checks) else {
        rewritten[phase] = []
        continue
      }
      switch Self.kind(of: angle.reduced(period: 2 * .pi), checks, bit) {
      case .own(let angle):
        total = total + angle
        rewritten[phase] = []
      case .sign(let other):
        rewritten[phase] = Self.flip(bit, other, sign)
      case .parity(let others, let angle):
        rotationCount += 1
        let additions = others.map { ElementaryOperation.add($0, to: bit) }
        rewritten[phase] = Self.rotation(bit, sign * angle, additions)
      case nil: return false
      }
    }
    // Where a bit's own phases stand between the others does not matter: all commute.
    total = total.reduced(period: 2 * .pi)
    var own: [ElementaryOperation] = []
    if abs(total.constant) == .pi {
      // Half a turn round X is X.
      own.append(.flip(bit: bit))
      total.constant = 0
    }
    if !total.isZero {
      rotationCount += 1
      own += Self.rotation(bit, sign * total, [])
    }
    guard rotationCount <= 1 else { return false }
    slots[first.slot] =
      (first.quarters + quarters) % 4 == 0
      ? [] : [.phase(Angle(constant: .pi), [Self.check(bit)]), .flip(bit: bit)]
    for (place, operations) in rewritten { slots[place] = operations }
    slots[slot] = own
    open[bit] = nil
    for other in open.indices {
      // The others' phases that are none any more.
      if let phases = open[other]?.phases, phases.contains(where: { rewritten[$0] != nil }) {
        open[other] = nil
      }
    }
    return true
  }

  /// How a phase depends on a bit.
  private enum Kind {
    /// On it alone.
    case own(Angle)
    /// A sign where it and another check hold.
    case sign(ParityCheck)
    /// On its parity with others.
    case parity([Int], Angle)
  }

  private static func kind(of angle: Angle, _ checks: [ParityCheck], _ bit: Int) -> Kind? {
    let mask = UInt64(1) << UInt64(bit)
    if checks.count == 1, let check = checks.first {
      let angle = check.value ? angle : -angle
      let others = (0..<64).filter { $0 != bit && check.mask >> UInt64($0) & 1 == 1 }
      return others.isEmpty ? .own(angle) : .parity(others, angle)
    }
    guard checks.count == 2, angle.isConstant, abs(angle.constant) == .pi,
      let own = checks.first(where: { $0.mask == mask }), own.value,
      let other = checks.first(where: { $0.mask != mask }), other.mask.nonzeroBitCount == 1
    else { return nil }
    return .sign(other)
  }

  private static func check(_ bit: Int) -> ParityCheck { ParityCheck(mask: 1 << UInt64(bit)) }

  /// exp(-i angle/2 X) times Z of the bits that the additions add.
  private static func rotation(_ bit: Int, _ angle: Angle, _ additions: [ElementaryOperation])
    -> [ElementaryOperation]
  {
    [.phase(Angle(constant: .pi / 2), [check(bit)])] + additions + [.rotation(bit: bit, 0.5 * angle)]
      + additions.reversed() + [.phase(Angle(constant: -.pi / 2), [check(bit)])]
  }

  /// X, or -X, where a check of one bit holds.
  private static func flip(_ bit: Int, _ other: ParityCheck, _ sign: Double) -> [ElementaryOperation] {
    var result: [ElementaryOperation] = [.add(other.mask.trailingZeroBitCount, to: bit)]
    if !other.value { result.append(.flip(bit: bit)) }
    if sign < 0 { result.append(.phase(Angle(constant: .pi), [other])) }
    return result
  }
}
