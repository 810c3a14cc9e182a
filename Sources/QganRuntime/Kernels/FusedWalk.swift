import QganIR

/// How a fused program walks over its elements, and what each operand is on the way.
///
/// The last merged axes make up rows, which are cut into blocks. Where rows begin is chosen so that blocks are long
/// and few operands have to be written out.
struct FusedWalk {
  /// What an operand is within a block.
  enum Form {
    /// In the walk's order.
    case flat
    /// One element for all.
    case scalar
    /// One element a row.
    case rowScalar
    /// Contiguous along rows.
    case row
    /// The same elements in every block, written out once.
    case repeated
    /// Written out for every block.
    case gathered
  }

  /// Merged axes.
  private(set) var sizes: [Int]
  /// Strides of each operand along `sizes`.
  private(set) var strides: [[Int]]
  /// The first axis of rows.
  private(set) var rowAxis = 0
  private(set) var row = 1
  private(set) var block = 1
  private(set) var forms: [Form] = []

  /// Longest period of operands that are the same in every block.
  private static let longestPeriod = 1024

  /// The walk over `shape` with so many elements in an ordinary block; blocks begin with multiples of `run` if they can.
  init(shape: [Int], strides operands: [[Int]], run: Int, steps: Int, blockTarget: Int) {
    let nest = LoopNest(shape: shape, strides: operands + [TensorType(shape).strides])
    sizes = nest.sizes
    strides = Array(nest.strides.dropLast())
    var best = Double.infinity
    for axis in sizes.indices {
      var walk = self
      walk.choose(axis, run: run, target: blockTarget)
      let cost = walk.cost(steps: steps)
      if cost < best {
        best = cost
        self = walk
      }
    }
  }

  /// About the time of an element, a step's being 1.
  private func cost(steps: Int) -> Double {
    let gathers = forms.filter { $0 == .gathered }.count
    // A step begins in the time that it takes for some dozens of elements.
    let blocks = (row + block - 1) / block
    return Double(steps + 2 * gathers) * (1 + 48 * Double(blocks) / Double(row))
  }

  /// Makes rows of the axes from `axis` on.
  private mutating func choose(_ axis: Int, run: Int, target: Int) {
    rowAxis = axis
    row = sizes[axis...].reduce(1, *)
    // Periods are sizes of last axes, so that each divides the next.
    var unit = row % run == 0 && run <= FusedWalk.longestPeriod ? run : 1
    forms = strides.map { strides in
      if strides.allSatisfy({ $0 == 0 }) { return .scalar }
      if FusedWalk.isContiguous(sizes, strides) { return .flat }
      let inner = Array(strides[axis...])
      if inner.allSatisfy({ $0 == 0 }) { return .rowScalar }
      if FusedWalk.isContiguous(Array(sizes[axis...]), inner) { return axis == 0 ? .flat : .row }
      let first = inner.firstIndex { $0 != 0 } ?? 0
      let period = sizes[(axis + first)...].reduce(1, *)
      guard strides[..<axis].allSatisfy({ $0 == 0 }), period <= FusedWalk.longestPeriod else {
        return .gathered
      }
      unit = max(unit, period)
      return .repeated
    }
    guard unit > 1 else {
      let blocks = (row + target - 1) / target
      block = min(row, ((row + blocks - 1) / blocks + 15) / 16 * 16)
      return
    }
    // Blocks that end on vectors' boundaries, if that does not make them too long.
    var aligned = unit
    while aligned % 16 != 0 { aligned *= 2 }
    if aligned > target { aligned = unit }
    block = min(row, max(1, target / aligned) * aligned)
  }

  /// Whether every block begins with the first element of a run of sums over `axes`, each element having a sum.
  func hasLanes(_ axes: FusedSumAxes) -> Bool {
    axes.isPerElementOfRun && block % axes.run == 0 && row % axes.run == 0
  }

  private static func isContiguous(_ sizes: [Int], _ strides: [Int]) -> Bool {
    strides == TensorType(sizes).strides
  }
}
