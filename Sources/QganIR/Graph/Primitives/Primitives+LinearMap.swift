/// A constant sparse matrix along one axis.
extension Primitives {
  static let linearMap = Primitive(
    "linear_map",
    "Along `axis`, y[i] is the sum over k from offsets[i] below offsets[i + 1] of weights[k] * x[columns[k]]; "
      + "`size` rows (compressed sparse rows).", operands: 1,
    attributes: [
      "axis": .integer, "size": .integer, "offsets": .integers, "columns": .integers, "weights": .floats,
    ]
  ) { rule in
    let axis = try rule.axis()
    let size = rule.integer("size")
    try rule.requireSizes([size], culprit: .argument("size"))
    let (offsets, columns) = (rule.integers("offsets"), rule.integers("columns"))
    guard offsets.count == size + 1 else {
      throw rule.error(
        "with \(size) rows needs \(size + 1) offsets but got \(offsets.count)", culprit: .argument("offsets"))
    }
    guard offsets[0] == 0, offsets[size] == columns.count, zip(offsets, offsets.dropFirst()).allSatisfy(<=)
    else {
      throw rule.error(
        "needs offsets that ascend from 0 to \(columns.count)", culprit: .argument("offsets"))
    }
    guard rule.floats("weights").count == columns.count else {
      throw rule.error(
        "has \(columns.count) columns but \(rule.floats("weights").count) weights",
        culprit: .argument("weights"))
    }
    var shape = rule[0].shape
    if let bad = columns.first(where: { $0 < 0 || $0 >= shape[axis] }) {
      throw rule.error(
        "has no column \(bad) in axis \(axis) of size \(shape[axis])", culprit: .argument("columns"))
    }
    shape[axis] = size
    return [TensorType(shape)]
  }
}
