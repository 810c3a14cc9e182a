import OrderedCollections
import QganIR

/// A diagonal matrix of phases under construction: equal conditions add their angles.
struct PhaseSum {
  /// Angles by their checks, which are in canonical form.
  private var angles: OrderedDictionary<[ParityCheck], Angle> = [:]

  /// The phases that do not vanish, in the order in which they came.
  var phases: [(checks: [ParityCheck], angle: Angle)] {
    angles.compactMap { checks, angle in
      let reduced = angle.reduced(period: 2 * .pi)
      return reduced.isZero ? nil : (checks, reduced)
    }
  }

  /// Multiplies by exp(i h) where all checks hold.
  mutating func add(_ angle: Angle, where checks: [ParityCheck]) {
    guard let checks = Self.canonical(checks), let first = checks.first else { return }
    if checks.count == 1, !first.value {
      // Up to a global phase.
      angles[[ParityCheck(mask: first.mask)], default: Angle(constant: 0)] =
        angles[[ParityCheck(mask: first.mask)], default: Angle(constant: 0)] - angle
    } else {
      angles[checks] = angles[checks, default: Angle(constant: 0)] + angle
    }
  }

  /// Multiplies by another diagonal.
  mutating func add(_ other: PhaseSum) {
    for (checks, angle) in other.phases { add(angle, where: checks) }
  }

  /// The bits that any phase depends on.
  var mask: UInt64 { phases.reduce(0) { $1.checks.reduce($0) { $0 | $1.mask } } }

  /// The diagonal that acts after a linear map as this one does before it.
  func carried(by map: BitMap) -> PhaseSum {
    if map.isIdentity { return self }
    let inverse = map.inverse
    var result = PhaseSum()
    for (checks, angle) in phases { result.add(angle, where: checks.map(inverse.pullback)) }
    return result
  }

  /// The phases as a layer has them.
  func fused(_ angles: inout AngleTable) -> [FusedPhase] {
    phases.map { FusedPhase(argument: angles.argument($0.angle), checks: $0.checks) }
  }

  /// The checks that hold for the same indices, with each leading bit in one mask alone, ascending; `nil` if they never
  /// all hold.
  static func canonical(_ checks: [ParityCheck]) -> [ParityCheck]? {
    var rows: [ParityCheck] = []
    for check in checks {
      var rest = check
      for row in rows where rest.mask & leading(row.mask) != 0 { rest.add(row) }
      if rest.mask == 0 {
        if rest.value { return nil }
        continue
      }
      for index in rows.indices where rows[index].mask & leading(rest.mask) != 0 { rows[index].add(rest) }
      rows.append(rest)
    }
    return rows.sorted { $0.mask < $1.mask }
  }

  private static func leading(_ mask: UInt64) -> UInt64 {
    mask == 0 ? 0 : 1 << UInt64(63 - mask.leadingZeroBitCount)
  }
}

extension ParityCheck {
  /// Adds another check that holds: the sum of both parities.
  fileprivate mutating func add(_ other: ParityCheck) {
    mask ^= other.mask
    value = value != other.value
  }
}
