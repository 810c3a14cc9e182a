import QganIR

extension ReferenceInterpreter {
  func transpose(_ x: ReferenceTensor, _ permutation: [Int], shape: [Int]) -> ReferenceTensor {
    ReferenceTensor(shape) { index in
      var source = index
      for (axis, from) in permutation.enumerated() { source[from] = index[axis] }
      return x[source]
    }
  }

  /// Where `slice` reads, and `pad` writes, the element at `index`.
  func placed(_ index: [Int], _ operation: Operation) -> [Int] {
    let (starts, steps) = (operation.integers("starts") ?? [], operation.integers("steps") ?? [])
    return index.indices.map { starts[$0] + index[$0] * steps[$0] }
  }

  func concat(_ parts: [ReferenceTensor], axis: Int, shape: [Int]) -> ReferenceTensor {
    var result = ReferenceTensor(shape, full: 0)
    var start = 0
    for part in parts {
      for index in IndexSequence(part.shape) {
        var target = index
        target[axis] += start
        result[target] = part[index]
      }
      start += part.shape[axis]
    }
    return result
  }

  /// `reduce_sum`, `reduce_max` and `argmax`.
  func reduce(_ operation: Operation, _ x: ReferenceTensor, shape: [Int]) -> ReferenceTensor {
    let axes = operation.integers("axes") ?? [operation.integer("axis") ?? 0]
    let kept = x.shape.indices.filter { !axes.contains($0) }
    var best = ReferenceTensor(shape, full: operation.primitive == "reduce_sum" ? 0 : -.infinity)
    var place = ReferenceTensor(shape, full: -1)
    for index in IndexSequence(x.shape) {
      let target = kept.map { index[$0] }
      let (element, known) = (x[index], best[target])
      if operation.primitive == "reduce_sum" {
        best[target] = known + element
      } else if place[target] < 0 || element > known || element.isNaN && !known.isNaN {
        best[target] = element
        place[target] = Double(index[axes.first ?? 0])
      }
    }
    return operation.primitive == "argmax" ? place : best
  }

  func linearMap(_ operation: Operation, _ x: ReferenceTensor, shape: [Int]) -> ReferenceTensor {
    let axis = operation.integer("axis") ?? 0
    let offsets = operation.integers("offsets") ?? []
    let columns = operation.integers("columns") ?? []
    let weights = operation.floats("weights") ?? []
    return ReferenceTensor(shape) { index in
      var source = index
      var sum = 0.0
      for k in offsets[index[axis]]..<offsets[index[axis] + 1] {
        source[axis] = columns[k]
        sum += weights[k] * x[source]
      }
      return sum
    }
  }

  func matmul(
    _ a: ReferenceTensor, _ b: ReferenceTensor, _ transposeA: Bool, _ transposeB: Bool, shape: [Int]
  ) -> ReferenceTensor {
    let inner = a.shape[a.shape.count - (transposeA ? 2 : 1)]
    let (rows, columns) = (shape[shape.count - 2], shape[shape.count - 1])
    return ReferenceTensor(shape) { index in
      let (row, column) = (index[index.count - 2], index[index.count - 1])
      // The matrix that the leading axes choose.
      let matrix = zip(index.dropLast(2), shape).reduce(0) { $0 * $1.1 + $1.0 }
      let (startA, startB) = (matrix * rows * inner, matrix * inner * columns)
      var sum = 0.0
      for k in 0..<inner {
        sum +=
          a.values[startA + (transposeA ? k * rows + row : row * inner + k)]
          * b.values[startB + (transposeB ? column * inner + k : k * columns + column)]
      }
      return sum
    }
  }
}
