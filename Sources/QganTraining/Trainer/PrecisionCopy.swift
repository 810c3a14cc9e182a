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
    if let target = target as? UnsafeMutableBufferPointer<Double> {
      for index in 0..<count { target[offset + index] = Double(source[index]) }
      return
    }
    for index in 0..<count { target[offset + index] = Scalar(source[index]) }
  }

  /// Writes `offset + factor * draw` for every draw.
  static func write<Scalar: RuntimeScalar>(
    _ draws: [Scalar], scaledBy factor: Double, plus offset: Double,
    to target: UnsafeMutableBufferPointer<Scalar>
  ) {
    // Generic code that another room calls is not compiled for its types, and takes many times as long an element.
    if let draws = draws as? [Float], let target = target as? UnsafeMutableBufferPointer<Float> {
      let (factor, offset) = (Float(factor), Float(offset))
      for (index, draw) in draws.enumerated() { target[index] = offset + factor * draw }
    } else if let draws = draws as? [Double], let target = target as? UnsafeMutableBufferPointer<Double> {
      for (index, draw) in draws.enumerated() { target[index] = offset + factor * draw }
    } else {
      let (factor, offset) = (Scalar(factor), Scalar(offset))
      for (index, draw) in draws.enumerated() { target[index] = offset + factor * draw }
    }
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
