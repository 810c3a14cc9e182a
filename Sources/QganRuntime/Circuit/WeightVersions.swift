import CQganKernels
import QganIR

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Tells when a circuit's params are others than in the call before, by their bytes.
final class WeightVersions {
  /// The params of the last call, in bytes, and where each stands in them.
  private let weights: CArray<UInt8>
  private let params: [(operand: Int, offset: Int, byteCount: Int)]
  private var isFirst = true

  init(_ choice: CircuitEngineChoice) {
    var params: [(operand: Int, offset: Int, byteCount: Int)] = []
    for (index, operand) in choice.plan.operands.enumerated() where operand.binding == .param {
      params.append(
        (index, params.last.map { $0.offset + $0.byteCount } ?? 0, operand.count * choice.scalarBytes))
    }
    self.params = params
    weights = CArray([UInt8](repeating: 0, count: params.last.map { $0.offset + $0.byteCount } ?? 0))
  }

  /// Whether what depends on params alone must be built; keeps the params that it will be built from.
  func haveChanged(_ operands: UnsafePointer<UnsafeRawPointer?>) -> Bool {
    var haveChanged = isFirst
    isFirst = false
    for (operand, offset, byteCount) in params {
      guard let source = operands[operand] else { continue }
      let kept = weights.pointer + offset
      if memcmp(kept, source, byteCount) != 0 {
        memcpy(kept, source, byteCount)
        haveChanged = true
      }
    }
    return haveChanged
  }
}
