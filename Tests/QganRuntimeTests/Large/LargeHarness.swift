import Dispatch
import QganIR
import QganPasses

@testable import QganRuntime

/// One way of running the engine for large states.
struct LargeMode: Hashable, Sendable, CustomStringConvertible {
  var instructionSet: InstructionSet
  var isDouble: Bool
  var threads: Int
  /// Of a block.
  var lowBits: Int?
  var keepsStates = true

  static func all(lowBits: [Int?]) -> [LargeMode] {
    InstructionSet.supported.flatMap { set in
      [true, false].flatMap { isDouble in
        lowBits.enumerated().map { index, bits in
          LargeMode(
            instructionSet: set, isDouble: isDouble, threads: 1 + index % 2, lowBits: bits,
            keepsStates: index % 3 != 1)
        }
      }
    }
  }

  var tolerance: Double { isDouble ? 1e-10 : 2e-5 }

  var description: String {
    "\(instructionSet), \(isDouble ? "double" : "single"), \(threads) threads, "
      + "blocks of \(lowBits.map(String.init) ?? "the usual") bits, "
      + (keepsStates ? "states kept" : "states made again")
  }

  /// Outputs and gradients; those of each operand.
  func gradient(_ fused: FusedCircuit, _ example: CircuitExample) throws -> CircuitResult {
    isDouble
      ? try LargeRun<Double>(self, fused, example.batch, .gradient).gradient(example)
      : try LargeRun<Float>(self, fused, example.batch, .gradient).gradient(example)
  }

  func forward(_ fused: FusedCircuit, _ example: CircuitExample) throws -> [Double] {
    isDouble
      ? try LargeRun<Double>(self, fused, example.batch, .forward).forward(example)
      : try LargeRun<Float>(self, fused, example.batch, .forward).forward(example)
  }
}

/// An engine between arrays of doubles.
struct LargeRun<Scalar: BinaryFloatingPoint & Sendable> {
  let engine: LargeEngine
  let outputCount: Int

  init(_ mode: LargeMode, _ fused: FusedCircuit, _ batch: Int, _ order: CircuitOrder) throws {
    let plan = CircuitPlan(
      name: fused.name, qubitNames: fused.qubitNames, operands: fused.operands,
      preparations: fused.preparations, measurements: fused.measurements)
    let choice = CircuitEngineChoice(
      isDouble: Scalar.self == Double.self, plan: plan, batch: batch, threads: mode.threads, order: order,
      instructionSet: mode.instructionSet,
      parallel: { count, body in DispatchQueue.concurrentPerform(iterations: count, execute: body) })
    engine = try LargeEngine(choice, fused, lowBits: mode.lowBits, keepsStates: mode.keepsStates)
    outputCount = batch * fused.outputCount
  }

  func forward(_ example: CircuitExample) -> [Double] { run(.forward, example).outputs }

  func gradient(_ example: CircuitExample) -> CircuitResult { run(.gradient, example) }

  /// Outputs hold junk first, so that what is not written shows.
  private func run(_ order: CircuitOrder, _ example: CircuitExample) -> CircuitResult {
    let inputs = example.operands.map { filled($0) }
    let weights = filled(example.cotangent)
    let output = filled([Double](repeating: -77, count: outputCount))
    let gradients = example.operands.map { filled([Double](repeating: -77, count: $0.count)) }
    defer { for pointer in inputs + gradients + [weights, output] { pointer.deallocate() } }
    inputs.map { UnsafeRawPointer($0) as UnsafeRawPointer? }.withUnsafeBufferPointer { operands in
      gradients.map { UnsafeMutableRawPointer($0) as UnsafeMutableRawPointer? }
        .withUnsafeBufferPointer { results in
          guard let operands = operands.baseAddress else { return }
          engine.run(
            order,
            CircuitBuffers(
              operands: operands, tangents: nil, cotangent: UnsafeRawPointer(weights),
              output: UnsafeMutableRawPointer(output), gradients: results.baseAddress))
        }
    }
    return CircuitResult(
      outputs: taken(output, outputCount),
      gradients: zip(gradients, example.operands).map { taken($0, $1.count) })
  }

  private func filled(_ values: [Double]) -> UnsafeMutablePointer<Scalar> {
    let pointer = UnsafeMutablePointer<Scalar>.allocate(capacity: Swift.max(values.count, 1))
    pointer.initialize(repeating: 0, count: Swift.max(values.count, 1))
    for (index, value) in values.enumerated() { pointer[index] = Scalar(value) }
    return pointer
  }

  private func taken(_ pointer: UnsafeMutablePointer<Scalar>, _ count: Int) -> [Double] {
    (0..<count).map { Double(pointer[$0]) }
  }
}
