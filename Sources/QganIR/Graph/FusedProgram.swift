/// What the primitive `fused` computes: element-wise instructions on registers, one element at a time.
///
/// Registers 0, 1, ... are the operands; each instruction writes the next one. As text, `sub 0 1; mul 2 2; scale 3 0.5`
/// is half the square of a difference: a primitive, the registers that it reads, then its one number if it has one.
public struct FusedProgram: Hashable, Sendable {
  /// One element-wise primitive on registers.
  public struct Instruction: Hashable, Sendable {
    /// The name of an element-wise primitive.
    public var primitive: String
    /// Registers that it reads, all written before.
    public var operands: [Int]
    /// The value of its only attribute, such as `factor` of `scale`.
    public var parameter: Double?

    public init(_ primitive: String, _ operands: [Int], parameter: Double? = nil) {
      self.primitive = primitive
      self.operands = operands
      self.parameter = parameter
    }
  }

  /// Registers that are operands.
  public var operandCount: Int
  public var instructions: [Instruction]
  /// Registers that become results, in order.
  public var results: [Int]
  /// Registers that are summed over `axes`, in order, after the results.
  public var sums: [Int]
  /// The axes, ascending, that sums lose.
  public var axes: [Int]

  public init(
    operandCount: Int, instructions: [Instruction] = [], results: [Int] = [], sums: [Int] = [],
    axes: [Int] = []
  ) {
    self.operandCount = operandCount
    self.instructions = instructions
    self.results = results
    self.sums = sums
    self.axes = axes
  }

  /// Operands that an element-wise primitive takes, by name.
  public static let operandCounts: [String: Int] = Dictionary(
    Primitives.unary.filter(\.isElementwise).map { ($0.name, 1) }
      + Primitives.binary.map { ($0.name, $0.name == "select" ? 3 : 2) }, uniquingKeysWith: { $1 })

  /// The name of the only attribute of an element-wise primitive, if it has one.
  public static func parameterName(_ primitive: String) -> String? {
    Primitives.named(primitive)?.attributes.keys.first
  }

  /// The program of an operation `fused`; throws an `IRError` that names the attribute that does not fit.
  public init(_ operation: Operation, operandCount: Int) throws {
    func wrong(_ attribute: String, _ message: String) -> IRError {
      IRError("`fused` \(message)", culprit: .argument(attribute))
    }
    self.init(operandCount: operandCount)
    for text in (operation.string("code") ?? "").split(separator: ";") {
      let words = text.split(separator: " ")
      let name = words.first.map(String.init) ?? ""
      guard let count = FusedProgram.operandCounts[name] else {
        throw wrong("code", "does not know the instruction `\(name)`")
      }
      let hasParameter = FusedProgram.parameterName(name) != nil
      guard words.count == 1 + count + (hasParameter ? 1 : 0) else {
        throw wrong("code", "needs \(count) registers\(hasParameter ? " and a number" : "") for `\(name)`")
      }
      let next = operandCount + instructions.count
      let registers = words[1...count].compactMap { Int($0) }
      guard registers.count == count, registers.allSatisfy({ (0..<next).contains($0) }) else {
        throw wrong("code", "has registers in `\(text)` that are not below \(next)")
      }
      let parameter = hasParameter ? words.last.flatMap { Double($0) } : nil
      guard !hasParameter || parameter != nil else {
        throw wrong("code", "needs a number at the end of `\(text)`")
      }
      instructions.append(Instruction(name, registers, parameter: parameter))
    }
    (results, sums) = (operation.integers("results") ?? [], operation.integers("sums") ?? [])
    axes = operation.integers("axes") ?? []
    let count = operandCount + instructions.count
    for (name, registers) in [("results", results), ("sums", sums)]
    where !registers.allSatisfy({ (0..<count).contains($0) }) {
      throw wrong(name, "has \(count) registers, so `\(name)` cannot be \(registers)")
    }
  }

  /// Attributes of the operation `fused` that has this program.
  public var attributes: [String: Attribute] {
    [
      "code": .string(code), "results": .integers(results), "sums": .integers(sums),
      "axes": .integers(axes),
    ]
  }

  /// The instructions as text.
  public var code: String {
    instructions.map { instruction in
      ([instruction.primitive] + instruction.operands.map(String.init)
        + (instruction.parameter.map { [IRText.real($0)] } ?? [])).joined(separator: " ")
    }.joined(separator: "; ")
  }
}
