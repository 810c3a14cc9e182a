import CQganKernels
import QganIR

/// A plan's tensor at its address.
struct ResolvedTensor<Scalar: RuntimeScalar> {
  let pointer: UnsafeMutablePointer<Scalar>
  let shape: [Int]
  let strides: [Int]?

  var count: Int { shape.reduce(1, *) }
  /// Elements between neighbours along each axis.
  var loopStrides: [Int] { strides ?? TensorType(shape).strides }

  /// The elements in row-major order.
  func gathered() -> [Scalar] {
    guard strides != nil, count > 0 else { return Array(UnsafeBufferPointer(start: pointer, count: count)) }
    let steps = loopStrides
    var position = [Int](repeating: 0, count: shape.count)
    return (0..<count).map { _ in
      let value = pointer[zip(position, steps).reduce(0) { $0 + $1.0 * $1.1 }]
      for axis in shape.indices.reversed() {
        position[axis] += 1
        if position[axis] < shape[axis] { break }
        position[axis] = 0
      }
      return value
    }
  }
}

/// All memory of a plan that is not a variable, and where each tensor lies.
final class PlanMemory<Scalar: RuntimeScalar> {
  let arena: AlignedBuffer<Scalar>
  let inputs: [AlignedBuffer<Scalar>]
  private(set) var outputs: [ResolvedTensor<Scalar>] = []
  /// New contents of variables that instructions write before the program's end, until they are committed.
  private(set) var shadows: [(variable: AlignedBuffer<Scalar>, buffer: AlignedBuffer<Scalar>)] = []
  private var shadowIndex: [String: Int] = [:]
  private let constants: [AlignedBuffer<Scalar>]
  private let variables: VariableStore<Scalar>

  init(plan: Plan, variables: VariableStore<Scalar>) throws {
    self.variables = variables
    arena = try AlignedBuffer(count: plan.arenaCount, for: "the arena of `\(plan.name)`")
    inputs = try plan.inputs.map {
      try AlignedBuffer(count: try checkedCount($0.tensor.shape, name: $0.name), for: "input `\($0.name)`")
    }
    constants = try plan.constants.map { constant in
      let count = try checkedCount(constant.shape, name: "constant")
      guard constant.values.count == count || constant.values.count == 1 else {
        throw RuntimeError.invalidPlan(
          reason: "a constant of shape \(constant.shape) has \(constant.values.count) values", primitive: nil,
          location: nil)
      }
      let buffer = try AlignedBuffer<Scalar>(count: count, for: "a constant of shape \(constant.shape)")
      buffer.fill(with: constant.values)
      return buffer
    }
    for (name, variable) in plan.variables {
      let known = try variables.entry(name).variable
      guard known.shape == variable.shape else {
        throw RuntimeError.wrongShape(name: name, expected: variable.shape, actual: known.shape)
      }
    }
    outputs = try plan.outputs.map { try resolve($0.tensor, nil) }
  }

  /// Gives the variables that `instruction` writes a shadow, which later instructions read in their place.
  func shadowVariables(writtenBy instruction: Instruction) throws {
    guard instruction.primitive != "variable" else { return }
    for case .variable(let name) in instruction.results.map(\.storage) where shadowIndex[name] == nil {
      let variable = try variables.entry(name).buffer
      shadowIndex[name] = shadows.count
      shadows.append((variable, try AlignedBuffer(count: variable.count, for: "new contents of `\(name)`")))
    }
  }

  /// The address of `tensor`; throws where it does not lie within its storage.
  func resolve(
    _ tensor: PlanTensor, _ instruction: Instruction?, isCommit: Bool = false
  ) throws -> ResolvedTensor<Scalar> {
    func invalid(_ reason: String) -> RuntimeError {
      .invalidPlan(reason: reason, primitive: instruction?.primitive, location: instruction?.location)
    }
    let base: UnsafeMutablePointer<Scalar>
    let room: Int
    switch tensor.storage {
    case .arena(let offset):
      guard offset >= 0, offset <= arena.count else { throw invalid("offset \(offset) is outside the arena") }
      (base, room) = (arena.pointer + offset, arena.count - offset)
    case .variable(let name):
      let shadow = isCommit ? nil : shadowIndex[name].map { shadows[$0].buffer }
      let buffer = try shadow ?? variables.entry(name).buffer
      (base, room) = (buffer.pointer, buffer.count)
    case .input(let index):
      guard inputs.indices.contains(index) else { throw invalid("there is no input \(index)") }
      (base, room) = (inputs[index].pointer, inputs[index].count)
    case .constant(let index):
      guard constants.indices.contains(index) else { throw invalid("there is no constant \(index)") }
      (base, room) = (constants[index].pointer, constants[index].count)
    }
    let count = try checkedCount(tensor.shape, name: instruction?.name ?? "tensor")
    if let strides = tensor.strides,
      strides.count != tensor.shape.count || strides.contains(where: { $0 < 0 })
    {
      throw invalid("strides \(strides) do not fit shape \(tensor.shape)")
    }
    var extent = count
    if let strides = tensor.strides, count > 0 {
      extent = 1
      for (size, step) in zip(tensor.shape, strides) {
        let (reach, overflow) = (size - 1).multipliedReportingOverflow(by: step)
        extent = overflow ? Int.max : extent.addingReportingOverflow(reach).partialValue
        guard extent > 0 else { throw invalid("a tensor of shape \(tensor.shape) exceeds its storage") }
      }
    }
    guard extent <= room else { throw invalid("a tensor of shape \(tensor.shape) exceeds its storage") }
    return ResolvedTensor(pointer: base, shape: tensor.shape, strides: tensor.strides)
  }
}
