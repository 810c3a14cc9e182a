import QganIR
import QganPasses
import Testing

@testable import QganRuntime

/// The kernel of `fused`: what operands and sums it meets, and random programs.
@Suite struct FusedKernelTests {
  /// Operands a channel and a sample in images with their channels last and first, and sums over every choice of axes.
  @Test(arguments: [3, 5, 37, 600], [1, 2, 3])
  func readsRepeatedOperands(channels: Int, threads: Int) throws {
    let shape = channels < 100 ? [3, 4, 130 / channels, channels] : [3, 1, 1, channels]
    let code = "sub 0 1; mul 4 2; leaky_relu 5 0.2; mul 6 3; add 1 2"
    for axes in [[0, 1, 2], [0, 1, 2, 3], [1, 2, 3], [1, 2], [0, 3], []] {
      let builder = GraphBuilder(name: "channels")
      let x = builder.input("x", TensorType(shape))
      let mean = builder.input("mean", TensorType([channels]))
      let factor = builder.input("factor", TensorType([3, 1, 1, channels]))
      let sample = builder.input("sample", TensorType([3, 1, 1, 1]))
      let operands = try [x, mean, factor, sample].map { try builder.broadcast($0, to: shape) }
      let results = try builder.emit(
        "fused", operands,
        FusedCase.attributes(code, results: [7, 8], sums: [7, 1, 3], axes: axes))
      for (index, result) in results.enumerated() { builder.output("y\(index)", result) }
      let inputs = [shape, [channels], [3, 1, 1, channels], [3, 1, 1, 1]].map { PrimitiveExample.Operand($0) }
      try check(builder.graph, inputs, Double.self, threads: threads, tolerance: 1e-12, grain: 64)
      try check(builder.graph, inputs, Float.self, threads: threads, tolerance: 5e-6, grain: 64)
    }
  }

  @Test(arguments: [1, 2, 3]) func readsOperandsOfEveryAxis(threads: Int) throws {
    let shape = [4, 3, 7, 45]
    for kept in 0..<16 {
      let builder = GraphBuilder(name: "axes")
      let x = builder.input("x", TensorType(shape))
      let small = shape.indices.map { kept >> $0 & 1 == 1 ? shape[$0] : 1 }
      let y = builder.input("y", TensorType(small))
      let results = try builder.emit(
        "fused", [x, builder.broadcast(y, to: shape)],
        FusedCase.attributes(
          "exp 1; mul 0 2; select 1 3 0", results: [4, 2], sums: [4], axes: [kept % 4]))
      for (index, result) in results.enumerated() { builder.output("y\(index)", result) }
      let inputs = [shape, small].map { PrimitiveExample.Operand($0) }
      try check(builder.graph, inputs, Double.self, threads: threads, tolerance: 1e-12, grain: 100)
    }
  }

  /// Every pair that has one loop, on operands of which some are one element or a channel's.
  @Test(arguments: [
    "mul 0 1; add 3 2", "mul 0 1; add 2 3", "mul 0 1; sub 3 2", "mul 0 1; sub 2 3", "mul 0 1; mul 3 2",
    "add 0 1; mul 2 3", "sub 0 1; mul 3 2", "add 0 1; add 3 2", "add 0 1; leaky_relu 3 0.2",
    "mul 0 1; add 3 2; leaky_relu 4 -0.3", "leaky_relu_slope 1 0.1; mul 0 3", "sub 0 1; mul 3 3",
    "mul 0 0; mul 1 3", "sigmoid 0; sqrt 3; mul 4 1; add 5 2", "exp 1; sqrt 3; mul 0 4", "mul 1 0; tanh 3",
    "add 1 0; tanh 3", "scale 0 0.9; scale 1 0.1; add 3 4; offset 5 1.5; power 6 -1.0",
  ])
  func pairsAgree(code: String) throws {
    let shape = [31, 37]
    for (second, third) in [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (2, 0), (2, 2), (1, 2), (2, 1)] {
      let shapes = [shape, [shape, [37], [1]][second], [shape, [31, 1], []][third]]
      let builder = GraphBuilder(name: "pairs")
      let operands = try shapes.enumerated().map { index, small in
        try builder.broadcast(builder.input("x\(index)", TensorType(small)), to: shape)
      }
      let last = 2 + code.split(separator: ";").count
      let values = try builder.emit(
        "fused", operands, FusedCase.attributes(code, results: [last], sums: [last], axes: [0]))
      for (index, value) in values.enumerated() { builder.output("y\(index)", value) }
      let inputs = shapes.enumerated().map { PrimitiveExample.Operand($1, over: -0.9...1.2 + Double($0)) }
      try check(builder.graph, inputs, Double.self, threads: 1, tolerance: 1e-13)
      try check(builder.graph, inputs, Float.self, threads: 1, tolerance: 2e-6)
    }
  }

  @Test func sumsKeepPrecision() throws {
    let count = 1 << 20
    // Squares that are not sums of few powers of two, so that every addition rounds.
    let values = (0..<count).map { Float(1 + 0.37 * Double($0 % 1013) / 1013) }
    for shape in [
      [1, 1, count], [count / 4, 4, 1], [count / 64, 64, 1], [1, 4, count / 4], [8, count / 32, 4],
    ] {
      let builder = GraphBuilder(name: "sum")
      let x = builder.input("x", TensorType(shape))
      builder.output(
        "y", try builder.emitOne("fused", [x], FusedCase.attributes("mul 0 0", sums: [1], axes: [0, 2])))
      let exact = sumsOfSquares(values, shape)
      for threads in 1...3 {
        let executor = try Executor<Float>(
          plan: try makePlan(builder.graph), variables: VariableStore<Float>(seed: 0),
          threads: threads)
        try executor.setInput("x", to: values)
        try executor.run(step: 0)
        let first = try executor.output("y")
        let worst = zip(first, exact).reduce(0) { max($0, abs(Double($1.0) - $1.1) / $1.1) }
        #expect(first.count == exact.count && worst <= 1e-6, "\(shape), \(threads) threads")
        try executor.run(step: 1)
        #expect(try executor.output("y") == first, "the same bytes every time")
      }
    }
  }

  /// The sums over the first and the last axis.
  private func sumsOfSquares(_ values: [Float], _ shape: [Int]) -> [Double] {
    var result = [Double](repeating: 0, count: shape[1])
    for outer in 0..<shape[0] {
      for kept in 0..<shape[1] {
        let start = (outer * shape[1] + kept) * shape[2]
        for value in values[start..<start + shape[2]] { result[kept] += Double(value) * Double(value) }
      }
    }
    return result
  }

  /// Results may lie where operands do: two that change places, a result that is an operand, one that is read later.
  @Test(arguments: [1, 2]) func overwritesOperands(threads: Int) throws {
    for (code, results, sums) in [
      ("add 0 1; sub 0 1", [2, 3], [0]), ("mul 0 1", [1, 0], [2]), ("mul 0 1; add 2 0", [2, 0, 3], []),
      ("neg 0; mul 2 1; add 3 0", [2, 4], [1, 2]), ("", [1, 1], [0]),
      ("sigmoid 0; add 2 0; sub 3 1", [3, 4], []),
    ] {
      let builder = GraphBuilder(name: "places")
      let inputs = [PrimitiveExample.Operand([2100]), PrimitiveExample.Operand([2100], over: -0.5...1.5)]
      let operands = try (0..<2).map {
        try builder.unary("tanh", builder.input("x\($0)", TensorType([2100])))
      }
      let values = try builder.emit(
        "fused", operands, FusedCase.attributes(code, results: results, sums: sums, axes: [0]))
      for (index, value) in values.enumerated() { builder.output("y\(index)", value) }
      let plan = try makePlan(builder.graph)
      #expect(plan.arenaCount <= 2112 * max(2, results.count) + 16 * sums.count)
      try check(builder.graph, inputs, Double.self, threads: threads, tolerance: 1e-13, grain: 64)
      try check(builder.graph, inputs, Float.self, threads: threads, tolerance: 2e-6, grain: 64)
    }
  }

  @Test(arguments: 0..<150) func randomProgramsAgree(seed: Int) throws {
    var random = FusedCase(seed: UInt64(seed))
    let (graph, inputs) = try random.build()
    let threads = 1 + seed % 3
    try check(graph, inputs, Double.self, threads: threads, tolerance: 1e-12, grain: 50)
    try check(graph, inputs, Float.self, threads: threads, tolerance: 1e-4, grain: 50)
  }
}
