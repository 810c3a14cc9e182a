import QganIR

extension Angle {
  /// The same angle up to multiples of a period; a constant within 1e-14 of a multiple of pi/4 becomes that multiple, so
  /// that rounding hides no sign and no zero.
  func reduced(period: Double) -> Angle {
    guard constant.isFinite else { return self }
    var result = self
    result.constant = constant.remainder(dividingBy: period)
    let eighth = (result.constant / (.pi / 4)).rounded()
    if abs(result.constant - eighth * (.pi / 4)) < 1e-14 { result.constant = eighth * (.pi / 4) }
    return result
  }

  /// Whether the angle is nothing at all.
  var isZero: Bool { terms.isEmpty && constant == 0 }
}
