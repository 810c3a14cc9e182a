import QganSyntax
import QganTestSupport
import Testing

@Suite struct ParserTests {
  private func tree(_ expression: String) -> String {
    let (parsed, diagnostics) = parseExpression(source(expression))
    #expect(diagnostics.isEmpty, "\(expression)")
    return parsed.map(SyntaxPrinter.print) ?? ""
  }

  /// Two texts mean the same if one only writes parentheses that the other implies.
  @Test(arguments: [
    ("-a ** 2", "-(a ** 2)"), ("a ** b ** c", "a ** (b ** c)"), ("a ** -b", "a ** (-b)"),
    ("a - b - c", "(a - b) - c"), ("a + b * c % d", "a + ((b * c) % d)"), ("!a && b", "(!a) && b"),
    ("a || b && c", "a || (b && c)"), ("a + 1 < b * 2", "(a + 1) < (b * 2)"),
    ("a < b && b < c || d", "((a < b) && (b < c)) || d"), ("- -a", "-(-a)"),
  ])
  func precedence(bare: String, explicit: String) {
    let withoutParentheses = tree(explicit).split(separator: "\n")
      .map { $0.drop { $0 == " " } }.filter { $0 != "parenthesized" }
    #expect(tree(bare).split(separator: "\n").map { $0.drop { $0 == " " } } == withoutParentheses)
  }

  @Test func pipesBindLoosest() {
    #expect(
      tree("x + 1 |> f(2, k: 3) |> a.b[0]") == """
        pipe
          pipe
            binary +
              name x
              integer 1
            call
              name f
              argument
                integer 2
              argument k:
                integer 3
          index
            name a.b
            element
              integer 0

        """)
  }

  @Test func indicesAndRanges() {
    #expect(
      tree("w[l, :, 0:2:n-1](x)[0]") == """
        index
          call
            index
              name w
              element
                name l
              all
              range with step
                integer 0
                integer 2
                binary -
                  name n
                  integer 1
            argument
              name x
          element
            integer 0

        """)
    #expect(tree("[0:3]") == "range\n  integer 0\n  integer 3\n")
    #expect(
      tree("[0:2:8,][0]".replacing(",][0]", with: "]"))
        == "range with step\n  integer 0\n  integer 2\n  integer 8\n")
    #expect(tree("[[1, 2], [],]") == "list\n  list\n    integer 1\n    integer 2\n  list\n")
  }

  @Test func literals() {
    #expect(tree(#""a\"\\\n\t""#) == "string \"a\\\"\\\\\\n\\t\"\n")
    #expect(tree("9223372036854775807") == "integer 9223372036854775807\n")
    #expect(tree("2e-4") == "float 0.0002\n")
  }

  @Test func rangesCoverTheText() throws {
    let file = source("qgan 1.0;\nconst int N = (a + b[0]) |> f(1, k: 2);")
    let declaration = try #require(parse(file).tree.declarations.first)
    #expect(file.text(of: declaration.range) == "const int N = (a + b[0]) |> f(1, k: 2);")
    guard case .constant(let constant) = declaration.kind,
      case .pipe(let value, let layer) = constant.value.kind
    else {
      Issue.record("no pipe")
      return
    }
    #expect(file.text(of: value.range) == "(a + b[0])")
    #expect(file.text(of: layer.range) == "f(1, k: 2)")
  }

  @Test func documentation() {
    let text = """
      qgan 1.0;
      /// Not this one.

      /// One line,
      ///   and another.
      // A plain comment does not count.
      const int A = 1; /// nor this
      //// nor this
      const int B = 2;
      """
    let declarations = parse(source(text)).tree.declarations
    #expect(declarations.map(\.documentation) == ["One line,\n  and another.", nil])
  }

  @Test func wholeExpressions() {
    #expect(parseExpression(source("vqc(5, 3)")).0 != nil)
    #expect(parseExpression(source("3;")).0 == nil)
    #expect(parseExpression(source("")).1.map(\.code) == ["QG101"])
    #expect(parseExpression(source("1 2")).1.map(\.code) == ["QG101"])
    #expect(parseExpression(source("(1")).1.map(\.code) == ["QG107"])
    #expect(parseExpression(source("0:3")).1.map(\.code) == ["QG121"])
  }

  @Test func goodPartsSurviveBadOnes() {
    let text = """
      qgan 1.0;
      const int A = 1
      const int B = ;
      circuit f() qubit q { h q; x; ry(1 q; z q; }
      const int C = 3;
      """
    let parsed = parse(source(text))
    #expect(parsed.diagnostics.map(\.code) == ["QG103", "QG101", "QG151", "QG107"])
    guard parsed.tree.declarations.count == 3 else {
      Issue.record("\(parsed.tree)")
      return
    }
    guard case .circuit(let circuit) = parsed.tree.declarations[1].kind else {
      Issue.record("no circuit")
      return
    }
    #expect(circuit.body.statements.count >= 2)
  }

  @Test func printedTreeOfAWholeFile() {
    let text = """
      qgan 1.0;
      /// Doc.
      circuit f(const int n = 2, input angle[const m] x, param angle[n] w ~ normal(0, 1)) -> float[n] {
        qubit[n] q;
        ctrl(2) @ inv @ ry(w[0]) q[0:1], q[2];
        return expval(Z @ X) q, q;
      }
      train t { optimizer generator: sgd(lr: 1); every 2 epochs { grid(1); } }
      """
    #expect(
      SyntaxPrinter.print(parse(source(text)).tree) == """
        file qgan 1.0
          circuit f
            documentation "Doc."
            parameter const n
              type int
              default
                integer 2
            parameter input x
              type angle
                binding m
            parameter param w
              type angle
                name n
              initializer
                call
                  name normal
                  argument
                    integer 0
                  argument
                    integer 1
            result
              type float
                name n
            block
              register q
                name n
              apply ry
                ctrl
                  integer 2
                inv
                argument
                  index
                    name w
                    element
                      integer 0
                operand q
                  range
                    integer 0
                    integer 1
                operand q
                  integer 2
              return
                expval Z @ X
                  operand q
                  operand q
          train t
            property optimizer generator
              call
                name sgd
                argument lr:
                  integer 1
            every epochs
              integer 2
              action
                call
                  name grid
                  argument
                    integer 1

        """)
  }
}
