extension ModelPicture {
  /// The model in the language of Graphviz: a box for each step, a shape at each arrow.
  public func dot() -> String {
    var lines = [
      "digraph \(Self.quoted(title)) {",
      "  node [shape=box, style=\"rounded,filled\", fillcolor=\"#f6f8fa\", fontname=\"Helvetica\", fontsize=11];",
      "  edge [fontname=\"Helvetica\", fontsize=9, color=\"#57606a\"];",
    ]
    for (index, step) in steps.enumerated() {
      var text = [step.name] + step.notes
      if step.weights > 0, step.kind == .layer {
        text.append("\(ModelPicture.countText(step.weights)) weights")
      }
      let style =
        switch step.kind {
        case .input: ", shape=ellipse, fillcolor=\"#ffedd5\""
        case .output: ", shape=ellipse, fillcolor=\"#e6f4ea\""
        case .circuit: ", fillcolor=\"#dbeafe\""
        case .arithmetic: ", shape=circle"
        case .layer: ""
        }
      lines.append("  s\(index) [label=\(Self.quoted(text.joined(separator: "\n")))\(style)];")
      for input in step.inputs {
        lines.append(
          "  s\(input) -> s\(index) [label=\(Self.quoted(ModelPicture.shapeText(steps[input].shape)))];")
      }
    }
    return lines.joined(separator: "\n") + "\n}\n"
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for character in text {
      switch character {
      case "\\", "\"": result += "\\\(character)"
      case _ where character.isNewline: result += "\\n"
      default: result.append(character)
      }
    }
    return result + "\""
  }
}
