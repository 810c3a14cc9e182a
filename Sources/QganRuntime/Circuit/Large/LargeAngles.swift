import QganIR

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Arguments of a sample, and where their gradients go.
final class LargeAngles {
  /// Of the sample at hand.
  let values: CArray<Double>
  /// Derivatives by each argument, of the sample at hand.
  let gradients: CArray<Double>
  private let angles: [Angle]
  private let operands: [CircuitOperand]
  /// For each operand: sums over the batch of a param, one sample of an input.
  private let sums: [LargeRegion]
  /// The bytes of params at the last call.
  private let versions: [LargeRegion]
  private let shape: LargeShape
  private let hasSums: Bool
  private var hasVersion = false

  init(_ circuit: FusedCircuit, shape: LargeShape, order: CircuitOrder, layout: inout LargeLayout) {
    angles = circuit.angles
    operands = circuit.operands
    self.shape = shape
    hasSums = order != .forward
    values = CArray([Double](repeating: 0, count: angles.count))
    gradients = CArray([Double](repeating: 0, count: angles.count))
    sums = operands.map { layout.place(order == .forward ? 0 : $0.count, of: 8) }
    versions = operands.map { layout.place($0.binding == .param ? $0.count : 0, of: shape.numberBytes) }
  }

  /// Where the gradient of an operand is summed; `nil` if none is asked for.
  func sums(of operand: Int) -> UnsafeMutablePointer<Double>? { hasSums ? sums[operand].doubles : nil }

  /// Whether the params have the same bytes as at the last call of this.
  func paramsAreUnchanged(_ buffers: [UnsafeRawPointer?]) -> Bool {
    var isSame = hasVersion
    for (index, operand) in operands.enumerated() where operand.binding == .param && operand.count > 0 {
      guard let buffer = buffers[index] else { continue }
      let byteCount = operand.count * shape.numberBytes
      if isSame && memcmp(versions[index].base, buffer, byteCount) == 0 { continue }
      isSame = false
      memcpy(versions[index].base, buffer, byteCount)
    }
    hasVersion = true
    return isSame
  }

  func evaluate(_ buffers: [UnsafeRawPointer?], sample: Int) {
    for (index, angle) in angles.enumerated() {
      var value = angle.constant
      for term in angle.terms {
        guard let buffer = buffers[term.operand] else { continue }
        let operand = operands[term.operand]
        let start = operand.binding == .input ? sample * operand.count : 0
        value += term.coefficient * shape.load(buffer, at: start + term.element)
      }
      values.pointer[index] = value
    }
  }

  func clearSums(of binding: CircuitOperand.Binding) {
    for (index, operand) in operands.enumerated() where hasSums && operand.binding == binding {
      sums[index].doubles.update(repeating: 0, count: operand.count)
    }
  }

  func clearGradients() { gradients.pointer.update(repeating: 0, count: angles.count) }

  /// Adds the arguments' gradients to those of the operands.
  func distribute() {
    for (index, angle) in angles.enumerated() {
      for term in angle.terms {
        sums[term.operand].doubles[term.element] += term.coefficient * gradients.pointer[index]
      }
    }
  }

  /// Writes the sums of operands of a kind to their buffers.
  func write(
    _ binding: CircuitOperand.Binding, sample: Int, to buffers: UnsafePointer<UnsafeMutableRawPointer?>
  ) {
    for (index, operand) in operands.enumerated() where operand.binding == binding {
      guard let buffer = buffers[index] else { continue }
      let start = binding == .input ? sample * operand.count : 0
      for element in 0..<operand.count {
        shape.store(sums[index].doubles[element], in: buffer, at: start + element)
      }
    }
  }
}
