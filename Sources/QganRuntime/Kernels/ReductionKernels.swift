import CQganKernels
import QganIR

extension KernelRegistry {
  /// `reduce_sum` and `reduce_max`.
  static func reductionKernels<Scalar: RuntimeScalar>() -> [String: Builder<Scalar>] {
    [
      "reduce_sum": { try reduction($0, QGAN_SUM, empty: 0) },
      "reduce_max": { try reduction($0, QGAN_MAX, empty: -Double.infinity) },
    ]
  }

  private static func reduction<Scalar>(
    _ request: KernelRequest<Scalar>, _ op: Int32, empty: Double
  ) throws -> Kernel {
    try request.expect(operands: 1)
    let (x, y) = (request.operands[0], request.results[0])
    let axes = try request.integers("axes")
    try request.require(axes.allSatisfy(x.shape.indices.contains), "axes \(axes) of \(x.shape)")
    let kept = x.shape.indices.filter { !axes.contains($0) }
    try request.require(kept.map { x.shape[$0] } == y.shape, "\(x.shape) over \(axes) is not \(y.shape)")
    let (from, to, count) = (x.pointer, y.pointer, y.count)
    guard x.count > 0 else { return Kernel { qgan_fill(Scalar.elementType, to, empty, Int64(count)) } }

    let groups = RunsOfAxes(
      shape: x.shape, strides: TensorType(x.shape).strides, isReduced: x.shape.indices.map(axes.contains))
    let (keptSizes, keptStrides) = (IndexBuffer(groups.keptSizes), IndexBuffer(groups.keptStrides))
    let (sizes, strides) = (IndexBuffer(groups.reducedSizes), IndexBuffer(groups.reducedStrides))
    let (keptRank, rank) = (Int32(groups.keptSizes.count), Int32(groups.reducedSizes.count))
    try request.require(max(keptRank, rank) <= QGAN_MAX_RANK, "too many axes")
    let pool = request.pool
    let grain = max(1, request.grain * count / x.count)
    let body = { (begin: Int, end: Int) in
      qgan_reduce(
        Scalar.elementType, op, keptRank, keptSizes.pointer, keptStrides.pointer, rank, sizes.pointer,
        strides.pointer, from, to, Int64(begin), Int64(end))
    }
    return Kernel { pool.forRanges(count, grain: grain, body) }
  }
}

/// The axes of a reduction, neighbours of a kind merged, axes of size 1 left out.
private struct RunsOfAxes {
  var keptSizes: [Int] = []
  var keptStrides: [Int] = []
  var reducedSizes: [Int] = []
  var reducedStrides: [Int] = []

  init(shape: [Int], strides: [Int], isReduced: [Bool]) {
    var last: Bool?
    for axis in shape.indices where shape[axis] != 1 {
      if isReduced[axis] {
        if last == true {
          reducedSizes[reducedSizes.count - 1] *= shape[axis]
          reducedStrides[reducedStrides.count - 1] = strides[axis]
        } else {
          reducedSizes.append(shape[axis])
          reducedStrides.append(strides[axis])
        }
      } else if last == false {
        keptSizes[keptSizes.count - 1] *= shape[axis]
        keptStrides[keptStrides.count - 1] = strides[axis]
      } else {
        keptSizes.append(shape[axis])
        keptStrides.append(strides[axis])
      }
      last = isReduced[axis]
    }
    if last == nil { (reducedSizes, reducedStrides) = ([1], [1]) }
  }
}
