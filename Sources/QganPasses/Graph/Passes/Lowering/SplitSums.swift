import QganIR

/// Takes sums of tensors apart into sums that are known, where factors do not change along the summed axes: the sum of
/// `dy * factor[c] + x * slope[c]` over all axes but the channels' is `factor * sum(dy) + slope * sum(x)`.
///
/// In the gradient of batch normalisation this saves a pass over the images. It is done where the parts' sums are
/// already there, all but one at most, so there are never more sums of large tensors than before.
enum SplitSums {
  /// Elements from which on it is worth while.
  static let threshold = 1024
  /// Sums and products that are looked through.
  private static let depthLimit = 8

  static func run(_ graph: Graph) throws -> Graph {
    var known: [Sum: ValueID] = [:]
    return try GraphRewriter.rewrite(graph) { rewriter, operation in
      guard operation.primitive == "reduce_sum", let axes = operation.integers("axes") else { return .keep }
      let x = operation.operands[0]
      defer { known[Sum(value: x, axes: axes)] = known[Sum(value: x, axes: axes)] ?? operation.results[0] }
      guard rewriter.builder.type(of: x).count >= threshold else { return .keep }
      var terms: [Term] = []
      collect(x, Term(), over: axes, depth: 0, into: &terms, &rewriter)
      let leaves = Set(terms.compactMap(\.leaf))
      guard leaves != [x], terms.count <= depthLimit,
        leaves.filter({ known[Sum(value: $0, axes: axes)] == nil }).count <= 1
      else { return .keep }
      let shape = rewriter.shape(operation.results[0])
      var total: ValueID?
      for term in terms {
        let value = try evaluate(term, axes, shape, &known, &rewriter)
        total = try total.map { try rewriter.builder.add($0, value) } ?? value
      }
      guard let total else { return .keep }
      known[Sum(value: x, axes: axes)] = total
      return .replace(total)
    }
  }

  private struct Sum: Hashable {
    var value: ValueID
    var axes: [Int]
  }

  /// `scale` times the sum of `leaf` (or of ones) times factors that are broadcasts along the summed axes.
  private struct Term {
    var leaf: ValueID?
    var scale = 1.0
    var factors: [ValueID] = []
  }

  private static func collect(
    _ value: ValueID, _ term: Term, over axes: [Int], depth: Int, into terms: inout [Term],
    _ rewriter: inout GraphRewriter
  ) {
    var term = term
    if isConstant(value, along: axes, &rewriter) {
      term.factors.append(value)
      terms.append(term)
      return
    }
    let definition = depth < depthLimit ? rewriter.definition(of: value) : nil
    func go(_ operand: ValueID, _ term: Term) {
      collect(operand, term, over: axes, depth: depth + 1, into: &terms, &rewriter)
    }
    switch definition?.primitive {
    case "neg"?, "scale"?:
      guard let definition else { return }
      term.scale *= definition.primitive == "neg" ? -1 : definition.float("factor") ?? 1
      go(definition.operands[0], term)
    case "add"?, "sub"?:
      guard let operands = definition?.operands else { return }
      go(operands[0], term)
      if definition?.primitive == "sub" { term.scale = -term.scale }
      go(operands[1], term)
    case "mul"?:
      guard let operands = definition?.operands,
        let place = operands.firstIndex(where: { isConstant($0, along: axes, &rewriter) })
      else { fallthrough }
      term.factors.append(operands[place])
      go(operands[1 - place], term)
    default:
      term.leaf = value
      terms.append(term)
    }
  }

  /// Whether `value` is a broadcast that repeats along all of `axes`.
  private static func isConstant(
    _ value: ValueID, along axes: [Int], _ rewriter: inout GraphRewriter
  ) -> Bool {
    guard let kept = rewriter.definition(of: value, "broadcast")?.integers("axes") else { return false }
    return Set(kept).isDisjoint(with: axes)
  }

  private static func evaluate(
    _ term: Term, _ axes: [Int], _ shape: [Int], _ known: inout [Sum: ValueID],
    _ rewriter: inout GraphRewriter
  ) throws -> ValueID {
    let builder = rewriter.builder
    var result: ValueID?
    if let leaf = term.leaf {
      let sum = Sum(value: leaf, axes: axes)
      result = try known[sum] ?? builder.sum(leaf, axes: axes)
      known[sum] = result
    }
    var scale = term.scale
    for factor in term.factors {
      guard let broadcast = rewriter.definition(of: factor, "broadcast"),
        let kept = broadcast.integers("axes")
      else { continue }
      if result == nil {
        let full = rewriter.shape(factor)
        scale *= axes.reduce(1) { $0 * Double(full[$1]) }
      }
      // The places of the kept axes once the summed ones are gone.
      let places = kept.map { axis in axis - axes.count { $0 < axis } }
      let spread = try builder.broadcast(broadcast.operands[0], to: shape, axes: places)
      result = try result.map { try builder.multiply($0, spread) } ?? spread
    }
    guard let result else { return try builder.constant(scale, shape: shape) }
    return scale == 1 ? result : try builder.scale(result, by: scale)
  }
}
