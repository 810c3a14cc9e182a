import QganRuntime

/// Copies between single precision, in which data are kept, and the precision of a run; where they are the same, whole
/// blocks of memory.
enum PrecisionCopy {
  /// Writes `source` to `target` from `offset` on, as far as it fits.
  static func write<Scalar: RuntimeScalar>(
    _ source: UnsafeBufferPointer<Float>, to target: UnsafeMutableBufferPointer<Scalar>, at offset: Int
  ) {
    let count = min(source.count, target.count - offset)
    guard count > 0, offset >= 0 else { return }
    if let target = target as? UnsafeMutableBufferPointer<Float> {
      if let to = target.baseAddress, let from = source.baseAddress {
        (to + offset).update(from: from, count: count)
      }
      return
    }
    for index in 0..<count { target[offset + index] = Scalar(source[index]) }
  }

  /// The elements in single precision.
  static func floats<Scalar: RuntimeScalar>(_ values: [Scalar]) -> [Float] {
    values as? [Float] ?? values.map { Float($0) }
  }

  /// A tensor in the precision of the run.
  static func stored<Scalar: RuntimeScalar>(
    _ elements: UnsafeMutableBufferPointer<Scalar>, shape: [Int]
  ) -> StoredTensor {
    if let elements = elements as? UnsafeMutableBufferPointer<Float> {
      return StoredTensor(Array(elements), shape: shape)
    }
    if let elements = elements as? UnsafeMutableBufferPointer<Double> {
      return StoredTensor(Array(elements), shape: shape)
    }
    return StoredTensor(elements.map { Double($0) }, shape: shape)
  }

  /// The elements of a stored tensor in the precision of the run.
  static func values<Scalar: RuntimeScalar>(_ tensor: StoredTensor, as _: Scalar.Type) -> [Scalar] {
    if Scalar.self == Float.self, let values = tensor.floats as? [Scalar] { return values }
    let doubles = tensor.doubles
    return doubles as? [Scalar] ?? doubles.map { Scalar($0) }
  }

  /// Whether no element is NaN or infinite.
  static func isFinite<Scalar: RuntimeScalar>(_ elements: UnsafeMutableBufferPointer<Scalar>) -> Bool {
    if let elements = elements as? UnsafeMutableBufferPointer<Float> {
      return elements.allSatisfy(\.isFinite)
    }
    return elements.allSatisfy(\.isFinite)
  }
}
