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
  let engine: LargeCircuitEngine<Scalar>
  let outputCount: Int

  init(_ mode: LargeMode, _ fused: FusedCircuit, _ batch: Int, _ order: CircuitOrder) throws {
    engine = try LargeCircuitEngine<Scalar>(
      fused: fused, batch: batch, threads: mode.threads, order: order, instructionSet: mode.instructionSet,
      lowBits: mode.lowBits, keepsStates: mode.keepsStates)
    outputCount = batch * fused.outputCount
  }

  private func filled(_ values: [Double]) -> UnsafeMutablePointer<Scalar> {
    let pointer = UnsafeMutablePointer<Scalar>.allocate(capacity: Swift.max(values.count, 1))
    pointer.initialize(repeating: 0, count: Swift.max(values.count, 1))
    for (index, value) in values.enumerated() { pointer[index] = Scalar(value) }
    return pointer
  }

  /// Junk, so that what is not written shows.
  private func buffer(_ count: Int) -> UnsafeMutablePointer<Scalar> {
    filled([Double](repeating: -77, count: count))
  }

  private func taken(_ pointer: UnsafeMutablePointer<Scalar>, _ count: Int) -> [Double] {
    defer { pointer.deallocate() }
    return (0..<count).map { Double(pointer[$0]) }
  }

  func forward(_ example: CircuitExample) -> [Double] {
    let inputs = example.operands.map(filled)
    defer { for pointer in inputs { pointer.deallocate() } }
    let output = buffer(outputCount)
    engine.forward(operands: inputs.map { UnsafePointer($0) }, output: output)
    return taken(output, outputCount)
  }

  func gradient(_ example: CircuitExample) -> CircuitResult {
    let inputs = example.operands.map(filled)
    let weights = filled(example.cotangent)
    defer { for pointer in inputs + [weights] { pointer.deallocate() } }
    let output = buffer(outputCount)
    let gradients = example.operands.map { buffer($0.count) }
    engine.gradient(
      operands: inputs.map { UnsafePointer($0) }, cotangent: weights, gradients: gradients, output: output)
    return CircuitResult(
      outputs: taken(output, outputCount),
      gradients: zip(gradients, example.operands).map { taken($0, $1.count) })
  }
}
