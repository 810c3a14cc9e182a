extension ModelPicture {
  private enum Size {
    static let margin = 16.0
    static let box = 36.0
    static let gap = 30.0
    static let lane = 16.0
    static let inset = 12.0
    static let header = 18.0
  }

  /// The model as a self-contained SVG: boxes from the top down, shapes at the arrows, values that skip steps in lanes
  /// on the right.
  public func svg() -> String {
    let skips = skips
    let lines = steps.map(caption)
    let width = max(160, zip(steps, lines).map { Self.width($0, $1) }.max() ?? 0)
    let depth = groups.map { $0.depth + 1 }.max() ?? 0
    let lanes = (skips.map(\.lane).max() ?? -1) + 1
    let left = Size.margin + Double(depth) * Size.inset
    var tops: [Double] = []
    var y = Size.margin
    for index in steps.indices {
      if index > 0 { y += Size.gap }
      y += Double(groups.filter { $0.steps.lowerBound == index && !$0.steps.isEmpty }.count) * Size.header
      tops.append(y)
      y += height(steps[index])
    }
    let shapeWidth =
      skips.map { CharacterWidths.width(of: ModelPicture.shapeText(steps[$0.from].shape), size: 11) }.max()
      ?? 0
    let right = left + width + Double(depth) * Size.inset
    let end = right + Double(lanes) * Size.lane + (lanes > 0 ? shapeWidth + 8 : 0) + Size.margin
    let summary = "\(title): \(ModelPicture.countText(weights)) weights"
    var document = SVGDocument(
      width: max(end, CharacterWidths.width(of: summary, size: 11) + 2 * Size.margin),
      height: y + Size.margin + 18,
      title: title)
    document.rect("paper", x: 0, y: 0, width: document.width, height: document.height)
    for group in groups where !group.steps.isEmpty {
      let inset = Double(depth - group.depth) * Size.inset
      let inner = groups.filter {
        $0.steps.lowerBound == group.steps.lowerBound && $0.depth >= group.depth && !$0.steps.isEmpty
      }.count
      let top = tops[group.steps.lowerBound] - Double(inner) * Size.header
      let last = group.steps.upperBound - 1
      let bottom = tops[last] + height(steps[last]) + 4 + 3 * Double(depth - group.depth)
      document.rect(
        "group", x: left - inset, y: top, width: width + 2 * inset, height: bottom - top, radius: 6)
      document.text("shape left", left - inset + 6, top + 12, group.name)
    }
    let center = left + width / 2
    for index in steps.indices {
      if index > 0, steps[index].inputs.contains(index - 1) {
        Self.arrow(
          on: &document, x: center, from: tops[index - 1] + height(steps[index - 1]), to: tops[index])
        document.text(
          "shape left", center + 8, tops[index - 1] + height(steps[index - 1]) + 19,
          ModelPicture.shapeText(steps[index - 1].shape))
      }
    }
    for skip in skips {
      let x = right + (Double(skip.lane) + 0.5) * Size.lane
      let fromY = tops[skip.from] + height(steps[skip.from]) / 2 + 6
      let toY = tops[skip.to] + height(steps[skip.to]) / 2 - 6
      let fromX = center + Self.boxWidth(steps[skip.from], lines[skip.from], width) / 2
      let toX = center + Self.boxWidth(steps[skip.to], lines[skip.to], width) / 2
      let n = SVGDocument.number
      document.path(
        "skip",
        "M\(n(fromX)) \(n(fromY))H\(n(x - 5))q5 0 5 5V\(n(toY - 5))q0 5 -5 5H\(n(toX + 7))")
      document.path("skip-arrow", "M\(n(toX)) \(n(toY))l8 -4v8z")
      if skip.lane == lanes - 1 {
        document.text("shape left", x + 6, (fromY + toY) / 2, ModelPicture.shapeText(steps[skip.from].shape))
      }
    }
    for index in steps.indices {
      Self.draw(
        steps[index], lines[index], on: &document, x: center, y: tops[index],
        width: Self.boxWidth(steps[index], lines[index], width), height: height(steps[index]))
    }
    document.text("note left", Size.margin, document.height - 10, summary)
    return document.text(style: DrawingStyle.css)
  }

  private func height(_ step: Step) -> Double { step.kind == .arithmetic ? 24 : Size.box }

  private func caption(_ step: Step) -> String {
    let weights = step.weights == 0 ? [] : ["\(ModelPicture.countText(step.weights)) weights"]
    switch step.kind {
    case .input, .output: return ModelPicture.shapeText(step.shape)
    case .arithmetic: return ""
    case .circuit where !step.notes.isEmpty: return step.notes.joined(separator: ", ")
    case .layer, .circuit: return (weights + step.notes).joined(separator: ", ")
    }
  }

  private static func width(_ step: Step, _ caption: String) -> Double {
    max(CharacterWidths.width(of: step.name, size: 13), CharacterWidths.width(of: caption, size: 11)) + 20
  }

  private static func boxWidth(_ step: Step, _ caption: String, _ width: Double) -> Double {
    step.kind == .arithmetic ? max(24, CharacterWidths.width(of: step.name, size: 13) + 12) : width
  }

  private static func arrow(on document: inout SVGDocument, x: Double, from: Double, to: Double) {
    document.line("wire", x, from, x, to - 6)
    document.path("arrow", "M\(SVGDocument.number(x)) \(SVGDocument.number(to))l-4 -8h8z")
  }

  private static func draw(
    _ step: Step, _ caption: String, on document: inout SVGDocument, x: Double, y: Double, width: Double,
    height: Double
  ) {
    let kind =
      switch step.kind {
      case .input: "input"
      case .circuit: "param"
      case .output: "read"
      case .layer, .arithmetic: "constant"
      }
    document.open(kind, title: ([step.name] + step.notes).joined(separator: ", "))
    let radius: Double =
      switch step.kind {
      case .input, .output: height / 2
      case .arithmetic: 12
      case .circuit: 0
      case .layer: 6
      }
    document.rect("box", x: x - width / 2, y: y, width: width, height: height, radius: radius)
    if caption.isEmpty {
      document.text("name", x, y + height / 2 + 5, step.name)
    } else {
      document.text("name", x, y + 15, step.name)
      document.text("detail", x, y + 29, caption)
    }
    document.close()
  }
}
