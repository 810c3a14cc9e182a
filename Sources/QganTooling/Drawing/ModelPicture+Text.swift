extension ModelPicture {
  /// The model as a list, one step a line, with its weights and the shape that it gives; values that skip steps run in
  /// lanes on the left.
  public func text() -> String {
    let skips = skips
    let lanes = (skips.map(\.lane).max() ?? -1) + 1
    let names = steps.indices.map { index in
      String(repeating: "  ", count: groups.filter { $0.steps.contains(index) }.count) + steps[index].name
    }
    let notes = steps.map { $0.notes.joined(separator: ", ") }
    let weights = steps.map { $0.weights == 0 ? "" : ModelPicture.countText($0.weights) }
    let shapes = steps.map { ModelPicture.shapeText($0.shape) }
    func width(_ column: [String]) -> Int { column.map(\.count).max() ?? 0 }
    func padded(_ text: String, _ width: Int) -> String {
      text + String(repeating: " ", count: max(0, width - text.count))
    }
    let groupNames = groups.map { String(repeating: "  ", count: $0.depth) + $0.name }
    let nameWidth = max(width(names), width(groupNames))
    var lines = ["\(title)  (\(ModelPicture.countText(self.weights)) weights)", ""]
    for index in steps.indices {
      for (group, name) in zip(groups, groupNames).sorted(by: { $0.0.depth < $1.0.depth })
      where group.steps.lowerBound == index && !group.steps.isEmpty {
        lines.append(CircuitPicture.trimmed(gutter(before: index, lanes, skips) + "  " + name + ":"))
      }
      let weight = String(repeating: " ", count: width(weights) - weights[index].count) + weights[index]
      let cells = [
        padded(names[index], nameWidth), weight, padded(shapes[index], width(shapes)), notes[index],
      ]
      let line =
        gutter(at: index, lanes, skips) + " "
        + cells.filter { !$0.allSatisfy { $0 == " " } || $0 == weight }
        .joined(separator: "  ")
      lines.append(CircuitPicture.trimmed(line))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Lanes at a step: where values leave for later steps and arrive.
  private func gutter(at step: Int, _ lanes: Int, _ skips: [(from: Int, to: Int, lane: Int)]) -> String {
    var cells = [Character](repeating: " ", count: 2 * lanes + 1)
    func place(_ lane: Int) -> Int { 2 * (lanes - 1 - lane) }
    for skip in skips where skip.from < step && step < skip.to { cells[place(skip.lane)] = "│" }
    for skip in skips where skip.from == step || skip.to == step {
      for x in place(skip.lane)..<2 * lanes { cells[x] = cells[x] == "│" || cells[x] == "┼" ? "┼" : "─" }
    }
    for skip in skips.sorted(by: { $0.lane > $1.lane }) {
      let x = place(skip.lane)
      let isOuter = !skips.contains { $0.lane > skip.lane && ($0.from == step || $0.to == step) }
      if skip.from == step, skip.to == step {
        continue
      } else if skip.from == step {
        cells[x] = cells[x] == "╰" || cells[x] == "├" ? "├" : isOuter ? "╭" : "┬"
      } else if skip.to == step {
        cells[x] = cells[x] == "╭" || cells[x] == "├" ? "├" : isOuter ? "╰" : "┴"
      }
    }
    cells[2 * lanes] = steps[step].kind == .arithmetic ? "○" : "●"
    return String(cells)
  }

  /// Lanes between the step before and this one.
  private func gutter(before step: Int, _ lanes: Int, _ skips: [(from: Int, to: Int, lane: Int)]) -> String {
    var cells = [Character](repeating: " ", count: 2 * lanes + 1)
    for skip in skips where skip.from < step && step <= skip.to { cells[2 * (lanes - 1 - skip.lane)] = "│" }
    if step > 0, steps[step].inputs.contains(step - 1) { cells[2 * lanes] = "│" }
    return String(cells)
  }
}
