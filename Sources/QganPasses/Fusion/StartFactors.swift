import QganIR

/// What acts on one qubit's |0>: rotations round Y and phases by turns, neighbours merged.
struct StartFactors {
  private enum Axis { case y, z }

  private var factors: [(axis: Axis, angle: Angle)] = []

  /// Appends exp(-i h Y).
  mutating func rotate(_ angle: Angle) { append(.y, angle, period: .pi) }

  /// Appends diag(1, exp(i h)), which |0> does not see.
  mutating func phase(_ angle: Angle) {
    if !factors.isEmpty { append(.z, angle, period: 2 * .pi) }
  }

  private mutating func append(_ axis: Axis, _ angle: Angle, period: Double) {
    var sum = angle
    if let last = factors.last, last.axis == axis {
      sum = last.angle + angle
      factors.removeLast()
    }
    sum = sum.reduced(period: period)
    if !sum.isZero { factors.append((axis, sum)) }
  }

  func factors(_ angles: inout AngleTable) -> [CircuitFactor] {
    factors.map { axis, angle in
      switch axis {
      case .y: .rotation(.y, argument: angles.argument(angle))
      case .z: .phase(argument: angles.argument(angle))
      }
    }
  }
}
