/// Axes of an element-wise loop after neighbours that every tensor runs through evenly have become one.
struct LoopNest {
  private(set) var sizes: [Int] = []
  /// Strides of each tensor along `sizes`.
  private(set) var strides: [[Int]]

  /// The loop over `shape` with one list of strides a tensor; never without an axis.
  init(shape: [Int], strides tensors: [[Int]]) {
    strides = tensors.map { _ in [] }
    for axis in shape.indices where shape[axis] != 1 {
      let steps = tensors.map { $0[axis] }
      let merges =
        !sizes.isEmpty
        && zip(strides, steps).allSatisfy { list, step in list[list.count - 1] == step * shape[axis] }
      if merges {
        sizes[sizes.count - 1] *= shape[axis]
        for k in strides.indices { strides[k][strides[k].count - 1] = steps[k] }
      } else {
        sizes.append(shape[axis])
        for k in strides.indices { strides[k].append(steps[k]) }
      }
    }
    if sizes.isEmpty {
      sizes = [1]
      strides = tensors.map { _ in [1] }
    }
  }

  var rank: Int { sizes.count }

  /// The same loop with its axes in another order.
  func reordered(_ order: [Int]) -> LoopNest {
    var result = self
    result.sizes = order.map { sizes[$0] }
    result.strides = strides.map { list in order.map { list[$0] } }
    return result
  }
}
