extension Plan: CustomStringConvertible {
  /// The plan for readers: memory, constants, ports, then one numbered line an instruction with every address.
  public var description: String {
    var lines = ["plan @\(name) {"]
    let bytes = arenaBytes(elementSize: 4).map { " (\($0) bytes in single precision)" } ?? ""
    lines.append("  arena \(arenaCount) elements\(bytes)")
    for (index, constant) in constants.enumerated() {
      lines.append("  constant #\(index): \(TensorType(constant.shape)) = \(Plan.abridged(constant.values))")
    }
    for input in inputs { lines.append("  input \(IRText.quoted(input.name)): \(input.tensor)") }
    for (index, instruction) in instructions.enumerated() { lines.append("  [\(index)] \(instruction)") }
    for output in outputs { lines.append("  output \(IRText.quoted(output.name)): \(output.tensor)") }
    return lines.joined(separator: "\n") + "\n}\n"
  }

  /// The first values of a long list.
  fileprivate static func abridged(_ values: [Double]) -> String {
    let shown = values.prefix(8).map(IRText.real).joined(separator: ", ")
    return values.count > 8 ? "[\(shown), ... \(values.count) values]" : "[\(shown)]"
  }
}

extension Storage: CustomStringConvertible {
  /// `arena+320`, `variable "w"`, `input #0`, `constant #1`
  public var description: String {
    switch self {
    case .arena(let offset): "arena+\(offset)"
    case .variable(let name): "variable \(IRText.quoted(name))"
    case .input(let index): "input #\(index)"
    case .constant(let index): "constant #\(index)"
    }
  }
}

extension PlanTensor: CustomStringConvertible {
  /// `arena+320 f[64, 10]`, with `strides [0, 1]` where the tensor is a strided view.
  public var description: String {
    "\(storage) \(TensorType(shape))" + (strides.map { " strides \($0)" } ?? "")
  }
}

extension Instruction: CustomStringConvertible {
  /// `arena+0 f[2] = add input #0 f[2], constant #0 f[2] // name`
  public var description: String {
    let targets = results.map(\.description).joined(separator: ", ")
    let sources = operands.map(\.description).joined(separator: ", ")
    let shown = attributes.mapValues { attribute -> Attribute in
      // Weights and index tables of thousands of numbers would hide the program.
      switch attribute {
      case .floats(let values) where values.count > 16: .string("\(values.count) numbers")
      case .integers(let values) where values.count > 16: .string("\(values.count) integers")
      default: attribute
      }
    }
    return "\(targets) = \(primitive)\(sources.isEmpty ? "" : " ")\(sources)\(IRText.attributes(shown))"
      + (name.map { " // \($0)" } ?? "")
  }
}
