import QganIR

/// Arguments of a sample, and where their gradients go.
final class LargeAngles {
  /// Of the sample at hand.
  let values: CArray<Double>
  /// Derivatives by each argument, of the sample at hand.
  let gradients: CArray<Double>
  /// For each operand: sums over the batch of a param, one sample of an input.
  let operandGradients: [CArray<Double>]
  private let angles: [Angle]
  private let operands: [CircuitOperand]
  private let versions: [CArray<UInt8>?]
  private let shape: LargeShape
  private var hasVersion = false

  init(_ circuit: FusedCircuit, shape: LargeShape) {
    angles = circuit.angles
    operands = circuit.operands
    self.shape = shape
    values = CArray([Double](repeating: 0, count: angles.count))
    gradients = CArray([Double](repeating: 0, count: angles.count))
    operandGradients = operands.map { CArray([Double](repeating: 0, count: $0.count)) }
    versions = operands.map { operand in
      operand.binding == .param
        ? CArray([UInt8](repeating: 0, count: operand.count * shape.numberBytes)) : nil
    }
  }

  /// Whether the params have the same bytes as at the last call of this.
  func paramsAreUnchanged(_ buffers: [UnsafeRawPointer]) -> Bool {
    var isSame = hasVersion
    for (index, version) in versions.enumerated() {
      guard let version else { continue }
      let byteCount = operands[index].count * shape.numberBytes
      let bytes = UnsafeRawBufferPointer(start: buffers[index], count: byteCount)
      let kept = UnsafeMutableRawBufferPointer(start: version.pointer, count: byteCount)
      if isSame, bytes.elementsEqual(kept) { continue }
      isSame = false
      kept.copyMemory(from: bytes)
    }
    hasVersion = true
    return isSame
  }

  func evaluate(_ buffers: [UnsafeRawPointer], sample: Int) {
    for (index, angle) in angles.enumerated() {
      var value = angle.constant
      for term in angle.terms {
        let operand = operands[term.operand]
        let start = operand.binding == .input ? sample * operand.count : 0
        value += term.coefficient * shape.load(buffers[term.operand], at: start + term.element)
      }
      values.pointer[index] = value
    }
  }

  func clearSums(of binding: CircuitOperand.Binding) {
    for (index, operand) in operands.enumerated() where operand.binding == binding {
      operandGradients[index].pointer.update(repeating: 0, count: operand.count)
    }
  }

  func clearGradients() { gradients.pointer.update(repeating: 0, count: angles.count) }

  /// Adds the arguments' gradients to those of the operands.
  func distribute() {
    for (index, angle) in angles.enumerated() {
      for term in angle.terms {
        operandGradients[term.operand].pointer[term.element] += term.coefficient * gradients.pointer[index]
      }
    }
  }

  /// Writes the sums of operands of a kind to their buffers.
  func write(_ binding: CircuitOperand.Binding, sample: Int, to buffers: [UnsafeMutableRawPointer?]) {
    for (index, operand) in operands.enumerated() where operand.binding == binding {
      guard let buffer = buffers[index] else { continue }
      let start = binding == .input ? sample * operand.count : 0
      for element in 0..<operand.count {
        shape.store(operandGradients[index].pointer[element], in: buffer, at: start + element)
      }
    }
  }
}
