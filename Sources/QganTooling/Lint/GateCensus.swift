import QganIR
import QganPasses
import QganSyntax

/// What stands at a gate call in all circuits that it is expanded into, and what a pass leaves of it.
struct GateCensus {
  struct Entry {
    /// The applications, in all uses.
    var applications: [GateApplication] = []
    /// Their controls.
    var controls = 0
    /// How many applications and controls are left behind the pass.
    var applicationsLeft = 0
    var controlsLeft = 0
    /// A use that it stands in.
    var use: LintNetwork.CircuitUse

    /// Whether no angle depends on data or weights.
    var isConstant: Bool { applications.allSatisfy { $0.angles.allSatisfy(\.isConstant) } }
  }

  /// By the place of the call, in the linted file only.
  private(set) var entries: [SourceRange: Entry] = [:]

  /// Over all circuits of a program, behind the pass of that name.
  init(_ context: LintContext, pass name: String) {
    guard let pass = CircuitPasses.all.first(where: { $0.name == name }) else { return }
    for (_, use) in context.circuitUses {
      for application in use.circuit.applications {
        guard let place = Self.place(application, context) else { continue }
        entries[place, default: Entry(use: use)].applications.append(application)
        entries[place]?.controls += application.controls.count
      }
      for application in use.facts.applications(behind: pass) {
        guard let place = Self.place(application, context) else { continue }
        entries[place]?.applicationsLeft += 1
        entries[place]?.controlsLeft += application.controls.count
      }
    }
  }

  private static func place(_ application: GateApplication, _ context: LintContext) -> SourceRange? {
    guard let location = application.location, location.file == context.main.range.file else { return nil }
    return SourceRange(file: location.file, start: location.start, end: location.end)
  }

  /// The calls of which the pass leaves nothing, in the order of the text.
  var vanished: [(place: SourceRange, entry: Entry)] {
    entries.filter { $0.value.applicationsLeft == 0 }.sorted { $0.key.start < $1.key.start }
      .map { ($0.key, $0.value) }
  }
}

extension LintContext {
  /// A fix that deletes the gate calls at these places; `nil` if one is not a statement of its own.
  ///
  /// Safe only where the circuit is expanded in one way, so that what was found holds of every use, and where the gates
  /// have no data and weights, which would then be read less.
  func deletion(of places: [SourceRange], isConstant: Bool, _ message: String) -> Diagnostic.Fix? {
    var edits: [Diagnostic.Edit] = []
    var isSafe = isConstant
    for place in places {
      guard
        let content = contents.first(where: { $0.gates.contains { $0.range == place } }),
        let statement = content.statements.first(where: {
          if case .apply(let call) = $0.kind { call.range == place } else { false }
        })
      else { return nil }
      isSafe =
        isSafe && isExpandedOnce(content) && content.blocks.first?.statements.contains(statement) ?? false
      edits.append(.init(range: wholeLine(statement.range), replacement: ""))
    }
    return Diagnostic.Fix(message, edits: edits, isSafe: isSafe)
  }

  /// Whether a circuit's gates are the same in all its uses, under every variant too.
  func isExpandedOnce(_ content: SyntaxContents) -> Bool {
    guard case .circuit(let circuit) = content.declaration.kind, case .layer = circuit.form else {
      return false
    }
    let isOpen = circuit.parameters.contains { parameter in
      if case .const = parameter.kind { return true }
      return parameter.type.dimensions.contains { if case .binding = $0 { true } else { false } }
    }
    let constants = main.declarations.compactMap { declaration -> String? in
      if case .constant(let d) = declaration.kind { d.name.text } else { nil }
    }
    return !isOpen && !constants.contains(where: content.uses)
      && !content.names.contains { $0.parts.count > 1 }
  }

  /// The range of a statement with its semicolon, and with its line where it has one of its own.
  func wholeLine(_ range: SourceRange) -> SourceRange {
    guard let bytes = sources.file(of: range)?.utf8 else { return range }
    var (start, end) = (range.start, range.end)
    func at(_ index: Int) -> UInt8? { bytes.indices.contains(index) ? bytes[index] : nil }
    if at(end - 1) != UInt8(ascii: ";") {
      while let byte = at(end), byte == UInt8(ascii: " ") { end += 1 }
      if at(end) == UInt8(ascii: ";") { end += 1 } else { return range }
    }
    let bare = SourceRange(file: range.file, start: start, end: end)
    while let byte = at(start - 1), byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") { start -= 1 }
    while let byte = at(end), byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == 0x0D {
      end += 1
    }
    let startsLine = start == 0 || at(start - 1) == UInt8(ascii: "\n")
    if startsLine, at(end) == UInt8(ascii: "\n") {
      return SourceRange(file: range.file, start: start, end: end + 1)
    }
    // What follows on the line moves up by the blanks behind.
    return startsLine ? bare : SourceRange(file: range.file, start: start, end: bare.end)
  }
}
