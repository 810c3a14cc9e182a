/// The axes of a fused program's sums, neighbours of a kind merged, axes of size 1 left out.
struct FusedSumAxes {
  /// Axes before the innermost, and what they are in the results (0 where they are lost).
  private(set) var sizes: [Int] = []
  private(set) var strides: [Int] = []
  /// Elements of the innermost axis, and whether sums lose it.
  private(set) var run = 1
  private(set) var losesRun = true
  /// Elements of a result.
  private(set) var kept = 1

  init(shape: [Int], axes: [Int]) {
    var isLost: [Bool] = []
    for axis in shape.indices where shape[axis] != 1 {
      let lost = axes.contains(axis)
      if isLost.last == lost {
        sizes[sizes.count - 1] *= shape[axis]
      } else {
        sizes.append(shape[axis])
        isLost.append(lost)
      }
    }
    strides = isLost.map { _ in 0 }
    for index in sizes.indices.reversed() where !isLost[index] {
      strides[index] = kept
      kept *= sizes[index]
    }
    if let last = sizes.popLast() { (run, losesRun) = (last, isLost[isLost.count - 1]) }
    strides = Array(strides.prefix(sizes.count))
  }

  /// Whether all axes that stay come first.
  var isOrdered: Bool { losesRun && sizes.count <= 1 }
  /// Whether all axes but the innermost are lost.
  var isPerElementOfRun: Bool { !losesRun && sizes.count <= 1 }
}
