extension Graph {
  /// Reads what `description` writes.
  ///
  /// What is read is well-formed, so that it can be printed and verified, but it is not verified.
  ///
  /// - Throws: `IRError` whose message starts with the line.
  public init(text: String) throws(IRError) {
    var parser = GraphParser(text)
    self = try parser.graph()
  }
}

/// Reads a graph's text line by line.
private struct GraphParser {
  private let lines: [Substring]
  private var number = 0
  private var result = Graph(name: "")
  private var values: [Int: Graph.Value] = [:]
  /// Values that are mentioned, by the first line that does so.
  private var mentions: [Int: Int] = [:]

  init(_ text: String) {
    // A line feed ends a line and nothing else does, as strings may hold any other character.
    lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map {
      Substring($0)
    }
  }

  mutating func graph() throws(IRError) -> Graph {
    do throws(IRError) {
      var header = try nextLine()
      guard header.acceptWord("graph") else { throw header.expected("`graph`") }
      try header.expect("@")
      result.name = try header.name("the graph's name")
      try header.expect("{")
      try header.expectEnd()
      while try statement() {}
      try finish()
      return result
    } catch {
      let message = error.message
      throw message.hasPrefix("line ") ? error : IRError("line \(number): \(message)")
    }
  }

  /// The next line that is not empty.
  private mutating func nextLine() throws(IRError) -> GraphLineParser {
    while number < lines.count {
      number += 1
      let line = try GraphLineParser(lines[number - 1])
      if !line.isAtEnd { return line }
    }
    throw IRError("the graph does not end with `}`")
  }

  /// Reads a statement; false at the end of the graph.
  private mutating func statement() throws(IRError) -> Bool {
    if let circuit = try circuit() {
      guard result.circuits.updateValue(circuit, forKey: circuit.name) == nil else {
        throw IRError("the circuit `\(circuit.name)` is there twice")
      }
      return true
    }
    var line = try nextLine()
    if line.accept("}") {
      try line.expectEnd()
      return false
    }
    if line.acceptWord("variable") {
      try variable(&line)
    } else if line.acceptWord("input") {
      let value = try line.value()
      let name = try line.string("the input's name")
      try line.expect(":")
      let type = try line.type()
      result.inputs.append(Graph.Input(name: name, value: value))
      try define(value, type, line.names(1).map { $0[0] } ?? name)
    } else if line.acceptWord("unused") {
      let value = try line.value()
      try line.expect(":")
      try define(value, line.type(), line.names(1)?[0])
    } else if line.acceptWord("output") {
      let name = try line.string("the output's name")
      result.outputs.append(Graph.Output(name: name, value: try mention(line.value())))
    } else if line.acceptWord("update") {
      let name = try line.string("the variable's name")
      result.updates.append(Graph.Update(variable: name, value: try mention(line.value())))
    } else {
      try operation(&line)
    }
    try line.expectEnd()
    return true
  }

  private mutating func variable(_ line: inout GraphLineParser) throws(IRError) {
    let name = try line.string("the variable's name")
    try line.expect(":")
    let type = try line.type()
    let word = try line.word("a kind of variable")
    guard let kind = Variable.Kind(rawValue: word) else {
      throw IRError("there is no kind `\(word)` of variables")
    }
    let initializer = try line.initializer()
    let variable = Variable(
      name: name, shape: type.shape, kind: kind, initializer: initializer,
      isFrozen: line.acceptWord("frozen"))
    guard result.variables.updateValue(variable, forKey: name) == nil else {
      throw IRError("the variable `\(name)` is there twice")
    }
  }

  private mutating func operation(_ line: inout GraphLineParser) throws(IRError) {
    let results = try line.values()
    try line.expect("=")
    let primitive = try line.word("a primitive")
    let operands = line.isNext("%") ? try line.values() : []
    for operand in operands { _ = mention(operand) }
    let attributes = try line.attributes()
    try line.expect(":")
    let types = try line.types()
    guard types.count == results.count else {
      throw IRError("\(results.count) values have \(types.count) types")
    }
    let names = line.names(results.count)
    for (index, value) in results.enumerated() { try define(value, types[index], names?[index]) }
    result.operations.append(
      Operation(primitive: primitive, operands: operands, results: results, attributes: attributes))
  }

  /// A circuit, whose text ends with the brace that closes it, if one starts on the next line.
  private mutating func circuit() throws(IRError) -> Circuit? {
    guard number < lines.count, GraphLexer.trimmed(lines[number]).hasPrefix("circuit ") else { return nil }
    let start = number
    var depth = 0
    repeat {
      guard number < lines.count else { throw IRError("a circuit does not end with `}`") }
      depth += GraphParser.depth(of: lines[number])
      number += 1
    } while depth > 0
    do throws(IRError) {
      return try Circuit(text: lines[start..<number].joined(separator: "\n"))
    } catch {
      throw GraphParser.shifted(error, by: start)
    }
  }

  /// Braces that a line opens less those it closes, strings and comments aside.
  private static func depth(of line: Substring) -> Int {
    var (depth, isQuoted, previous) = (0, false, UInt8(0))
    for byte in line.utf8 {
      switch byte {
      case UInt8(ascii: "\"") where !isQuoted || previous != UInt8(ascii: "\\"): isQuoted.toggle()
      case UInt8(ascii: "{") where !isQuoted: depth += 1
      case UInt8(ascii: "}") where !isQuoted: depth -= 1
      case UInt8(ascii: "/") where !isQuoted && previous == byte: return depth
      default: break
      }
      // The second of two backslashes escapes nothing.
      previous = byte == UInt8(ascii: "\\") && previous == byte ? 0 : byte
    }
    return depth
  }

  /// An error of the circuit's parser, with the line in the whole text.
  private static func shifted(_ error: IRError, by lines: Int) -> IRError {
    let parts = error.message.split(separator: ":", maxSplits: 1)
    guard parts.count == 2, parts[0].hasPrefix("line "), let line = Int(parts[0].dropFirst(5)) else {
      return IRError("line \(lines + 1): \(error.message)")
    }
    return IRError("line \(line + lines):\(parts[1])")
  }

  private mutating func define(_ value: ValueID, _ type: TensorType, _ name: String?) throws(IRError) {
    guard values.updateValue(Graph.Value(type: type, name: name), forKey: value.index) == nil else {
      throw IRError("\(value) is defined twice")
    }
  }

  private mutating func mention(_ value: ValueID) -> ValueID {
    if mentions[value.index] == nil { mentions[value.index] = number }
    return value
  }

  /// Puts the values in order; each up to the last has a type.
  private mutating func finish() throws(IRError) {
    for (value, line) in mentions.sorted(by: { $0.value < $1.value }) where values[value] == nil {
      throw IRError("line \(line): %\(value) is never defined")
    }
    for index in 0..<values.count {
      guard let value = values[index] else {
        throw IRError("there are \(values.count) values but no %\(index)")
      }
      result.values.append(value)
    }
    while number < lines.count {
      number += 1
      guard try GraphLineParser(lines[number - 1]).isAtEnd else { throw IRError("text follows the graph") }
    }
  }
}
