extension SyntaxRules {
  static let shapes: [DiagnosticRule] = [
    DiagnosticRule(
      code: "QG101", title: "unexpected token",
      explanation:
        "The grammar allows something else here; the message says what. Where a mistake has a code of "
        + "its own, that is reported instead.",
      bad: model("return x + ;"), good: model("return x + 1;")),
    DiagnosticRule(
      code: "QG102", title: "missing version line",
      explanation:
        "Every file starts with the version of the language it is written in, so that later compilers "
        + "understand it as it was meant.",
      bad: "const int N = 4;\n", good: "qgan 1.0;\nconst int N = 4;\n"),
    DiagnosticRule(
      code: "QG103", title: "missing semicolon",
      explanation: "Declarations without a body, statements and properties end with `;`. The place that is "
        + "underlined is the end of the line that lacks it.",
      bad: circuit("h q\n  ry(w) q;"), good: circuit("h q;\n  ry(w) q;")),
    DiagnosticRule(
      code: "QG104", title: "unsupported version of the language",
      explanation: "An older minor version than the compiler's is accepted. A newer one may mean what this "
        + "compiler does not know, and another major one may mean something else: both are refused.",
      bad: "qgan 2.0;\nconst int N = 4;\n", good: "qgan 1.0;\nconst int N = 4;\n"),
    DiagnosticRule(
      code: "QG106", title: "keyword used as a name",
      explanation:
        "Keywords are reserved everywhere except as labels and property keys, where a `:` marks them.",
      bad: model("input = 2 * x;\n  return x;"), good: model("doubled = 2 * x;\n  return doubled;")),
    DiagnosticRule(
      code: "QG107", title: "bracket or brace not closed",
      explanation:
        "A parenthesis, bracket or brace lacks its partner. The second place is the one that is open; "
        + "if a brace closes a block at another indentation than its head, that block is named too.",
      bad: model("return x |> dense(4;"), good: model("return x |> dense(4);")),
    DiagnosticRule(
      code: "QG108", title: "closing bracket without a partner",
      explanation: "A closing bracket closes nothing, or another kind of bracket than the one that is open.",
      bad: model("return x |> dense(4];"), good: model("return x |> dense(4);")),
    DiagnosticRule(
      code: "QG127", title: "nesting too deep",
      explanation:
        "Brackets and blocks nest at most 100 levels deep, where an `if` takes two, and an expression's tree is at most 500 "
        + "levels high. Programs that people write stay far below; give parts of a generated one names.",
      bad: model(
        "return " + String(repeating: "(", count: 101) + "x" + String(repeating: ")", count: 101) + ";"),
      good: model("return (x);")),
    DiagnosticRule(
      code: "QG128", title: "body without braces",
      explanation: "The bodies of `for`, `if` and `else` always stand in braces.",
      bad: circuit("for int i in [0:n-1] h q[i];"), good: circuit("for int i in [0:n-1] { h q[i]; }")),
    DiagnosticRule(
      code: "QG129", title: "condition without parentheses",
      explanation: "The condition of `if` stands in parentheses, as in OpenQASM.",
      bad: circuit("if n > 2 { h q; }"), good: circuit("if (n > 2) { h q; }")),
    DiagnosticRule(
      code: "QG130", title: "comma at the end",
      explanation:
        "Arguments, parameters, elements of arrays and sets may end in a comma. Qubits, indices, sizes "
        + "and the names of a gate may not.",
      bad: circuit("cx q[0], q[1],;"), good: circuit("cx q[0], q[1];")),
    DiagnosticRule(
      code: "QG131", title: "missing comma",
      explanation: "The elements of a list, arguments and qubits are separated by commas.",
      bad: circuit("cx q[0] q[1];"), good: circuit("cx q[0], q[1];")),
    DiagnosticRule(
      code: "QG136", title: "second version line",
      explanation:
        "The version of the language stands once, before everything else. Files that are included have "
        + "their own.",
      bad: file("const int N = 4;\nqgan 1.0;"), good: file("const int N = 4;")),
    DiagnosticRule(
      code: "QG144", title: "semicolon that ends nothing",
      explanation: "There is no empty statement, and a body in braces needs no semicolon behind it.",
      bad: circuit("h q;;"), good: circuit("h q;")),
    DiagnosticRule(
      code: "QG145", title: "declaration inside a body",
      explanation:
        "Gates, circuits, models, datasets and train blocks are declared at the top of a file. They see "
        + "each other in any order.",
      bad: circuit("gate g a { h a; }\n  g q;"),
      good: file("gate g a { h a; }\ncircuit f() -> float {\n  qubit q;\n  g q;\n  return expval(Z) q;\n}")),
    DiagnosticRule(
      code: "QG146", title: "not a declaration",
      explanation:
        "At the top of a file stand `include`, `const`, `config`, `gate`, `circuit`, `model`, `dataset`, "
        + "`train`, `variant` and `sweep`. Statements belong into a body. What follows is skipped up to the next "
        + "declaration.",
      bad: file("h q;"), good: file("gate g q { h q; }")),
    DiagnosticRule(
      code: "QG147", title: "misspelled keyword",
      explanation: "What starts here is not a declaration, but nearly one.",
      bad: file("modle f(input float x) -> float { return x; }"),
      good: file("model f(input float x) -> float { return x; }")),
    DiagnosticRule(
      code: "QG151", title: "gate without qubits",
      explanation:
        "A gate or subroutine is followed by the qubits that it acts on. A function's or layer's value "
        + "is bound or returned.",
      bad: circuit("h;"), good: circuit("h q;")),
  ]
}
