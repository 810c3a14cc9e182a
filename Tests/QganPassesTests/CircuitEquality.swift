import Foundation
import QganIR

@testable import QganPasses

/// How far two circuits are apart.
enum CircuitEquality {
  static func distance(_ a: [[[Double]]], _ b: [[[Double]]]) -> Double {
    zip(a.joined().joined(), b.joined().joined()).reduce(0) { max($0, abs($1.0 - $1.1)) }
  }

  /// The largest difference of an output or of an entry of the Jacobian; infinite where shapes differ.
  static func distance(_ a: Circuit, _ b: Circuit, _ operands: [[Double]]) -> Double {
    let (first, second) = (ReferenceSimulator(a), ReferenceSimulator(b))
    let (x, y) = (first.outputs(operands), second.outputs(operands))
    guard x.count == y.count else { return .infinity }
    return max(
      distance([[x]], [[y]]), distance(first.jacobian(operands), second.jacobian(operands)))
  }

  /// The largest difference of an entry of the unitaries, global phases removed.
  static func unitaryDistance(_ a: Circuit, _ b: Circuit, _ operands: [[Double]]) -> Double {
    let (u, v) = (ReferenceSimulator(a).unitary(operands), ReferenceSimulator(b).unitary(operands))
    guard u.size == v.size else { return .infinity }
    let product = u.adjoint * v
    let trace = (0..<u.size).reduce(Complex(0)) { $0 + product[$1, $1] }
    return (Complex.phase(trace.argument) * u).distance(to: v)
  }
}
