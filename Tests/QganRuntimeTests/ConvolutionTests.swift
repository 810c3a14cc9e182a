import QganIR
import QganPasses
import Testing

@testable import QganRuntime

/// Convolutions of many geometries: oneDNN and im2col in single precision against im2col in double precision,
/// which `KernelTests` holds against nested loops.
@Suite struct ConvolutionTests {
  struct Case: Sendable, CustomStringConvertible {
    var x: [Int]
    var w: [Int]
    var strides = [1, 1]
    var padding = [0, 0, 0, 0]
    var dilation = [1, 1]
    var groups = 1

    var description: String { "\(x) by \(w), \(strides) \(padding) \(dilation) \(groups)" }

    var y: [Int] {
      [x[0], w[0]]
        + (0..<2).map { axis in
          let room = x[2 + axis] + padding[axis] + padding[axis + 2] - dilation[axis] * (w[2 + axis] - 1) - 1
          return room / strides[axis] + 1
        }
    }
  }

  static let cases = [
    Case(x: [4, 16, 8, 8], w: [32, 16, 3, 3], padding: [1, 1, 1, 1]),
    Case(x: [3, 3, 32, 32], w: [16, 3, 4, 4], strides: [2, 2], padding: [1, 1, 1, 1]),
    Case(x: [2, 32, 9, 7], w: [3, 32, 3, 3], padding: [1, 1, 1, 1]),
    Case(x: [5, 1, 28, 28], w: [7, 1, 5, 5], strides: [2, 2], padding: [2, 2, 2, 2]),
    Case(x: [2, 6, 11, 13], w: [9, 2, 3, 2], strides: [2, 1], padding: [0, 1, 2, 0], groups: 3),
    Case(x: [2, 8, 10, 10], w: [8, 1, 3, 3], padding: [1, 1, 1, 1], groups: 8),
    Case(x: [2, 16, 10, 10], w: [32, 8, 3, 3], padding: [1, 1, 1, 1], groups: 2),
    Case(x: [2, 5, 12, 11], w: [4, 5, 3, 3], padding: [2, 2, 2, 2], dilation: [2, 2]),
    Case(x: [1, 4, 15, 9], w: [6, 4, 2, 3], strides: [3, 2], padding: [1, 0, 0, 3], dilation: [3, 1]),
    Case(x: [3, 10, 6, 6], w: [12, 10, 1, 1]),
    Case(x: [3, 10, 7, 7], w: [12, 10, 1, 1], strides: [2, 2]),
    Case(x: [2, 4, 5, 5], w: [8, 4, 5, 5]),
    Case(x: [1, 2, 3, 3], w: [2, 2, 2, 2], strides: [1, 1], padding: [3, 3, 3, 3]),
    Case(x: [2, 3, 9, 9], w: [4, 3, 2, 2], strides: [3, 3]),
  ]

  private func attributes(_ c: Case, shape: [Int]? = nil) -> [String: Attribute] {
    var result: [String: Attribute] = [
      "strides": .integers(c.strides), "padding": .integers(c.padding), "dilation": .integers(c.dilation),
      "groups": .integer(c.groups),
    ]
    if let shape { result["shape"] = .integers(shape) }
    return result
  }

  private func run<Scalar: RuntimeScalar>(
    _ example: PrimitiveExample, _: Scalar.Type, threads: Int = 1, avoidsOneDNN: Bool = false
  ) throws -> [Scalar] {
    let executor = try Executor<Scalar>(
      plan: try makePlan(try example.graph()), variables: VariableStore(seed: 0), threads: threads, seed: 0,
      avoidsOneDNN: avoidsOneDNN)
    for (index, operand) in example.operands.enumerated() {
      try executor.setInput("x\(index)", to: operand.values.map { Scalar(Float($0)) })
    }
    try executor.run(step: 0)
    let first = try executor.output("y0")
    try executor.run(step: 0)
    #expect(try executor.output("y0") == first)
    return first
  }

  @Test(arguments: cases) func librariesAgree(_ c: Case) throws {
    typealias Operand = PrimitiveExample.Operand
    let (x, w, dy) = (Operand(c.x), Operand(c.w, over: -1...0.9), Operand(c.y, over: -1.1...1.2))
    for example in [
      PrimitiveExample("conv2d", [x, w], attributes(c)),
      PrimitiveExample("conv2d_input_gradient", [dy, w], attributes(c, shape: c.x)),
      PrimitiveExample("conv2d_weight_gradient", [x, dy], attributes(c, shape: c.w)),
    ] {
      let expected = try run(example, Double.self)
      let scale = expected.reduce(1) { max($0, abs($1)) }
      for (threads, avoids) in [(1, false), (2, false), (1, true)] {
        let actual = try run(example, Float.self, threads: threads, avoidsOneDNN: avoids)
        let error = zip(actual, expected).reduce(0) { max($0, abs(Double($1.0) - $1.1)) }
        #expect(error <= 2e-5 * scale, "\(example.primitive), \(threads) threads, avoids oneDNN: \(avoids)")
      }
    }
  }
}
