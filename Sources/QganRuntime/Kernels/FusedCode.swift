import QganIR

/// A fused program as values that the kernel's functions compute: without what costs nothing, pairs made one.
struct FusedCode {
  enum Source {
    case operand(Int)
    case constant(Double)
    case apply(String, [Int], parameter: Double)
  }

  /// How often a value changes.
  enum Extent {
    /// One element for all.
    case scalar
    /// One element a row.
    case row
    /// A block that is always the same.
    case repeated
    case varying
  }

  private(set) var sources: [Source] = []
  private(set) var extents: [Extent] = []
  /// How often a value is read.
  private(set) var uses: [Int] = []
  /// Values that become results, and that are summed.
  private(set) var results: [Int] = []
  private(set) var sums: [Int] = []

  /// The values of `program`, whose operands are of these forms.
  init(_ program: FusedProgram, forms: [FusedWalk.Form]) {
    var values: [Int] = []
    for (index, form) in forms.enumerated() {
      let extent: Extent =
        switch form {
        case .scalar: .scalar
        case .rowScalar: .row
        case .repeated: .repeated
        case .flat, .row, .gathered: .varying
        }
      values.append(append(.operand(index), extent))
    }
    for instruction in program.instructions {
      values.append(append(instruction, instruction.operands.map { values[$0] }))
    }
    results = program.results.map { values[$0] }
    sums = program.sums.map { values[$0] }
    countUses()
    pairUp()
  }

  private mutating func append(_ source: Source, _ extent: Extent) -> Int {
    sources.append(source)
    extents.append(extent)
    return sources.count - 1
  }

  private mutating func append(_ instruction: FusedProgram.Instruction, _ operands: [Int]) -> Int {
    let parameter = instruction.parameter ?? 0
    switch instruction.primitive {
    case "scale": return apply("mul", [operands[0], append(.constant(parameter), .scalar)])
    case "offset": return apply("add", [operands[0], append(.constant(parameter), .scalar)])
    case "mul" where operands[0] == operands[1]: return apply("square", [operands[0]])
    case "power" where parameter == 1: return operands[0]
    case "power":
      // Common exponents need no logarithm.
      let special = [2: "square", 3: "cube", -1: "reciprocal", 0.5: "sqrt", -0.5: "reciprocal_sqrt"]
      return apply(special[parameter] ?? "power", operands, parameter)
    default: return apply(instruction.primitive, operands, parameter)
    }
  }

  private mutating func apply(_ name: String, _ operands: [Int], _ parameter: Double = 0) -> Int {
    var extent = Extent.scalar
    for operand in operands where extents[operand] != .scalar && extent != extents[operand] {
      extent = extent == .scalar ? extents[operand] : .varying
    }
    return append(.apply(name, operands, parameter: parameter), extent)
  }

  /// Counts what results need, so that the rest has no uses.
  private mutating func countUses() {
    uses = sources.map { _ in 0 }
    for value in results + sums { uses[value] += 1 }
    for index in sources.indices.reversed() where uses[index] > 0 {
      guard case .apply(_, let operands, _) = sources[index] else { continue }
      for operand in operands { uses[operand] += 1 }
    }
  }

  /// Makes one of a value that is read once and its reader where there is a loop for both.
  private mutating func pairUp() {
    let kept = Set(results + sums)
    for index in sources.indices where uses[index] > 0 {
      guard case .apply(let name, let operands, let parameter) = sources[index] else { continue }
      for (position, operand) in operands.enumerated()
      where uses[operand] == 1 && !kept.contains(operand) && extents[operand] == extents[index] {
        guard case .apply(let first, let inner, let innerParameter) = sources[operand] else { continue }
        var others = operands
        others.remove(at: position)
        guard
          let pair = FusedPairs.pair(
            first, inner, innerParameter, then: name, others, parameter, position: position)
        else { continue }
        sources[index] = .apply(pair.name, pair.operands, parameter: pair.parameter)
        uses[operand] = 0
        break
      }
    }
  }
}
