import CQganKernels
import Foundation
import QganIR
import Testing

@testable import QganRuntime

/// The vectorised functions in single precision against the C library in double precision, on every instruction set.
@Suite struct PrecisionTests {
  /// The function `name` of `x`, one element at a time and all at once, which must be the same.
  private func run(_ name: String, _ x: [Float], isa: Int32 = qgan_tensor_isa()) throws -> [Float] {
    let op = try #require((0..<qgan_unary_count()).first { String(cString: qgan_unary_name($0)) == name })
    var y = [Float](repeating: 0, count: x.count)
    qgan_unary_on(isa, QGAN_F32, op, 1, [Int64(x.count)], [1], x, &y, 0, 0, Int64(x.count))
    return y
  }

  static let functions: [String: @Sendable (Double) -> Double] = [
    "exp": { exp($0) }, "log": { log($0) }, "tanh": { tanh($0) }, "erf": { erf($0) },
    "sigmoid": { 1 / (1 + exp(-$0)) },
    "softplus": { $0 > 0 ? $0 + log1p(exp(-$0)) : log1p(exp($0)) },
  ]

  @Test(arguments: Array(functions.keys).sorted(), [Int32(0), 1, 2])
  func areAccurate(_ name: String, isa: Int32) throws {
    let function = try #require(PrecisionTests.functions[name])
    var inputs: [Float] = (0..<20_000).map { Float($0) * 0.01 - 100 }
    inputs += (0..<2000).map {
      Float.leastNormalMagnitude * Float(sign: .plus, exponent: $0 / 8, significand: 1.37)
    }
    inputs += (0..<3001).map { Float($0) * 1e-3 - 1.5 }
    // Where the processor lacks an instruction set its best one is tested again.
    let outputs = try run(name, inputs, isa: isa)
    for (x, y) in zip(inputs, outputs) {
      let exact = function(Double(x))
      if exact.isNaN || abs(exact) > Double(Float.greatestFiniteMagnitude) {
        if y != Float(exact) && !(y.isNaN && exact.isNaN) {
          Issue.record("\(name)(\(x)) is \(y), not \(exact)")
        }
        continue
      }
      let error = abs(Double(y) - exact)
      // A few units in the last place, or of the smallest number.
      if error > 5e-7 * abs(exact) + 3e-45 { Issue.record("\(name)(\(x)) is \(y), not \(exact)") }
    }
  }

  @Test func specialValues() throws {
    let special: [Float] = [.infinity, -.infinity, .nan, 0, -1]
    func check(_ name: String, _ expected: [Float]) throws {
      for (x, (y, wanted)) in zip(special, zip(try run(name, special), expected)) {
        #expect(y == wanted || y.isNaN && wanted.isNaN, "\(name)(\(x)) is \(y)")
      }
    }
    try check("exp", [.infinity, 0, .nan, 1, Float(exp(-1.0))])
    try check("log", [.infinity, .nan, .nan, -.infinity, .nan])
    try check("tanh", [1, -1, .nan, 0, Float(tanh(-1.0))])
    try check("sigmoid", [1, 0, .nan, 0.5, Float(1 / (1 + exp(1.0)))])
    try check("softplus", [.infinity, 0, .nan, Float(log(2.0)), Float(log1p(exp(-1.0)))])
    try check("sign", [1, -1, .nan, 0, -1])
    try check("step", [1, 0, 0, 0, 0])
    try check("sqrt", [.infinity, .nan, .nan, 0, .nan])
  }

  @Test func sumsKeepTheirDigits() throws {
    // A float sum one after the other would stall at 2^24.
    let count = (1 << 24) + 4096
    let x = try AlignedBuffer<Float>(count: count, for: "a test")
    x.fill(with: [1])
    var y: [Float] = [0]
    qgan_reduce(QGAN_F32, QGAN_SUM, 0, [1], [1], 1, [Int64(count)], [1], x.pointer, &y, 0, 1)
    #expect(y == [Float(count)])
  }

  @Test func maximaAndMinimaShowNaN() throws {
    let (a, b): ([Float], [Float]) = ([.nan, 1, 2, -.infinity], [1, .nan, 3, 0])
    let cases: [(String, [Float])] = [("maximum", [3, 0]), ("minimum", [2, -.infinity])]
    for (name, last) in cases {
      let op = try #require((0..<qgan_binary_count()).first { String(cString: qgan_binary_name($0)) == name })
      var y = [Float](repeating: 0, count: 4)
      qgan_binary(QGAN_F32, op, 1, [4], [1, 1], a, b, &y, 0, 4)
      #expect(y[0].isNaN && y[1].isNaN && Array(y[2...]) == last)
    }
    for place in [0, 5, 17, 40, 99] {
      var x = [Float](repeating: 2, count: 100)
      x[place] = .nan
      var y: [Float] = [0]
      qgan_reduce(QGAN_F32, QGAN_MAX, 0, [1], [1], 1, [100], [1], x, &y, 0, 1)
      #expect(y[0].isNaN)
      #expect(qgan_first_nonfinite(QGAN_F32, x, 100) == Int64(place))
    }
  }
}
