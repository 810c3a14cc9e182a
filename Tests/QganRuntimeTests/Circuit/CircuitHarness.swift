import QganIR
import QganPasses

@testable import QganRuntime

/// What an executor computes of a batch, as doubles.
struct CircuitResult {
  /// `[batch][output]`; the Jacobian-vector product of a tangent.
  var outputs: [Double]
  /// `[operand][element]`, row-major.
  var gradients: [[Double]]
}

/// One way of executing a circuit.
struct CircuitMode: Hashable, Sendable, CustomStringConvertible {
  var instructionSet: InstructionSet
  var isDouble: Bool
  var threads: Int
  /// The plan's own if there is none.
  var strategy: CircuitStrategy?

  static let all = InstructionSet.supported.flatMap { set in
    [true, false].flatMap { isDouble in
      [1, 2].map { CircuitMode(instructionSet: set, isDouble: isDouble, threads: $0) }
    }
  }

  var description: String {
    let way = strategy.map { ", \($0)" } ?? ""
    return "\(instructionSet), \(isDouble ? "double" : "single"), \(threads) threads\(way)"
  }

  /// The mode with a strategy.
  func with(_ strategy: CircuitStrategy) -> CircuitMode {
    var mode = self
    mode.strategy = strategy
    return mode
  }

  /// Whether the strategy applies to the plan.
  func applies(to plan: CircuitPlan, batch: Int) -> Bool {
    (try? CircuitRun<Double>(self, plan, batch, .gradient)) != nil
  }

  func gradient(_ plan: CircuitPlan, batch: Int, operands: [[Double]], cotangent: [Double]) throws
    -> CircuitResult
  {
    isDouble
      ? try CircuitRun<Double>(self, plan, batch, .gradient).gradient(operands, cotangent)
      : try CircuitRun<Float>(self, plan, batch, .gradient).gradient(operands, cotangent)
  }

  func forward(_ plan: CircuitPlan, batch: Int, operands: [[Double]]) throws -> [Double] {
    isDouble
      ? try CircuitRun<Double>(self, plan, batch, .forward).forward(operands)
      : try CircuitRun<Float>(self, plan, batch, .forward).forward(operands)
  }

  func tangent(
    _ plan: CircuitPlan, batch: Int, operands: [[Double]], cotangent: [Double], tangents: [[Double]]
  ) throws -> CircuitResult {
    isDouble
      ? try CircuitRun<Double>(self, plan, batch, .tangent).tangent(operands, cotangent, tangents)
      : try CircuitRun<Float>(self, plan, batch, .tangent).tangent(operands, cotangent, tangents)
  }
}

/// An executor between arrays of doubles.
struct CircuitRun<Scalar: BinaryFloatingPoint & Sendable> {
  let executor: CircuitExecutor<Scalar>

  init(_ mode: CircuitMode, _ plan: CircuitPlan, _ batch: Int, _ order: CircuitOrder) throws {
    executor = try CircuitExecutor<Scalar>(
      plan: plan, batch: batch, threads: mode.threads, order: order, instructionSet: mode.instructionSet,
      strategy: mode.strategy)
  }

  private var outputCount: Int { executor.batch * executor.plan.outputCount }

  /// Buffers hold junk first, so that what is not written shows.
  private func buffer(_ count: Int) -> UnsafeMutablePointer<Scalar> {
    let pointer = UnsafeMutablePointer<Scalar>.allocate(capacity: Swift.max(count, 1))
    pointer.initialize(repeating: -77, count: Swift.max(count, 1))
    return pointer
  }

  private func filled(_ values: [Double]) -> UnsafeMutablePointer<Scalar> {
    let pointer = buffer(values.count)
    for (index, value) in values.enumerated() { pointer[index] = Scalar(value) }
    return pointer
  }

  private func taken(_ pointer: UnsafeMutablePointer<Scalar>, _ count: Int) -> [Double] {
    defer { pointer.deallocate() }
    return (0..<count).map { Double(pointer[$0]) }
  }

  func forward(_ operands: [[Double]]) -> [Double] {
    let inputs = operands.map(filled)
    defer { for pointer in inputs { pointer.deallocate() } }
    let output = buffer(outputCount)
    executor.forward(operands: inputs.map { UnsafePointer($0) }, output: output)
    return taken(output, outputCount)
  }

  /// Only the gradients of `wanted` operands, if it says so; the others stay as they were.
  func gradient(_ operands: [[Double]], _ cotangent: [Double], wanted: Set<Int>? = nil) -> CircuitResult {
    let inputs = operands.map(filled)
    let weights = filled(cotangent)
    defer { for pointer in inputs + [weights] { pointer.deallocate() } }
    let output = buffer(outputCount)
    let gradients = operands.map { buffer($0.count) }
    executor.gradient(
      operands: inputs.map { UnsafePointer($0) }, cotangent: weights,
      gradients: gradients.indices.map { wanted?.contains($0) ?? true ? gradients[$0] : nil }, output: output)
    return CircuitResult(
      outputs: taken(output, outputCount),
      gradients: zip(gradients, operands).map { taken($0, $1.count) })
  }

  func tangent(_ operands: [[Double]], _ cotangent: [Double], _ tangents: [[Double]]) -> CircuitResult {
    let inputs = operands.map(filled)
    let moves = tangents.map(filled)
    let weights = filled(cotangent)
    defer { for pointer in inputs + moves + [weights] { pointer.deallocate() } }
    let output = buffer(outputCount)
    let gradients = operands.map { buffer($0.count) }
    executor.tangent(
      operands: inputs.map { UnsafePointer($0) }, cotangent: weights,
      tangents: moves.map { UnsafePointer($0) }, product: output, gradients: gradients)
    return CircuitResult(
      outputs: taken(output, outputCount),
      gradients: zip(gradients, operands).map { taken($0, $1.count) })
  }
}

/// The largest difference of corresponding elements; infinite where one is no number or the counts differ.
func distance(_ a: [Double], _ b: [Double]) -> Double {
  guard a.count == b.count else { return .infinity }
  return zip(a, b).map { abs($0 - $1) }.map { $0.isNaN ? .infinity : $0 }.max() ?? 0
}

func distance(_ a: [[Double]], _ b: [[Double]]) -> Double {
  a.count == b.count ? zip(a, b).map { distance($0, $1) }.max() ?? 0 : .infinity
}
