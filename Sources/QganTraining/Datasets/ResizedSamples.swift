import QganIR

/// Samples resampled to another height and width; see `PlaneResizer`.
struct ResizedSamples: DatasetSource {
  let description: DatasetDescription
  private let base: any DatasetSource
  private let resizer: PlaneResizer

  init(_ base: any DatasetSource, size: [Int]) throws(TrainingError) {
    var shape = base.description.shape
    guard shape.count >= 2 else {
      throw .unfit("`resize` needs images, and the samples have the shape \(shape)")
    }
    resizer = try PlaneResizer(from: Array(shape.suffix(2)), to: size)
    self.base = base
    shape.replaceSubrange(shape.count - 2..<shape.count, with: size)
    var description = base.description
    description.shape = shape
    self.description = description
  }

  func labels() throws -> [Int]? { try base.labels() }

  func samples(in range: Range<Int>) throws -> [Float] { resizer.resize(try base.samples(in: range)) }
}

/// Resamples planes of one height and width to another.
///
/// Bilinear with antialiasing: a triangle filter that widens with the scale when shrinking, pixel centres at half
/// coordinates, no rounding. This is what Pillow does in mode F and PyTorch with `antialias=True`.
struct PlaneResizer {
  private let height: Int
  private let width: Int
  private let rows: [ResizeWeights]
  private let columns: [ResizeWeights]

  /// From height and width to height and width; `unfit` if the new ones are not 1 to `ImageFile.dimensionLimit`.
  init(from old: [Int], to new: [Int]) throws(TrainingError) {
    let limit = ImageFile.dimensionLimit
    guard old.count == 2, new.count == 2, new.allSatisfy({ (1...limit).contains($0) }) else {
      throw .unfit("`resize` takes a height and a width of 1 to \(limit), not \(new)")
    }
    (height, width) = (old[0], old[1])
    rows = ResizeWeights.all(from: height, to: new[0])
    columns = ResizeWeights.all(from: width, to: new[1])
  }

  /// Any number of planes, one after the other.
  func resize(_ values: [Float]) -> [Float] {
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
