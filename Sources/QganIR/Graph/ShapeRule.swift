import OrderedCollections

/// What a shape rule sees, with accessors that throw readable errors instead of trapping.
struct ShapeRule {
  let operands: [TensorType]
  let operation: Operation
  let circuits: OrderedDictionary<String, Circuit>

  /// Elements that one tensor may have.
  static let maximumCount = 1 << 40
  /// The largest stride, padding, dilation or kernel size of a window.
  static let maximumWindow = 1 << 20

  var name: String { operation.primitive }

  /// An error about the call, which starts with the primitive's name.
  func error(
    _ message: String, culprit: IRError.Culprit = .call, suggestion: String? = nil
  ) -> IRError {
    IRError("`\(name)` \(message)", culprit: culprit, suggestion: suggestion)
  }

  func requireOperands(_ count: Int) throws {
    guard operands.count == count else {
      throw error("needs \(ShapeRule.plural(count, "operand")) but got \(operands.count)")
    }
  }

  func requireAttributes(_ expected: OrderedDictionary<String, Primitive.AttributeKind>) throws {
    for (key, kind) in expected {
      guard let attribute = operation.attributes[key] else {
        throw error("needs the attribute `\(key)`, \(kind.rawValue)", culprit: .argument(key))
      }
      guard attribute.fits(kind) else {
        throw error("needs \(kind.rawValue) as `\(key)`", culprit: .argument(key))
      }
    }
    if let extra = operation.attributes.keys.filter({ expected[$0] == nil }).min() {
      throw error("has no attribute `\(extra)`", culprit: .argument(extra))
    }
  }

  /// Every size is at least 1 and the product at most `maximumCount`.
  func requireSizes(_ shape: [Int], culprit: IRError.Culprit) throws {
    if let bad = shape.first(where: { $0 < 1 }) {
      throw error("needs sizes of at least 1 but got \(bad) in \(shape)", culprit: culprit)
    }
    guard TensorType.checkedCount(shape) != nil else {
      throw error("would make a tensor \(shape) of more than 2^40 elements", culprit: culprit)
    }
  }

  /// The type of operand `position`; the caller knows that there are so many.
  subscript(_ position: Int) -> TensorType {
    position < operands.count ? operands[position] : .scalar
  }

  // The wrapper has seen that the attributes are there; the defaults are never read.
  func integer(_ key: String) -> Int { operation.integer(key) ?? 0 }
  func integers(_ key: String) -> [Int] { operation.integers(key) ?? [] }
  func floats(_ key: String) -> [Double] { operation.floats(key) ?? [] }
  func string(_ key: String) -> String { operation.string(key) ?? "" }
  func boolean(_ key: String) -> Bool { operation.boolean(key) ?? false }

  /// The attribute `key` as a shape.
  func shape(_ key: String) throws -> [Int] {
    let shape = integers(key)
    try requireSizes(shape, culprit: .argument(key))
    return shape
  }

  /// The attribute `key` as a list of `count` integers within `range`.
  func integers(_ key: String, count: Int, in range: ClosedRange<Int>) throws -> [Int] {
    let values = integers(key)
    guard values.count == count else {
      throw error(
        "needs \(ShapeRule.plural(count, "number")) as `\(key)` but got \(values.count)",
        culprit: .argument(key))
    }
    if let bad = values.first(where: { !range.contains($0) }) {
      throw error(
        "needs `\(key)` between \(range.lowerBound) and \(range.upperBound) but got \(bad)",
        culprit: .argument(key))
    }
    return values
  }

  /// The attribute `axis` as an axis of operand `position`.
  func axis(of position: Int = 0) throws -> Int {
    let (axis, type) = (integer("axis"), self[position])
    guard axis >= 0, axis < type.rank else {
      throw error(
        "has no axis \(axis) in a tensor of \(ShapeRule.plural(type.rank, "axis", "axes"))",
        culprit: .argument("axis"))
    }
    return axis
  }

  /// The attribute `axes` as ascending axes below `rank`.
  func ascendingAxes(below rank: Int) throws -> [Int] {
    let axes = integers("axes")
    for (position, axis) in axes.enumerated() {
      guard axis >= 0, axis < rank else {
        throw error(
          "has no axis \(axis) in a tensor of \(ShapeRule.plural(rank, "axis", "axes"))",
          culprit: .argument("axes"))
      }
      guard position == 0 || axes[position - 1] < axis else {
        throw error("needs ascending axes but got \(axes)", culprit: .argument("axes"))
      }
    }
    return axes
  }

  /// Operand `position` has the type `expected`.
  func require(_ position: Int, is expected: TensorType, _ role: String) throws {
    guard self[position] == expected else {
      throw error(
        "needs \(role) of shape \(expected.shape) but got \(self[position].shape)",
        culprit: .operand(position))
    }
  }

  /// Operand `position` has `rank` axes.
  func require(_ position: Int, rank: Int, _ role: String) throws {
    guard self[position].rank == rank else {
      throw error(
        "needs \(role) with \(ShapeRule.plural(rank, "axis", "axes")) but got shape \(self[position].shape)",
        culprit: .operand(position))
    }
  }

  static func plural(_ count: Int, _ noun: String, _ plural: String? = nil) -> String {
    "\(count) \(count == 1 ? noun : plural ?? noun + "s")"
  }
}

extension Attribute {
  /// Whether the attribute is of `kind`; an integer is also a number.
  func fits(_ kind: Primitive.AttributeKind) -> Bool {
    switch (self, kind) {
    case (.integer, .integer), (.integer, .float), (.integers, .integers), (.float, .float),
      (.floats, .floats), (.string, .string), (.boolean, .boolean):
      true
    default: false
    }
  }
}

extension TensorType {
  /// Number of elements of a tensor of `shape`, or `nil` if a size is negative or there are more than 2^40.
  public static func checkedCount(_ shape: [Int]) -> Int? {
    guard shape.allSatisfy({ $0 >= 0 }) else { return nil }
    if shape.contains(0) { return 0 }
    var count = 1
    for size in shape {
      let (product, overflows) = count.multipliedReportingOverflow(by: size)
      guard !overflows, product <= ShapeRule.maximumCount else { return nil }
      count = product
    }
    return count
  }
}
