import QganIR

extension ReferenceInterpreter {
  func gather(table: ReferenceTensor, indices: ReferenceTensor, shape: [Int]) throws -> ReferenceTensor {
    let rank = indices.shape.count
    return try ReferenceTensor(shape) { index in
      let row = try rowNumber(indices[Array(index[..<rank])], below: table.shape[0])
      return table[[row] + index[rank...]]
    }
  }

  func scatterAdd(
    indices: ReferenceTensor, values: ReferenceTensor, shape: [Int]
  ) throws -> ReferenceTensor {
    let rank = indices.shape.count
    var result = ReferenceTensor(shape, full: 0)
    for index in IndexSequence(values.shape) {
      let row = try rowNumber(indices[Array(index[..<rank])], below: shape[0])
      result[[row] + index[rank...]] += values[index]
    }
    return result
  }

  func oneHot(_ labels: ReferenceTensor, shape: [Int]) throws -> ReferenceTensor {
    try ReferenceTensor(shape) { index in
      let label = try rowNumber(labels[Array(index.dropLast())], below: shape[shape.count - 1])
      return label == index[index.count - 1] ? 1 : 0
    }
  }

  func sampleOutcomes(
    _ probabilities: ReferenceTensor, _ uniform: ReferenceTensor, shape: [Int]
  ) -> ReferenceTensor {
    let (states, bits) = (probabilities.shape[1], shape[1])
    return ReferenceTensor(shape) { index in
      var outcome = 0
      var sum = probabilities[[index[0], 0]]
      while outcome < states - 1, uniform[[index[0]]] >= sum {
        outcome += 1
        sum += probabilities[[index[0], outcome]]
      }
      return Double(outcome >> (bits - 1 - index[1]) & 1)
    }
  }

  private func rowNumber(_ value: Double, below count: Int) throws -> Int {
    guard let row = Int(exactly: value), row >= 0, row < count else {
      throw IRError("\(value) is no row of a table of \(count)")
    }
    return row
  }
}
