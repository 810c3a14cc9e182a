extension CircuitPicture {
  /// Cells of an environment that pdfTeX's memory holds, with some room.
  private static let cellLimit = 160

  /// The circuit as `quantikz` environments of at most `fold` columns each, one below the other; without it they are as
  /// long as a page is wide and TeX's memory large.
  public func latex(fold: Int? = nil) -> String {
    let columns = columns
    let lines = CircuitPicture.fold(
      [Int](repeating: 1, count: columns.count),
      limit: max(1, fold ?? min(16, max(4, Self.cellLimit / max(1, wires.count)))))
    var text = """
      % \\usepackage{tikz} and \\usetikzlibrary{quantikz2} (or quantikz) are needed.
      % Parameters are square and blue, inputs round and orange.

      """
    if !title.isEmpty { text += "% \(LaTeX.comment(title))\n" }
    for line in lines {
      text += "\\begin{quantikz}[row sep=0.35cm, column sep=0.3cm]\n"
      text += wires.indices.map { row in
        let cells = line.map { column in cell(row, columns[column]) }
        return "  "
          + (["\\lstick{\\ensuremath{\(LaTeX.name(wires[row]))}}"] + cells + ["\\qw"])
          .joined(separator: " & ")
      }.joined(separator: " \\\\\n")
      text += "\n\\end{quantikz}\n"
      if line != lines.last { text += "\n\\bigskip\n\n" }
    }
    return text + notes.map { "% \(LaTeX.comment($0))\n" }.joined()
  }

  private func cell(_ row: Int, _ elements: [Element]) -> String {
    for element in elements {
      if let block = element.block, block.rows.contains(row) {
        guard row == block.rows.lowerBound else { return "" }
        return LaTeX.gate(block.label, rows: block.rows.count)
      }
      if let index = element.marks.firstIndex(where: { $0.row == row }) {
        return command(element.marks[index], element)
      }
    }
    return "\\qw"
  }

  /// A mark's command, and the line to the thing above it that belongs to the same element.
  private func command(_ mark: Mark, _ element: Element) -> String {
    let rows =
      (element.marks.map { $0.row...$0.row } + (element.block.map { [$0.rows] } ?? [])).sorted {
        $0.lowerBound < $1.lowerBound
      }
    let place = rows.firstIndex(of: mark.row...mark.row) ?? 0
    let up = element.isJoined && place > 0 ? rows[place - 1].upperBound - mark.row : 0
    let down =
      element.isJoined && place + 1 < rows.count && rows[place + 1].count > 1
      ? rows[place + 1].lowerBound - mark.row : 0
    let lines = (up == 0 ? "" : "\\vqw{\(up)}") + (down == 0 ? "" : "\\vqw{\(down)}")
    switch mark.symbol {
    case .control(let isOn):
      // The last of several lines is that of the control itself.
      let name = isOn ? "\\ctrl" : "\\octrl"
      if up != 0 { return "\(name){\(up)}" + (down == 0 ? "" : "\\vqw{\(down)}") }
      return "\(name){\(down)}"
    case .target: return "\\targ{}" + lines
    case .swap: return "\\targX{}" + lines
    case .box(let label): return LaTeX.gate(label, rows: 1) + lines
    case .observable(let name): return "\\gate[style={fill=green!10}]{\\langle \(name)\\rangle}" + lines
    case .meter: return "\\meter{}" + lines
    case .barrier:
      if element.marks.count == wires.count { return mark.row == 0 ? "\\slice{}\\qw" : "\\qw" }
      return "\\push{\\vdots}"
    }
  }
}

/// Text as mathematics and comments of LaTeX.
enum LaTeX {
  /// A gate box over rows.
  static func gate(_ label: DrawingLabel, rows: Int) -> String {
    var options: [String] = rows > 1 ? ["wires=\(rows)"] : []
    switch label.origin {
    case .param: options.append("style={fill=blue!12}")
    case .input: options.append("style={fill=orange!20, rounded corners}")
    case .constant: break
    }
    let head = options.isEmpty ? "" : "[\(options.joined(separator: ", "))]"
    let detail = label.pieces.map { math($0.text) }.joined()
    return "\\gate\(head){\(name(gate: label.name))\(detail.isEmpty ? "" : "(\(detail))")}"
  }

  /// `R_{Y}` for `RY`, `\sqrt{X}` for `√X`.
  private static func name(gate: String) -> String {
    let isAdjoint = gate.hasSuffix("†")
    let base = isAdjoint ? String(gate.dropLast()) : gate
    var result: String
    if base.hasPrefix("√") {
      result = "\\sqrt{\(base.dropFirst())}"
    } else if base.hasPrefix("R"), base.count > 1, base.dropFirst().allSatisfy({ "XYZ:".contains($0) }) {
      result = "R_{\(base.dropFirst())}"
    } else {
      result = math(base)
    }
    if isAdjoint { result += "^\\dagger" }
    return result
  }

  /// `q_{0}` for `q[0]`.
  static func name(_ text: String) -> String { math(text) }

  private static let greek: [Character: String] = [
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta",
    "θ": "theta",
    "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "π": "pi", "ρ": "rho",
    "σ": "sigma",
    "τ": "tau", "υ": "upsilon", "φ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega", "Γ": "Gamma", "Δ": "Delta",
    "Θ": "Theta", "Λ": "Lambda", "Ξ": "Xi", "Π": "Pi", "Σ": "Sigma", "Φ": "Phi", "Ψ": "Psi", "Ω": "Omega",
  ]

  /// Operands with their indices below the line, Greek letters, fractions as they stand.
  static func math(_ text: String) -> String {
    var result = ""
    var word = ""
    // Names may hold brackets that do not match.
    var depth = 0
    func flushed() -> String {
      defer { word = "" }
      let body = word.map { $0 == "_" ? "\\_" : String($0) }.joined()
      return word.count > 1 ? "\\mathit{\(body)}" : body
    }
    for character in text {
      if character.isASCII, character.isLetter || character == "_" {
        word.append(character)
        continue
      }
      result += flushed()
      switch character {
      case "[":
        result += "_{"
        depth += 1
      case "]" where depth > 0:
        result += "}"
        depth -= 1
      // TikZ would take what stands before a bare colon for an angle.
      case ":": result += "{:}"
      case "·": result += "\\,"
      case "⊕": result += "\\oplus "
      case "¬": result += "\\neg "
      case "₀": result += "_{0}"
      case "†": result += "^\\dagger "
      case "…": result += "\\dots "
      case "√": result += "\\surd "
      case "⟨": result += "\\langle "
      case "⟩": result += "\\rangle "
      case " ": result += "\\ "
      case "#", "$", "%", "&", "{", "}", "_": result += "\\\(character)"
      case "\\": result += "\\backslash "
      case "^": result += "\\hat{}"
      case "~": result += "\\sim "
      case _ where greek[character] != nil: result += "\\\(greek[character] ?? "") "
      case _ where character.isASCII:
        result += character < " " || character == "\u{7F}" ? "" : String(character)
      default:
        // What plain LaTeX has no letter for is told by its number.
        let numbers = character.unicodeScalars.map { "U+" + String($0.value, radix: 16, uppercase: true) }
        result += "\\mathtt{\(numbers.joined())}"
      }
    }
    return result + flushed() + String(repeating: "}", count: depth)
  }

  /// One line.
  static func comment(_ text: String) -> String { text.map { $0.isNewline ? " " : String($0) }.joined() }
}
