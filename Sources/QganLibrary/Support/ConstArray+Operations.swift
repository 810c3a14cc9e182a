import QganIR

/// Functions of whole const arrays.
extension ConstArray {
  /// Folds the elements along `axes`, which vanish, into one by `combine`, which gets at least one.
  func reduce(_ axes: [Int], _ combine: ([Double]) -> Double) -> ConstArray {
    let kept = shape.indices.filter { !axes.contains($0) }
    let result = kept.map { shape[$0] }
    let (strides, resultStrides) = (TensorType(shape).strides, TensorType(result).strides)
    var groups = [[Double]](repeating: [], count: result.reduce(1, *))
    for (index, element) in elements.enumerated() {
      var target = 0
      for (position, axis) in kept.enumerated() {
        target += index / strides[axis] % shape[axis] * resultStrides[position]
      }
      groups[target].append(element)
    }
    return ConstArray(shape: result, elements: groups.map(combine))
  }

  /// Axis `i` of the result is axis `permutation[i]`.
  func transposed(_ permutation: [Int]) -> ConstArray {
    let result = permutation.map { shape[$0] }
    let (strides, resultStrides) = (TensorType(shape).strides, TensorType(result).strides)
    let elements = self.elements.indices.map { index in
      var source = 0
      for (position, axis) in permutation.enumerated() {
        source += index / resultStrides[position] % result[position] * strides[axis]
      }
      return self.elements[source]
    }
    return ConstArray(shape: result, elements: elements)
  }

  /// Arrays joined along `axis`; the other sizes agree.
  static func concat(_ parts: [ConstArray], axis: Int) -> ConstArray {
    var shape = parts[0].shape
    shape[axis] = parts.reduce(0) { $0 + $1.shape[axis] }
    let outer = shape[..<axis].reduce(1, *)
    var elements: [Double] = []
    for row in 0..<outer {
      for part in parts {
        let length = part.shape[axis...].reduce(1, *)
        elements += part.elements[row * length..<(row + 1) * length]
      }
    }
    return ConstArray(shape: shape, elements: elements)
  }
}

extension ConstArray {
  /// A reduction over the axes that the argument `axis` picks; an empty array has none.
  func reduced(_ arguments: Arguments, _ combine: ([Double]) -> Double) throws -> ConstArray {
    guard !elements.isEmpty else {
      throw IRError("an array \(shape) without elements has no such value", culprit: .operand(0))
    }
    return reduce(try arguments.reducedAxes(of: shape), combine)
  }

  /// An array of `shape` full of `value`.
  static func filled(_ value: Double, shape: [Int]) throws -> ConstArray {
    guard let count = TensorType.checkedCount(shape), count <= 1 << 24 else {
      throw IRError("a const array of shape \(shape) is too large")
    }
    return ConstArray(shape: shape, elements: [Double](repeating: value, count: count))
  }
}

extension Arguments {
  /// The axes of `shape` that `axis` picks; all by default.
  func reducedAxes(of shape: [Int]) throws -> [Int] {
    try axes(rank: shape.count, default: Array(shape.indices))
  }
}
