extension CircuitCosts: CustomStringConvertible {
  private static let header = "qganc circuit costs 1"

  /// The table as a file has it: a line a cost, as `avx2 single dense gradient column 0.8`.
  public var description: String {
    var lines: [String] = []
    for (key, costs) in table {
      let prefix =
        "\(key.instructions) \(key.isDouble ? "double" : "single") \(key.kernels.rawValue) "
        + (key.isGradient ? "gradient" : "forward")
      for (kind, cost) in costs { lines.append("\(prefix) \(kind.rawValue) \(cost)") }
    }
    return ([Self.header] + lines.sorted()).joined(separator: "\n") + "\n"
  }

  /// Reads what `description` writes; `#` starts a comment. Throws an `IRError` that names the line.
  public init(text: String) throws {
    self.init()
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().map {
      (number: $0 + 1, words: $1.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace).map(String.init))
    }.filter { !$0.words.isEmpty }
    guard let first = lines.first, first.words.joined(separator: " ") == Self.header else {
      throw IRError("line 1: a table of costs starts with `\(Self.header)`")
    }
    lines.removeFirst()
    for (number, words) in lines {
      func wrong(_ what: String) -> IRError { IRError("line \(number): \(what)") }
      guard words.count == 6 else {
        throw wrong("expected instructions, precision, kernels, order, kind and nanoseconds")
      }
      func known<Name: RawRepresentable & CaseIterable>(_ word: String, _ what: String) throws -> Name
      where Name.RawValue == String {
        if let name = Name(rawValue: word) { return name }
        let names = Name.allCases.map(\.rawValue).joined(separator: ", ")
        throw wrong("`\(word)` is not \(what); there are \(names)")
      }
      let instructions: Instructions = try known(words[0], "an instruction set")
      let precision: Precision = try known(words[1], "a precision")
      let kernels: CircuitWork.Kernels = try known(words[2], "a name of kernels")
      let order: Order = try known(words[3], "an order")
      let kind: CircuitWork.Kind = try known(words[4], "a kind of work")
      guard let cost = Double(words[5]), cost.isFinite, cost >= 0 else {
        throw wrong("`\(words[5])` is not a number of nanoseconds")
      }
      let key = Key(
        instructions: instructions.rawValue, isDouble: precision == .double, kernels: kernels,
        isGradient: order == .gradient)
      var costs = table[key] ?? [:]
      guard costs.updateValue(cost, forKey: kind) == nil else {
        throw wrong("this cost is there twice")
      }
      set(costs, for: key)
    }
  }

  private enum Instructions: String, CaseIterable { case portable, avx2, avx512 }
  private enum Precision: String, CaseIterable { case single, double }
  private enum Order: String, CaseIterable { case forward, gradient }
}
