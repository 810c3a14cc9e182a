import Foundation

@testable import QganIR

/// Every gate's matrix as textbooks print it, written out independently of the registry's definitions.
enum CircuitGateFormulas {
  typealias Formula = @Sendable ([Double]) -> ComplexMatrix

  static let table: [String: Formula] = [
    "id": { _ in m([1, 0], [0, 1]) },
    "x": { _ in m([0, 1], [1, 0]) },
    "y": { _ in m([0, -i], [i, 0]) },
    "z": { _ in m([1, 0], [0, -1]) },
    "h": { _ in m([r, r], [r, -r]) },
    "s": { _ in m([1, 0], [0, i]) },
    "sdg": { _ in m([1, 0], [0, -i]) },
    "t": { _ in m([1, 0], [0, e(.pi / 4)]) },
    "tdg": { _ in m([1, 0], [0, e(-.pi / 4)]) },
    "sx": { _ in m([e(.pi / 4) * r, e(-.pi / 4) * r], [e(-.pi / 4) * r, e(.pi / 4) * r]) },
    "sxdg": { _ in m([e(-.pi / 4) * r, e(.pi / 4) * r], [e(.pi / 4) * r, e(-.pi / 4) * r]) },
    "p": { a in m([1, 0], [0, e(a[0])]) },
    "gphase": { a in m([e(a[0])]) },
    "rx": { a in m([c(a[0]), -i * s(a[0])], [-i * s(a[0]), c(a[0])]) },
    "ry": { a in m([c(a[0]), -s(a[0])], [s(a[0]), c(a[0])]) },
    "rz": { a in m([e(-a[0] / 2), 0], [0, e(a[0] / 2)]) },
    "rxx": { a in
      let (c, s) = (c(a[0]), -i * s(a[0]))
      return m([c, 0, 0, s], [0, c, s, 0], [0, s, c, 0], [s, 0, 0, c])
    },
    "ryy": { a in
      let (c, s) = (c(a[0]), i * s(a[0]))
      return m([c, 0, 0, s], [0, c, -s, 0], [0, -s, c, 0], [s, 0, 0, c])
    },
    "rzz": { a in diag(e(-a[0] / 2), e(a[0] / 2), e(a[0] / 2), e(-a[0] / 2)) },
    "rzx": { a in
      let (c, s) = (c(a[0]), -i * s(a[0]))
      return m([c, s, 0, 0], [s, c, 0, 0], [0, 0, c, -s], [0, 0, -s, c])
    },
    // OpenQASM 3, "Built-in gates".
    "U": { a in
      let t = e(a[0])
      return m(
        [(1 + t) * 0.5, -i * e(a[2]) * (1 - t) * 0.5],
        [i * e(a[1]) * (1 - t) * 0.5, e(a[1] + a[2]) * (1 + t) * 0.5])
    },
    // stdgates.inc: gphase(-(phi + lambda + theta)/2); U(theta, phi, lambda).
    "u3": { a in
      m(
        [e(-(a[1] + a[2]) / 2) * c(a[0]), -e((a[2] - a[1]) / 2) * s(a[0])],
        [e((a[1] - a[2]) / 2) * s(a[0]), e((a[1] + a[2]) / 2) * c(a[0])])
    },
    "u2": { a in
      m(
        [e(-(a[0] + a[1]) / 2) * r, -e((a[1] - a[0]) / 2) * r],
        [e((a[0] - a[1]) / 2) * r, e((a[0] + a[1]) / 2) * r])
    },
    "u": { a in u(a[0], a[1], a[2]) },
    "u0": { _ in m([1, 0], [0, 1]) },
    // PennyLane's documentation of Rot(phi, theta, omega).
    "rot": { a in
      m(
        [e(-(a[0] + a[2]) / 2) * c(a[1]), -e((a[0] - a[2]) / 2) * s(a[1])],
        [e(-(a[0] - a[2]) / 2) * s(a[1]), e((a[0] + a[2]) / 2) * c(a[1])])
    },
    "cx": { _ in m([1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 1], [0, 0, 1, 0]) },
    "cy": { _ in m([1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, -i], [0, 0, i, 0]) },
    "cz": { _ in diag(1, 1, 1, -1) },
    "ch": { _ in m([1, 0, 0, 0], [0, 1, 0, 0], [0, 0, r, r], [0, 0, r, -r]) },
    "csx": { _ in
      let (a, b) = (e(.pi / 4) * r, e(-.pi / 4) * r)
      return m([1, 0, 0, 0], [0, 1, 0, 0], [0, 0, a, b], [0, 0, b, a])
    },
    "cp": { a in diag(1, 1, 1, e(a[0])) },
    "crx": { a in
      let (c, s) = (c(a[0]), -i * s(a[0]))
      return m([1, 0, 0, 0], [0, 1, 0, 0], [0, 0, c, s], [0, 0, s, c])
    },
    "cry": { a in m([1, 0, 0, 0], [0, 1, 0, 0], [0, 0, c(a[0]), -s(a[0])], [0, 0, s(a[0]), c(a[0])]) },
    "crz": { a in diag(1, 1, e(-a[0] / 2), e(a[0] / 2)) },
    "cu": { a in under(1, e(a[3]) * u(a[0], a[1], a[2])) },
    "cu3": { a in under(1, u(a[0], a[1], a[2])) },
    "swap": { _ in permutation { $0 == 1 ? 2 : $0 == 2 ? 1 : $0 } },
    "iswap": { _ in m([1, 0, 0, 0], [0, 0, i, 0], [0, i, 0, 0], [0, 0, 0, 1]) },
    "cswap": { _ in permutation(8) { $0 == 5 ? 6 : $0 == 6 ? 5 : $0 } },
    "ccx": { _ in permutation(8) { $0 == 6 ? 7 : $0 == 7 ? 6 : $0 } },
    "ccz": { _ in diag(1, 1, 1, 1, 1, 1, 1, -1) },
    "c3x": { _ in permutation(16) { $0 == 14 ? 15 : $0 == 15 ? 14 : $0 } },
    "c4x": { _ in permutation(32) { $0 == 30 ? 31 : $0 == 31 ? 30 : $0 } },
    "c3sqrtx": { _ in
      let (a, b) = (e(.pi / 4) * r, e(-.pi / 4) * r)
      return under(7, m([a, b], [b, a]))
    },
    // Qiskit's documentation of RCCXGate, with its first qubit made the most significant.
    "rccx": { _ in
      var matrix = diag(1, 1, 1, 1, 1, -1, 0, 0)
      matrix[6, 6] = 0
      matrix[6, 7] = -i
      matrix[7, 6] = i
      matrix[7, 7] = 0
      matrix[5, 5] = -1
      return matrix
    },
    // Qiskit's documentation of RC3XGate, with its first qubit made the most significant.
    "rc3x": { _ in
      var matrix = ComplexMatrix.identity(16)
      matrix[12, 12] = i
      matrix[13, 13] = -i
      (matrix[14, 14], matrix[14, 15]) = (0, 1)
      (matrix[15, 14], matrix[15, 15]) = (-1, 0)
      return matrix
    },
  ]

  private static let i = Complex(0, 1)
  private static let r = Complex(1 / 2.0.squareRoot())
  private static func e(_ a: Double) -> Complex { Complex(cos(a), sin(a)) }
  private static func c(_ a: Double) -> Complex { Complex(cos(a / 2)) }
  private static func s(_ a: Double) -> Complex { Complex(sin(a / 2)) }
  private static func m(_ rows: [Complex]...) -> ComplexMatrix { ComplexMatrix(rows: rows) }
  private static func diag(_ entries: Complex...) -> ComplexMatrix { .diagonal(entries) }

  private static func u(_ theta: Double, _ phi: Double, _ lambda: Double) -> ComplexMatrix {
    m([c(theta), -e(lambda) * s(theta)], [e(phi) * s(theta), e(phi + lambda) * c(theta)])
  }

  /// diag(1, ..., 1, block) with `ones` blocks of ones.
  private static func under(_ ones: Int, _ block: ComplexMatrix) -> ComplexMatrix {
    var matrix = ComplexMatrix.identity((ones + 1) * block.size)
    for row in 0..<block.size {
      for column in 0..<block.size {
        matrix[ones * block.size + row, ones * block.size + column] = block[row, column]
      }
    }
    return matrix
  }

  private static func permutation(_ size: Int = 4, _ image: (Int) -> Int) -> ComplexMatrix {
    var matrix = ComplexMatrix.zero(size)
    for column in 0..<size { matrix[image(column), column] = 1 }
    return matrix
  }
}
