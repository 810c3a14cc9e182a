import QganIR

/// The largest count of units, channels, classes or rows that an argument may ask for.
let largestCount = 1 << 31
/// The largest kernel, stride, padding, dilation or factor.
let largestWindow = 1 << 20

/// Accessors that refuse what a layer cannot take, naming the argument.
extension Arguments {
  /// The integer `name`, which must lie in `range`.
  func integer(_ name: String, in range: ClosedRange<Int>) throws -> Int {
    let value = integer(name)
    try Arguments.check(value, name, in: range)
    return value
  }

  /// The one or two integers `name` as one for the height and one for the width, both in `range`.
  func pair(_ name: String, in range: ClosedRange<Int>) throws -> [Int] {
    let values = integers(name, count: 2)
    guard values.count == 2 else {
      throw IRError(
        "`\(name)` takes one number, or two for height and width, but got \(values.count)",
        culprit: .argument(name))
    }
    for value in values { try Arguments.check(value, name, in: range) }
    return values
  }

  /// The real `name`, which must be finite and lie in `range`.
  func real(_ name: String, in range: ClosedRange<Double>) throws -> Double {
    let value = real(name)
    guard value.isFinite, range.contains(value) else {
      let limit =
        range.upperBound == .greatestFiniteMagnitude
        ? "at least \(range.lowerBound)" : "from \(range.lowerBound) to \(range.upperBound)"
      throw IRError("`\(name)` must be \(limit) but is \(value)", culprit: .argument(name))
    }
    return value
  }

  /// The real `name`, which must be finite and above 0.
  func positive(_ name: String) throws -> Double {
    let value = real(name)
    guard value.isFinite, value > 0 else {
      throw IRError("`\(name)` must be above 0 but is \(value)", culprit: .argument(name))
    }
    return value
  }

  /// The sizes `name`, each at least 1.
  func shape(_ name: String) throws -> [Int] {
    let sizes = integers(name)
    for size in sizes { try Arguments.check(size, name, in: 1...largestCount) }
    guard TensorType.checkedCount(sizes) != nil else {
      throw IRError("a tensor of shape \(sizes) has more than 2^40 elements", culprit: .argument(name))
    }
    return sizes
  }

  /// The axes that the optional argument `name` picks from `rank`, ascending; negative ones count from the end.
  func axes(_ name: String = "axis", rank: Int, default fallback: [Int]) throws -> [Int] {
    guard has(name) else { return fallback }
    var picked: Set<Int> = []
    for axis in integers(name, count: 1) {
      guard picked.insert(try Arguments.axis(axis, name, rank: rank)).inserted else {
        throw IRError("axis \(axis) is given twice", culprit: .argument(name))
      }
    }
    return picked.sorted()
  }

  /// The axis `name` of `rank`; a negative one counts from the end.
  func axis(_ name: String = "axis", rank: Int) throws -> Int {
    try Arguments.axis(integer(name), name, rank: rank)
  }

  private static func axis(_ axis: Int, _ name: String, rank: Int) throws -> Int {
    guard axis >= -rank, axis < rank else {
      let known = rank == 0 ? "a scalar has none" : "there are axes 0 to \(rank - 1)"
      throw IRError("there is no axis \(axis): \(known)", culprit: .argument(name))
    }
    return axis < 0 ? axis + rank : axis
  }

  private static func check(_ value: Int, _ name: String, in range: ClosedRange<Int>) throws {
    guard range.contains(value) else {
      let limit =
        value < range.lowerBound ? "at least \(range.lowerBound)" : "at most \(range.upperBound)"
      throw IRError("`\(name)` must be \(limit) but is \(value)", culprit: .argument(name))
    }
  }
}
