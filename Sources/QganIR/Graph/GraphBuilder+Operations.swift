/// One method a primitive that layers and derivatives write often; shapes are those of the shape rules.
extension GraphBuilder {
  /// A tensor full of `value`.
  public func constant(_ value: Double, shape: [Int] = []) throws -> ValueID {
    try emitOne("constant", [], ["shape": .integers(shape), "values": .floats([value])])
  }

  /// A constant tensor of row-major `values`.
  public func constant(_ values: [Double], shape: [Int]) throws -> ValueID {
    try emitOne("constant", [], ["shape": .integers(shape), "values": .floats(values)])
  }

  /// An element-wise function of one tensor: `exp`, `tanh`, `neg`, ...
  public func unary(_ primitive: String, _ x: ValueID) throws -> ValueID { try emitOne(primitive, [x]) }

  public func add(_ a: ValueID, _ b: ValueID) throws -> ValueID { try elementwise("add", a, b) }
  public func subtract(_ a: ValueID, _ b: ValueID) throws -> ValueID { try elementwise("sub", a, b) }
  public func multiply(_ a: ValueID, _ b: ValueID) throws -> ValueID { try elementwise("mul", a, b) }
  public func divide(_ a: ValueID, _ b: ValueID) throws -> ValueID { try elementwise("div", a, b) }
  public func maximum(_ a: ValueID, _ b: ValueID) throws -> ValueID { try elementwise("maximum", a, b) }
  public func minimum(_ a: ValueID, _ b: ValueID) throws -> ValueID { try elementwise("minimum", a, b) }

  /// `x * factor`
  public func scale(_ x: ValueID, by factor: Double) throws -> ValueID {
    try emitOne("scale", [x], ["factor": .float(factor)])
  }

  /// `x + amount`
  public func offset(_ x: ValueID, by amount: Double) throws -> ValueID {
    try emitOne("offset", [x], ["amount": .float(amount)])
  }

  /// `x ** exponent`
  public func power(_ x: ValueID, _ exponent: Double) throws -> ValueID {
    try emitOne("power", [x], ["exponent": .float(exponent)])
  }

  /// A binary element-wise primitive, after both sides are broadcast to one shape, aligned at the last axis.
  public func elementwise(_ primitive: String, _ a: ValueID, _ b: ValueID) throws -> ValueID {
    let (sa, sb) = (type(of: a).shape, type(of: b).shape)
    guard let shape = GraphBuilder.broadcastShape(sa, sb) else {
      throw IRError("shapes \(sa) and \(sb) do not broadcast together")
    }
    return try emitOne(primitive, [broadcast(a, to: shape), broadcast(b, to: shape)])
  }

  /// The common shape of two shapes aligned at the last axis, where sizes agree or one is 1.
  public static func broadcastShape(_ a: [Int], _ b: [Int]) -> [Int]? {
    let rank = Swift.max(a.count, b.count)
    var result: [Int] = []
    for i in 0..<rank {
      let x = i < rank - a.count ? 1 : a[i - (rank - a.count)]
      let y = i < rank - b.count ? 1 : b[i - (rank - b.count)]
      guard x == y || x == 1 || y == 1 else { return nil }
      result.append(x == 1 ? y : x)
    }
    return result
  }

  /// `x` repeated to `shape`, aligned at the last axis; sizes agree or `x`'s is 1.
  public func broadcast(_ x: ValueID, to shape: [Int]) throws -> ValueID {
    let from = type(of: x).shape
    if from == shape { return x }
    guard from.count <= shape.count else { throw IRError("\(from) does not broadcast to \(shape)") }
    let lead = shape.count - from.count
    let kept = from.indices.filter { from[$0] != 1 || shape[lead + $0] == 1 }
    let core = try reshape(x, to: kept.map { from[$0] })
    return try broadcast(core, to: shape, axes: kept.map { lead + $0 })
  }

  /// Axis `i` of `x` becomes axis `axes[i]` of the result; along the others `x` repeats.
  public func broadcast(_ x: ValueID, to shape: [Int], axes: [Int]) throws -> ValueID {
    if type(of: x).shape == shape { return x }
    return try emitOne("broadcast", [x], ["shape": .integers(shape), "axes": .integers(axes)])
  }

  /// Sums over `axes`, which disappear.
  public func sum(_ x: ValueID, axes: [Int]) throws -> ValueID {
    axes.isEmpty ? x : try emitOne("reduce_sum", [x], ["axes": .integers(axes.sorted())])
  }

  /// Sums over everything.
  public func sum(_ x: ValueID) throws -> ValueID { try sum(x, axes: Array(0..<type(of: x).rank)) }

  /// The mean over `axes`, which disappear.
  public func mean(_ x: ValueID, axes: [Int]) throws -> ValueID {
    let count = axes.reduce(1) { $0 * type(of: x).shape[$1] }
    return try scale(sum(x, axes: axes), by: 1 / Double(count))
  }

  /// The mean over everything.
  public func mean(_ x: ValueID) throws -> ValueID { try mean(x, axes: Array(0..<type(of: x).rank)) }

  /// The largest element over `axes`, which disappear.
  public func max(_ x: ValueID, axes: [Int]) throws -> ValueID {
    axes.isEmpty ? x : try emitOne("reduce_max", [x], ["axes": .integers(axes.sorted())])
  }

  /// The same elements in another shape.
  public func reshape(_ x: ValueID, to shape: [Int]) throws -> ValueID {
    type(of: x).shape == shape ? x : try emitOne("reshape", [x], ["shape": .integers(shape)])
  }

  /// Axis `i` of the result is axis `permutation[i]` of `x`.
  public func transpose(_ x: ValueID, _ permutation: [Int]) throws -> ValueID {
    permutation == Array(permutation.indices)
      ? x : try emitOne("transpose", [x], ["permutation": .integers(permutation)])
  }

  /// Elements `starts[a] + k * steps[a]`, for `k` below `shape[a]`, along every axis `a`.
  public func slice(_ x: ValueID, starts: [Int], steps: [Int], shape: [Int]) throws -> ValueID {
    type(of: x).shape == shape
      ? x
      : try emitOne(
        "slice", [x], ["starts": .integers(starts), "steps": .integers(steps), "shape": .integers(shape)])
  }

  /// Zeros of `shape` with `x` where `slice` with the same `starts` and `steps` would read it.
  public func pad(_ x: ValueID, starts: [Int], steps: [Int], shape: [Int]) throws -> ValueID {
    type(of: x).shape == shape
      ? x
      : try emitOne(
        "pad", [x], ["starts": .integers(starts), "steps": .integers(steps), "shape": .integers(shape)])
  }

  /// Joins tensors along `axis`; the other sizes agree.
  public func concat(_ parts: [ValueID], axis: Int) throws -> ValueID {
    parts.count == 1 ? parts[0] : try emitOne("concat", parts, ["axis": .integer(axis)])
  }

  /// `op(a) op(b)` for matrices in the last two axes; leading axes agree.
  public func matmul(
    _ a: ValueID, _ b: ValueID, transposeA: Bool = false, transposeB: Bool = false
  ) throws -> ValueID {
    try emitOne(
      "matmul", [a, b], ["transpose_a": .boolean(transposeA), "transpose_b": .boolean(transposeB)])
  }

  /// `x` where `mask` is not 0, else `y`; equal shapes.
  public func select(_ mask: ValueID, _ x: ValueID, _ y: ValueID) throws -> ValueID {
    try emitOne("select", [mask, x, y])
  }
}
