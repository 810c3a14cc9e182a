import Foundation

/// `base ** exponent` in double precision.
func realPower(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }
