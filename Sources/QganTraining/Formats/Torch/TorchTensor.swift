/// A flat run of numbers that tensors are views of.
struct TorchStorage: Hashable, Sendable {
  /// Its name in the file.
  var key: String
  /// Format of each number.
  var type: ScalarType
  /// Numbers in it, from the first that `start` counts.
  var count: Int
  /// Numbers before it in the record `key`: the legacy format has storages that are parts of others.
  var start = 0
  /// Whether it holds bytes whose format only its tensors say.
  var isUntyped = false
}

/// A view of a storage; sizes, strides and offset count elements and are at least 0.
struct TorchTensor: Hashable, Sendable {
  var storage: TorchStorage
  var offset: Int
  var shape: [Int]
  var strides: [Int]

  /// Elements of the storage from the first to the last that is seen; `nil` if they overflow.
  var span: Range<Int>? {
    if shape.contains(0) { return 0..<0 }
    var last = offset
    for (size, stride) in zip(shape, strides) {
      let (reach, overflow) = (size - 1).multipliedReportingOverflow(by: stride)
      let (sum, carry) = last.addingReportingOverflow(reach)
      if overflow || carry { return nil }
      last = sum
    }
    return last < Int.max ? offset..<last + 1 : nil
  }

  /// Whether the elements lie in row-major order without gaps.
  var isContiguous: Bool {
    var expected = 1
    for (size, stride) in zip(shape, strides).reversed() where size != 1 {
      if stride != expected { return false }
      expected *= size
    }
    return true
  }

  /// The elements in row-major order from the bytes of `span`.
  func gather(_ bytes: [UInt8]) -> [UInt8] {
    let width = storage.type.byteCount
    let count = shape.reduce(1, *)
    var index = [Int](repeating: 0, count: shape.count)
    var place = 0
    return [UInt8](unsafeUninitializedCapacity: count * width) { result, initialized in
      for element in 0..<count {
        for byte in 0..<width { result[element * width + byte] = bytes[place * width + byte] }
        var axis = shape.count - 1
        while axis >= 0 {
          index[axis] += 1
          place += strides[axis]
          if index[axis] < shape[axis] { break }
          place -= index[axis] * strides[axis]
          index[axis] = 0
          axis -= 1
        }
      }
      initialized = count * width
    }
  }
}
