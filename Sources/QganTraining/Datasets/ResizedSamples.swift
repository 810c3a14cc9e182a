import QganIR

/// Samples resampled to another height and width.
///
/// Bilinear with antialiasing: a triangle filter that widens with the scale when shrinking, pixel centres at half
/// coordinates, no rounding. This is what Pillow does in mode F and PyTorch with `antialias=True`.
struct ResizedSamples: DatasetSource {
  let description: DatasetDescription
  private let base: any DatasetSource
  private let columns: [ResizeWeights]
  private let rows: [ResizeWeights]

  init(_ base: any DatasetSource, size: [Int]) throws(TrainingError) {
    var shape = base.description.shape
    guard shape.count >= 2 else {
      throw .unfit("`resize` needs images, and the samples have the shape \(shape)")
    }
    guard size.count == 2, size.allSatisfy({ (1...PNGFile.dimensionLimit).contains($0) }) else {
      throw .unfit("`resize` takes a height and a width of 1 to \(PNGFile.dimensionLimit), not \(size)")
    }
    self.base = base
    rows = ResizeWeights.all(from: shape[shape.count - 2], to: size[0])
    columns = ResizeWeights.all(from: shape[shape.count - 1], to: size[1])
    shape.replaceSubrange(shape.count - 2..<shape.count, with: size)
    var description = base.description
    description.shape = shape
    self.description = description
  }

  func labels() throws -> [Int]? { try base.labels() }

  func samples(in range: Range<Int>) throws -> [Float] {
    let old = base.description.shape.suffix(2)
    let (height, width) = (old[old.startIndex], old[old.startIndex + 1])
    let values = try base.samples(in: range)
    var result: [Float] = []
    result.reserveCapacity(values.count / (height * width) * rows.count * columns.count)
    for plane in stride(from: 0, to: values.count, by: height * width) {
      var narrowed: [Float] = []
      narrowed.reserveCapacity(height * columns.count)
      for row in 0..<height {
        for column in columns { narrowed.append(column.sum(values, start: plane + row * width, stride: 1)) }
      }
      for row in rows {
        for column in 0..<columns.count {
          result.append(row.sum(narrowed, start: column, stride: columns.count))
        }
      }
    }
    return result
  }
}

/// The source pixels that make one pixel along one axis.
struct ResizeWeights {
  let first: Int
  let weights: [Double]

  /// The weights of every pixel of an axis of `new` pixels, made from `old`.
  static func all(from old: Int, to new: Int) -> [ResizeWeights] {
    let scale = Double(old) / Double(new)
    let support = max(scale, 1)
    return (0..<new).map { index in
      let center = (Double(index) + 0.5) * scale
      let first = max(0, Int(center - support + 0.5))
      let end = min(old, Int(center + support + 0.5))
      let raw = (first..<end).map { max(0, 1 - abs((Double($0) - center + 0.5) / support)) }
      let total = raw.reduce(0, +)
      return ResizeWeights(first: first, weights: raw.map { $0 / total })
    }
  }

  /// The weighted sum of the axis that begins at `start` in `values`.
  func sum(_ values: [Float], start: Int, stride: Int) -> Float {
    var position = start + first * stride
    var sum = 0.0
    for weight in weights {
      sum += weight * Double(values[position])
      position += stride
    }
    return Float(sum)
  }
}
