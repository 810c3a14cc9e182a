import QganIR

/// Makes samples ready for a builtin feature extractor, as `SamplePreparation` says.
struct SamplePreparer {
  private let preparation: SamplePreparation
  private let layout: (channels: Int, height: Int, width: Int)
  private let range: ClosedRange<Float>
  /// What makes each row and column; `nil` where the size stays.
  private let rows: [ResizeWeights]?
  private let columns: [ResizeWeights]?

  /// For samples of `shape` whose black and white are `range`; throws `TrainingError` if they are no pictures.
  init(_ preparation: SamplePreparation, shape: [Int], range: ClosedRange<Float>) throws(TrainingError) {
    guard let layout = SamplePreparation.layout(of: shape) else {
      throw .unfit("a feature extractor looks at pictures, and the samples have the shape \(shape)")
    }
    self.preparation = preparation
    self.layout = layout
    self.range = range
    let size = preparation.isInNetwork ? 0 : preparation.size ?? 0
    let isResized = size > 0 && (layout.height != size || layout.width != size)
    rows = isResized ? preparation.filter.weights(from: layout.height, to: size) : nil
    columns = isResized ? preparation.filter.weights(from: layout.width, to: size) : nil
  }

  /// Numbers of a sample that comes in.
  var inputSize: Int { layout.channels * layout.height * layout.width }

  /// The sample `values` as the extractor takes it.
  func prepare(_ values: some Collection<Float>) -> [Float] {
    let span = range.upperBound - range.lowerBound
    let levels = values.map { Self.level(($0 - range.lowerBound) / span) }
    let plane = layout.height * layout.width
    var planes = (0..<layout.channels).map { Array(levels[$0 * plane..<($0 + 1) * plane]) }
    if layout.channels == 3, preparation.channels == 1 {
      planes = [
        (0..<plane).map { pixel in
          let red = 0.299 * Double(planes[0][pixel])
          return Float(red + 0.587 * Double(planes[1][pixel]) + 0.114 * Double(planes[2][pixel]))
        }
      ]
    }
    planes = planes.map(resized)
    if planes.count == 1, preparation.channels == 3 { planes += [planes[0], planes[0]] }
    let (offset, divisor) = (preparation.offset, preparation.divisor)
    return planes.flatMap { $0.map { Float((Double($0) - offset) / divisor) } }
  }

  /// 0...1 as 0 to 255, rounded as pictures are written; NaN is black.
  private static func level(_ value: Float) -> Float { value > 0 ? (min(value, 1) * 255).rounded() : 0 }

  private func resized(_ plane: [Float]) -> [Float] {
    guard let rows, let columns else { return plane }
    var narrowed: [Float] = []
    narrowed.reserveCapacity(layout.height * columns.count)
    for row in 0..<layout.height {
      for column in columns { narrowed.append(column.sum(plane, start: row * layout.width, stride: 1)) }
    }
    var result: [Float] = []
    result.reserveCapacity(rows.count * columns.count)
    for row in rows {
      for column in 0..<columns.count {
        // Bicubic weights are negative in places.
        result.append(max(0, min(255, row.sum(narrowed, start: column, stride: columns.count))))
      }
    }
    return result
  }
}

extension SamplePreparation.Filter {
  /// The source pixels that make each of `new` pixels along an axis of `old`.
  func weights(from old: Int, to new: Int) -> [ResizeWeights] {
    let scale = Double(old) / Double(new)
    switch self {
    case .bilinear: return ResizeWeights.all(from: old, to: new)
    case .bilinearTensorFlow1:
      return (0..<new).map { index in
        let position = Double(index) * scale
        let first = min(old - 1, Int(position))
        let part = position - Double(first)
        return ResizeWeights(first: first, weights: first + 1 < old ? [1 - part, part] : [1])
      }
    case .bicubic:
      let stretch = max(scale, 1)
      let support = 2 * stretch
      return (0..<new).map { index in
        let center = (Double(index) + 0.5) * scale
        let first = max(0, Int(center - support + 0.5))
        let end = min(old, Int(center + support + 0.5))
        let raw = (first..<end).map { Self.cubic((Double($0) - center + 0.5) / stretch) }
        let total = raw.reduce(0, +)
        return ResizeWeights(first: first, weights: raw.map { $0 / total })
      }
    }
  }

  /// Keys' kernel with a = -0.5.
  private static func cubic(_ x: Double) -> Double {
    let x = abs(x)
    if x < 1 { return (1.5 * x - 2.5) * x * x + 1 }
    if x < 2 { return ((-0.5 * x + 2.5) * x - 4) * x + 2 }
    return 0
  }
}
