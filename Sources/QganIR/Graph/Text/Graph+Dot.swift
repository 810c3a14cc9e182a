extension Graph {
  /// The graph in the language of Graphviz: a box for each operation, an ellipse for what comes and goes, an arrow
  /// with its shape for each value that is read.
  public var dot: String {
    var lines = [
      "digraph \(IRText.quoted(name)) {",
      "  node [shape=box, style=\"rounded,filled\", fillcolor=\"#f2f2f2\", fontname=\"Helvetica\", fontsize=11];",
      "  edge [fontname=\"Helvetica\", fontsize=9, color=\"#555555\"];",
    ]
    var makers: [ValueID: String] = [:]
    func node(_ id: String, _ label: [String], _ style: String) {
      let text = label.map(Graph.escaped).joined(separator: "\\n")
      lines.append("  \(id) [label=\"\(text)\"\(style)];")
    }
    for (index, input) in inputs.enumerated() {
      makers[input.value] = "in\(index)"
      node("in\(index)", [input.name], ", shape=ellipse, fillcolor=\"#cfe3f7\"")
    }
    for (index, operation) in operations.enumerated() {
      for result in operation.results { makers[result] = "op\(index)" }
      node("op\(index)", label(of: operation), Graph.style(of: operation))
      for operand in operation.operands { arrow(operand, to: "op\(index)") }
    }
    for (index, output) in outputs.enumerated() {
      node("out\(index)", [output.name], ", shape=ellipse, fillcolor=\"#cdeccd\"")
      arrow(output.value, to: "out\(index)")
    }
    for (index, update) in updates.enumerated() {
      node("up\(index)", ["new " + update.variable], ", shape=ellipse, fillcolor=\"#f7e3cf\"")
      arrow(update.value, to: "up\(index)")
    }
    func arrow(_ value: ValueID, to id: String) {
      guard let maker = makers[value], values.indices.contains(value.index) else { return }
      let shape = values[value.index].type.shape.map(String.init).joined(separator: "x")
      lines.append("  \(maker) -> \(id)" + (shape.isEmpty ? ";" : " [label=\"\(shape)\"];"))
    }
    return lines.joined(separator: "\n") + "\n}\n"
  }

  /// Most characters of a fused program that a box shows.
  private static let longestCode = 60

  private func label(of operation: Operation) -> [String] {
    switch operation.primitive {
    case "variable": return [operation.string("name") ?? "variable"]
    case "constant":
      let values = operation.floats("values") ?? []
      return [values.count == 1 ? IRText.real(values[0]) : "\(values.count) numbers"]
    case "circuit", "circuit_gradient", "circuit_tangent":
      return [operation.primitive, operation.string("circuit") ?? ""]
    case "fused":
      let code = operation.string("code") ?? ""
      return ["fused", code.count > Graph.longestCode ? code.prefix(Graph.longestCode) + " ..." : code]
    default:
      let name = operation.results.first.flatMap { values[$0.index].name }
      return [operation.primitive] + (name.map { [$0] } ?? [])
    }
  }

  private static func style(of operation: Operation) -> String {
    let primitive = operation.primitive
    if primitive == "variable" || primitive == "constant" {
      return ", shape=ellipse, fillcolor=\"#ffffff\""
    }
    if primitive.hasPrefix("circuit") { return ", fillcolor=\"#e3d3f5\"" }
    if primitive.contains("conv2d") || primitive == "matmul" { return ", fillcolor=\"#f9d9d9\"" }
    return primitive == "fused" ? ", fillcolor=\"#fbf3c4\"" : ""
  }

  private static func escaped(_ text: String) -> String {
    text.reduce(into: "") { $0 += $1 == "\\" || $1 == "\"" ? "\\\($1)" : "\($1)" }
  }
}
