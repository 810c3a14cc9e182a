import QganIR
import QganPasses

/// A random fused program on operands of random axes, behind operations whose results die in it.
///
/// The same program, one primitive at a time, makes outputs as well: what the reference interpreter makes of one it
/// makes of the other, and the kernels have to agree with both.
struct FusedCase {
  private var random: SeededGenerator

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  /// Attributes of `fused`.
  static func attributes(
    _ code: String, results: [Int] = [], sums: [Int] = [], axes: [Int] = []
  ) -> [String: Attribute] {
    [
      "code": .string(code), "results": .integers(results), "sums": .integers(sums), "axes": .integers(axes),
    ]
  }

  /// The graph and its inputs' values.
  mutating func build() throws -> (Graph, [PrimitiveExample.Operand]) {
    let builder = GraphBuilder(name: "random")
    var shape = (0..<pick(1...4)).map { _ in [1, 2, 3, 5, 8, 16, 37, 150, 1100][pick(0...8)] }
    while shape.reduce(1, *) > 6000 { shape.removeLast() }
    var inputs: [PrimitiveExample.Operand] = []
    var operands: [ValueID] = []
    for index in 0..<pick(1...4) {
      let isFull = index == 0 || pick(0...1) == 0
      let small = shape.map { isFull || pick(0...1) == 0 ? $0 : 1 }
      inputs.append(PrimitiveExample.Operand(small, over: -1.1 - 0.1 * Double(index)...1.3))
      let input = builder.input("x\(index)", TensorType(small))
      let value = pick(0...2) == 0 ? input : try builder.unary("sin", input)
      operands.append(try builder.broadcast(value, to: shape))
    }
    let program = program(operands.count, rank: shape.count)
    let values = try builder.emit("fused", operands, program.attributes)
    for (index, value) in values.enumerated() { builder.output("fused\(index)", value) }
    var registers = operands
    for instruction in program.instructions {
      var attributes: [String: Attribute] = [:]
      if let name = FusedProgram.parameterName(instruction.primitive), let value = instruction.parameter {
        attributes[name] = .float(value)
      }
      registers.append(
        try builder.emitOne(
          instruction.primitive, instruction.operands.map { registers[$0] }, attributes))
    }
    for (index, register) in program.results.enumerated() { builder.output("y\(index)", registers[register]) }
    for (index, register) in program.sums.enumerated() {
      builder.output("sum\(index)", try builder.sum(registers[register], axes: program.axes))
    }
    return (builder.graph, inputs)
  }

  /// Functions that keep numbers small and are nowhere so steep that rounding shows.
  private mutating func program(_ operandCount: Int, rank: Int) -> FusedProgram {
    var program = FusedProgram(operandCount: operandCount)
    for index in 0..<pick(0...14) {
      let count = operandCount + program.instructions.count
      func instruction(_ name: String, _ registers: [Int], _ parameter: Double? = nil) {
        program.instructions.append(FusedProgram.Instruction(name, registers, parameter: parameter))
      }
      // Late values make chains.
      let (a, b, c) = (late(count), late(count), pick(0...count - 1))
      switch pick(0...15) {
      case 0, 1: instruction("add", [a, b])
      case 2: instruction("sub", [a, b])
      case 3, 4: instruction("mul", [a, b])
      case 5: instruction("maximum", [a, b])
      case 6: instruction("minimum", [a, c])
      case 7: instruction("select", [pick(0...operandCount - 1), b, c])
      case 8: instruction("scale", [a], 0.7)
      case 9: instruction("offset", [a], -0.3)
      case 10: instruction("leaky_relu", [a], 0.2)
      case 11: instruction(["tanh", "sin", "sigmoid"][pick(0...2)], [a])
      case 12: instruction("tanh", [a])
      case 13: instruction("power", [a], [2, 1][pick(0...1)])
      case 14: instruction("leaky_relu_slope", [pick(0...operandCount - 1)], 0.1)
      default: instruction("neg", [a])
      }
      // Products of products grow fast.
      if index % 4 == 3 { instruction("tanh", [operandCount + program.instructions.count - 1]) }
    }
    let count = operandCount + program.instructions.count
    for _ in 0..<pick(0...3) { program.results.append(late(count)) }
    for _ in 0..<pick(program.results.isEmpty ? 1...2 : 0...2) { program.sums.append(late(count)) }
    program.axes = (0..<rank).filter { _ in pick(0...1) == 0 }
    return program
  }

  private mutating func late(_ count: Int) -> Int { pick(max(0, count - 5)...count - 1) }

  private mutating func pick(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
}
