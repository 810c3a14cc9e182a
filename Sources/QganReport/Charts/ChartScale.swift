import Foundation

/// An axis: values to places, and where its ticks are.
struct ChartScale {
  var low: Double
  var high: Double
  var isLogarithmic: Bool

  /// An axis that holds `low...high`, which may be equal, and counts as equal where only rounding tells them apart.
  init(_ low: Double, _ high: Double, isLogarithmic: Bool = false, padding: Double = 0) {
    let high = high - low <= 1e-9 * max(abs(low), abs(high)) ? low : high
    self.isLogarithmic = isLogarithmic && low > 0
    if self.isLogarithmic {
      let extra = pow(high / low, padding)
      (self.low, self.high) = (low / extra, high * extra)
      if self.low >= self.high { (self.low, self.high) = (low / 2, high * 2) }
    } else {
      let extra = (high - low) * padding
      (self.low, self.high) = (low - extra, high + extra)
      if self.low >= self.high {
        let reach = max(abs(low) * 0.1, 1e-6)
        (self.low, self.high) = (low - reach, high + reach)
      }
    }
  }

  /// 0 at the low end, 1 at the high one.
  func part(_ value: Double) -> Double {
    isLogarithmic
      ? (log10(max(value, low / 10)) - log10(low)) / (log10(high) - log10(low)) : (value - low) / (high - low)
  }

  /// About `count` round values.
  func ticks(_ count: Int) -> [Double] {
    if isLogarithmic {
      let decades = Int(log10(low).rounded(.down))...Int(log10(high).rounded(.up))
      let step = max(1, (decades.count + count - 1) / count)
      let digits: [Double] = decades.count <= 2 ? [1, 2, 5] : decades.count <= 3 ? [1, 3] : [1]
      return stride(from: decades.lowerBound, through: decades.upperBound, by: step).flatMap { decade in
        digits.map { $0 * pow(10, Double(decade)) }
      }.filter { $0 >= low * 0.999 && $0 <= high * 1.001 }
    }
    let raw = (high - low) / Double(max(1, count))
    let size = pow(10, log10(raw).rounded(.down))
    let step = [1, 2, 5, 10].map { $0 * size }.first { $0 >= raw * 0.999 } ?? 10 * size
    let first = Int((low / step).rounded(.up))
    let last = Int((high / step + 1e-9).rounded(.down))
    return first > last ? [] : (first...last).map { Double($0) * step }
  }

  /// Short and exact enough for a tick: `20k`, `0.05`, `1e-5`.
  static func label(_ value: Double) -> String {
    let size = abs(value)
    if size < 1e-12 { return "0" }
    if size >= 1e6 { return String(format: "%g", (value / 1e6 * 1000).rounded() / 1000) + "M" }
    if size >= 1e4 { return String(format: "%g", (value / 1e3 * 1000).rounded() / 1000) + "k" }
    if size < 1e-3 { return String(format: "%.2g", value) }
    return String(format: "%g", (value * 1e6).rounded() / 1e6)
  }
}
