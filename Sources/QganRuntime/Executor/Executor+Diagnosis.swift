import CQganKernels
import QganIR

/// The first tensor that went bad.
public struct NonFiniteTensor: Hashable, Sendable {
  /// Name of the input, variable or value.
  public var name: String
  /// The primitive that made it, or `input` or `variable`.
  public var primitive: String
  /// The flat index of the first element that is NaN or infinite.
  public var index: Int
  /// The source place of the operation, if known.
  public var location: Location?
}

extension Executor {
  /// Runs the step again, instruction by instruction and without writing into variables, and returns the first
  /// tensor that holds a NaN or an infinity: inputs and variables first, then results in order.
  ///
  /// Call it after `compute(step:)` and in place of `commit(step:)`; once variables are written they may be bad
  /// themselves.
  public func firstNonFinite(step: Int) throws -> NonFiniteTensor? {
    for (port, buffer) in zip(plan.inputs, memory.inputs) {
      if let index = badIndex(buffer.pointer, buffer.count) {
        return NonFiniteTensor(name: port.name, primitive: "input", index: index)
      }
    }
    for name in plan.variables.keys {
      let buffer = try variables.entry(name).buffer
      if let index = badIndex(buffer.pointer, buffer.count) {
        return NonFiniteTensor(name: name, primitive: "variable", index: index)
      }
    }
    for (instruction, kernel) in zip(plan.instructions, kernels) {
      if instruction.results.contains(where: { if case .variable = $0.storage { true } else { false } }) {
        continue
      }
      try kernel.run(UInt64(bitPattern: Int64(step)))
      for result in instruction.results where result.strides == nil {
        let tensor = try memory.resolve(result, instruction)
        guard let index = badIndex(tensor.pointer, tensor.count) else { continue }
        return NonFiniteTensor(
          name: instruction.name ?? instruction.primitive, primitive: instruction.primitive, index: index,
          location: instruction.location)
      }
    }
    return nil
  }

  private func badIndex(_ pointer: UnsafePointer<Scalar>, _ count: Int) -> Int? {
    let index = qgan_first_nonfinite(Scalar.elementType, pointer, Int64(count))
    return index < 0 ? nil : Int(index)
  }
}
