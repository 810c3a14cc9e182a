/// Elements of arrays as a program writes them.
enum ElementNames {
  /// `w[0, 3, 0]` for a row-major index; `w` for a scalar.
  static func name(_ base: String, shape: [Int], element: Int) -> String {
    guard !shape.isEmpty else { return base }
    var rest = element
    var indices: [Int] = []
    for size in shape.reversed() where size > 0 {
      indices.append(rest % size)
      rest /= size
    }
    return "\(base)[\(indices.reversed().map(String.init).joined(separator: ", "))]"
  }

  /// All of them in backticks, with commas.
  static func list(_ base: String, shape: [Int], _ elements: [Int]) -> String {
    elements.map { "`\(name(base, shape: shape, element: $0))`" }.joined(separator: ", ")
  }

  /// The first few of them, and how many more there are.
  static func summary(_ base: String, shape: [Int], _ elements: [Int]) -> String {
    let shown = elements.count <= 4 ? elements : Array(elements.prefix(3))
    let more = elements.count - shown.count
    return list(base, shape: shape, shown) + (more > 0 ? " and \(more) more" : "")
  }
}
