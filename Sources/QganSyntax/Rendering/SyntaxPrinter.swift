/// Writes a syntax tree as indented text, one node a line: what `--emit ast` shows.
public struct SyntaxPrinter {
  private var lines: [String] = []
  private var depth = 0

  private init() {}

  /// The text of `tree`, ending in a line break.
  public static func print(_ tree: FileSyntax) -> String {
    var printer = SyntaxPrinter()
    printer.node("file" + (tree.version.map { " qgan \($0.text)" } ?? "")) { p in
      for declaration in tree.declarations { p.print(declaration) }
    }
    return printer.lines.joined(separator: "\n") + "\n"
  }

  /// The text of one expression, ending in a line break.
  public static func print(_ expression: Expression) -> String {
    var printer = SyntaxPrinter()
    printer.print(expression)
    return printer.lines.joined(separator: "\n") + "\n"
  }

  /// Writes a line, and below it, indented, what `children` writes.
  mutating func node(_ text: String, children: (inout SyntaxPrinter) -> Void = { _ in }) {
    lines.append(String(repeating: "  ", count: depth) + text)
    depth += 1
    children(&self)
    depth -= 1
  }

  /// `text` in double quotes, with escapes.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  // MARK: - Types and parameters

  mutating func print(_ type: TypeSyntax) {
    node("type \(type.scalar.rawValue)") { p in for d in type.dimensions { p.print(d) } }
  }

  mutating func print(_ dimension: Dimension) {
    switch dimension {
    case .size(let e): print(e)
    case .binding(let name): node("binding \(name.text)")
    }
  }

  mutating func print(_ parameter: ParameterSyntax) {
    let (kind, extra): (String, Expression?) =
      switch parameter.kind {
      case .const(let value): ("const", value)
      case .input: ("input", nil)
      case .param(let initializer): ("param", initializer)
      case .plain: ("plain", nil)
      }
    node("parameter \(kind) \(parameter.name.text)") { p in
      p.print(parameter.type)
      if let extra {
        p.node(kind == "const" ? "default" : "initializer") { p in p.print(extra) }
      }
    }
  }

  mutating func print(_ register: RegisterSyntax) {
    node("register \(register.name.text)") { p in if let size = register.size { p.print(size) } }
  }

  mutating func print(_ values: ValuesSyntax) {
    switch values {
    case .set(let elements, _): node("set") { p in for e in elements { p.print(e) } }
    case .expression(let e): print(e)
    }
  }

  // MARK: - Expressions

  mutating func print(_ expression: Expression) {
    switch expression.kind {
    case .integer(let value): node("integer \(value)")
    case .float(let value): node("float \(value)")
    case .string(let value): node("string \(Self.quoted(value))")
    case .boolean(let value): node("bool \(value)")
    case .list(let elements): node("list") { p in for e in elements { p.print(e) } }
    case .range(let first, let step, let last):
      node(step == nil ? "range" : "range with step") { p in
        p.print(first)
        if let step { p.print(step) }
        p.print(last)
      }
    case .name(let name): node("name \(name.text)")
    case .call(let callee, let arguments):
      node("call") { p in
        p.print(callee)
        p.print(arguments)
      }
    case .index(let base, let items):
      node("index") { p in
        p.print(base)
        for item in items { p.print(item) }
      }
    case .unary(let op, let operand): node("unary \(op.rawValue)") { p in p.print(operand) }
    case .binary(let op, let left, let right, _):
      node("binary \(op.rawValue)") { p in
        p.print(left)
        p.print(right)
      }
    case .pipe(let value, let layer):
      node("pipe") { p in
        p.print(value)
        p.print(layer)
      }
    case .parenthesized(let inner): node("parenthesized") { p in p.print(inner) }
    case .error: node("error")
    }
  }

  mutating func print(_ arguments: [Argument]) {
    for argument in arguments {
      if let label = argument.label {
        node("argument \(label.text):") { p in p.print(argument.value) }
      } else {
        node("argument") { p in p.print(argument.value) }
      }
    }
  }

  private mutating func print(_ item: IndexItem) {
    switch item {
    case .element(let e): node("element") { p in p.print(e) }
    case .range(let first, let step, let last, _):
      node(step == nil ? "range" : "range with step") { p in
        p.print(first)
        if let step { p.print(step) }
        p.print(last)
      }
    case .all: node("all")
    }
  }
}
