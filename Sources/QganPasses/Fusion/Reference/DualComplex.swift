import Foundation
import QganIR

/// A complex number with its derivative in one direction.
struct DualComplex {
  var value: Complex
  var rate: Complex

  init(_ value: Complex, rate: Complex = 0) {
    self.value = value
    self.rate = rate
  }

  /// exp(i angle).
  static func phase(_ angle: Double, rate: Double) -> DualComplex {
    DualComplex(.phase(angle), rate: Complex(0, rate) * .phase(angle))
  }

  static func cosine(_ angle: Double, rate: Double) -> DualComplex {
    DualComplex(Complex(cos(angle)), rate: Complex(-sin(angle) * rate))
  }

  static func sine(_ angle: Double, rate: Double) -> DualComplex {
    DualComplex(Complex(sin(angle)), rate: Complex(cos(angle) * rate))
  }

  static func + (a: DualComplex, b: DualComplex) -> DualComplex {
    DualComplex(a.value + b.value, rate: a.rate + b.rate)
  }

  static func - (a: DualComplex, b: DualComplex) -> DualComplex {
    DualComplex(a.value - b.value, rate: a.rate - b.rate)
  }

  static func * (a: DualComplex, b: DualComplex) -> DualComplex {
    DualComplex(a.value * b.value, rate: a.rate * b.value + a.value * b.rate)
  }
}
