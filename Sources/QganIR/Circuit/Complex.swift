import Foundation

/// A complex number in double precision.
public struct Complex: Hashable, Sendable, ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  public var re: Double
  public var im: Double

  public init(_ re: Double, _ im: Double = 0) {
    self.re = re
    self.im = im
  }

  public init(floatLiteral value: Double) { self.init(value) }
  public init(integerLiteral value: Int) { self.init(Double(value)) }

  /// The imaginary unit.
  public static let i = Complex(0, 1)

  /// exp(i angle).
  public static func phase(_ angle: Double) -> Complex { Complex(cos(angle), sin(angle)) }

  public var conjugate: Complex { Complex(re, -im) }
  /// |z|^2.
  public var squaredNorm: Double { re * re + im * im }
  /// |z|, without overflow.
  public var magnitude: Double { hypot(re, im) }
  /// The angle in (-pi, pi].
  public var argument: Double { atan2(im, re) }

  public static func + (a: Complex, b: Complex) -> Complex { Complex(a.re + b.re, a.im + b.im) }
  public static func - (a: Complex, b: Complex) -> Complex { Complex(a.re - b.re, a.im - b.im) }
  public static prefix func - (a: Complex) -> Complex { Complex(-a.re, -a.im) }
  public static func * (a: Complex, b: Complex) -> Complex {
    Complex(a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re)
  }
  public static func * (a: Double, b: Complex) -> Complex { Complex(a * b.re, a * b.im) }
  public static func += (a: inout Complex, b: Complex) { a = a + b }
}
