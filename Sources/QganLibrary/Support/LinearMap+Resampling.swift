/// Resampling of one axis to another number of points.
extension LinearMap {
  /// A filter of `antialiased`: its half width, and its value at a distance within it.
  struct Filter: Sendable {
    let reach: Double
    let value: @Sendable (Double) -> Double

    /// Linear interpolation.
    static let triangle = Filter(reach: 1) { max(0, 1 - abs($0)) }
    /// Cubic interpolation with a = -0.5, as Pillow and PyTorch's `antialias=True` have it.
    static let cubic = Filter(reach: 2) { LinearMap.keys($0, -0.5) }
  }

  /// Keys' cubic convolution (IEEE TASSP 29, 1981) with the parameter `a`.
  private static func keys(_ distance: Double, _ a: Double) -> Double {
    let x = abs(distance)
    if x < 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
    return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0
  }

  /// Cubic interpolation with a = -0.75 over half coordinates; the edge repeats. PyTorch's `bicubic`.
  static func cubic(from input: Int, to output: Int) -> LinearMap {
    var map = LinearMap()
    for i in 0..<output {
      let position = (Double(i) + 0.5) * Double(input) / Double(output) - 0.5
      let low = Int(position.rounded(.down))
      var entries: [(column: Int, weight: Double)] = []
      for tap in low - 1...low + 2 {
        let weight = keys(position - Double(tap), -0.75)
        let column = min(max(tap, 0), input - 1)
        if let last = entries.indices.last, entries[last].column == column {
          entries[last].weight += weight
        } else {
          entries.append((column, weight))
        }
      }
      map.append(entries)
    }
    return map
  }

  /// `filter` over half coordinates, as wide in pixels of the smaller of both images; weights sum to 1.
  static func antialiased(_ filter: Filter, from input: Int, to output: Int) -> LinearMap {
    var map = LinearMap()
    let scale = Double(input) / Double(output)
    let width = max(scale, 1)
    for i in 0..<output {
      let center = (Double(i) + 0.5) * scale
      let first = max(0, Int(center - filter.reach * width + 0.5))
      let end = min(input, Int(center + filter.reach * width + 0.5))
      let raw = (first..<end).map { filter.value((Double($0) - center + 0.5) / width) }
      let total = raw.reduce(0, +)
      map.append(raw.enumerated().map { (first + $0.offset, $0.element / total) })
    }
    return map
  }

  /// TensorFlow 1's linear interpolation: positions i * input / output in single precision, the last pixel repeats.
  static func tensorFlow1Linear(from input: Int, to output: Int) -> LinearMap {
    var map = LinearMap()
    let scale = Float(input) / Float(output)
    for i in 0..<output {
      let position = Float(i) * scale
      let low = min(input - 1, Int(position))
      let part = Double(position - Float(low))
      map.append(low + 1 < input && part > 0 ? [(low, 1 - part), (low + 1, part)] : [(low, 1)])
    }
    return map
  }
}
