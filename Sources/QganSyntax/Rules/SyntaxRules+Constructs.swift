extension SyntaxRules {
  static let constructs: [DiagnosticRule] = [
    DiagnosticRule(
      code: "QG109", title: "operator behind a pipe",
      explanation:
        "`|>` binds loosest, and its right side is a layer, not an expression: what follows could only "
        + "belong to the whole pipe. Parentheses say so.",
      bad: model("return x |> relu + x;"), good: model("return (x |> relu) + x;")),
    DiagnosticRule(
      code: "QG110", title: "pipe that leads to no layer",
      explanation:
        "The right side of `|>` names a layer, a function, a circuit or a model, with indices and const "
        + "arguments if need be: `x |> blocks[i]`, `x |> dense(4)`.",
      bad: model("return x |> (relu);"), good: model("return x |> relu;")),
    DiagnosticRule(
      code: "QG111", title: "chained comparison",
      explanation: "A comparison compares two values. What lies between two limits is compared twice.",
      bad: circuit("if (0 < n < 9) { h q; }"), good: circuit("if (0 < n && n < 9) { h q; }")),
    DiagnosticRule(
      code: "QG112", title: "`=` where `==` is meant",
      explanation: "`=` binds a name and is no operator. `==` compares.",
      bad: circuit("if (n = 2) { h q; }"), good: circuit("if (n == 2) { h q; }")),
    DiagnosticRule(
      code: "QG113", title: "operator of another language",
      explanation:
        "The operators are `+ - * / % **`, the comparisons, `&&`, `||` and `!`. There are no operators on "
        + "bits, and a power is written `**`.",
      bad: circuit("if (n > 2 and n < 9) { h q; }"), good: circuit("if (n > 2 && n < 9) { h q; }")),
    DiagnosticRule(
      code: "QG119", title: "loop variable without type",
      explanation: "A loop declares its variable with its type, as OpenQASM does.",
      bad: circuit("for i in [0:n-1] { h q[i]; }"), good: circuit("for int i in [0:n-1] { h q[i]; }")),
    DiagnosticRule(
      code: "QG120", title: "`for` with parentheses",
      explanation:
        "A loop runs over a set, a range or an array, without parentheses, and is expanded at compile "
        + "time.",
      bad: circuit("for (int i = 0; i < n; i++) { h q[i]; }"),
      good: circuit("for int i in [0:n-1] { h q[i]; }")),
    DiagnosticRule(
      code: "QG121", title: "range written otherwise",
      explanation:
        "A range is written `[a:b]` or `[a:step:b]`, always in brackets of its own, and both its ends "
        + "belong to it: `[0:3]` is 0, 1, 2, 3.",
      bad: circuit("for int i in 0:3 { h q[i]; }"), good: circuit("for int i in [0:3] { h q[i]; }")),
    DiagnosticRule(
      code: "QG122", title: "range without one of its ends",
      explanation: "A range says both its ends, and both belong to it. `:` alone takes an axis whole.",
      bad: model("return x[1:];"), good: model("return x[1:3];")),
    DiagnosticRule(
      code: "QG123", title: "circuit without result or registers",
      explanation:
        "A circuit with `->` and a type is a layer. A circuit with registers behind its parentheses is a "
        + "subroutine.",
      bad: file("circuit f(angle a) { ry(a) q; }"), good: file("circuit f(angle a) qubit q { ry(a) q; }")),
    DiagnosticRule(
      code: "QG124", title: "missing type of the result",
      explanation:
        "Behind `->` stands the type of what the circuit or model returns. A model may leave out both.",
      bad: file("model f(input float x) -> { return x; }"),
      good: file("model f(input float x) -> float { return x; }")),
    DiagnosticRule(
      code: "QG125", title: "property without colon",
      explanation: "The properties of a dataset or train block are written `key: value;`.",
      bad: train("batch = 64;"), good: train("batch: 64;")),
    DiagnosticRule(
      code: "QG126", title: "wrong sign in a variant or sweep",
      explanation: "A variant sets (`NAME = value;`), a sweep runs through (`NAME in values;`).",
      bad: file("sweep s of t { seed = [1:3]; }"), good: file("sweep s of t { seed in [1:3]; }")),
    DiagnosticRule(
      code: "QG132", title: "missing type",
      explanation: "Constants and parameters are declared with their type before their name.",
      bad: file("const N = 4;"), good: file("const int N = 4;")),
    DiagnosticRule(
      code: "QG133", title: "unknown type",
      explanation:
        "The types are `int`, `float`, `angle`, `bool`, `string` and `layer`, and arrays of the first "
        + "three. How many bits a float has is chosen for the whole run, not in the program.",
      bad: file("const double RATE = 0.1;"), good: file("const float RATE = 0.1;")),
    DiagnosticRule(
      code: "QG134", title: "typed declaration without `const`",
      explanation:
        "What is declared with a type is a constant and says `const` (or `config`, where it may be "
        + "overridden). Other values are bound without a type: `a = e;`.",
      bad: circuit("int k = n - 1;\n  h q[k];"), good: circuit("const int k = n - 1;\n  h q[k];")),
    DiagnosticRule(
      code: "QG137", title: "call or index of what takes none",
      explanation:
        "Names are called and indexed, the results of calls are indexed, and values in parentheses are "
        + "indexed. What else must be called or indexed gets a name first. A product needs its `*`.",
      bad: model("return 2(x + 1);"), good: model("return 2 * (x + 1);")),
    DiagnosticRule(
      code: "QG138", title: "label with `=`",
      explanation: "A labelled argument is written `label: value`.",
      bad: model("return x |> dense(4, bias=false);"), good: model("return x |> dense(4, bias: false);")),
    DiagnosticRule(
      code: "QG139", title: "size behind the name",
      explanation: "Sizes belong to the type, before the name, as in OpenQASM 3.",
      bad: file("circuit f() -> float[2] { qubit q[2]; return expval(Z) q; }"),
      good: file("circuit f() -> float[2] { qubit[2] q; return expval(Z) q; }")),
    DiagnosticRule(
      code: "QG140", title: "register among the parameters",
      explanation:
        "The parentheses of a circuit hold constants, inputs and angles. The registers of a subroutine "
        + "stand behind them, as the qubits do in a call.",
      bad: file("circuit f(angle a, qubit q) { ry(a) q; }"),
      good: file("circuit f(angle a) qubit q { ry(a) q; }")),
    DiagnosticRule(
      code: "QG141", title: "assignment to an element",
      explanation:
        "A name is bound to a new value; nothing is mutated. Build the array as a whole, with a list, "
        + "`concat` or arithmetic.",
      bad: model("x[0] = 1;\n  return x;"), good: model("x = concat([1.0], x[1:3], axis: 0);\n  return x;")),
    DiagnosticRule(
      code: "QG142", title: "value that is not used",
      explanation:
        "A statement binds a value, returns one or applies a gate. A value by itself has no effect.",
      bad: model("x |> relu;\n  return x;"), good: model("x = x |> relu;\n  return x;")),
    DiagnosticRule(
      code: "QG143", title: "read-out inside an expression",
      explanation:
        "A read-out is the whole right side of a binding or of `return`, so that the end of its list of "
        + "qubits is plain. Bind it to a name and compute with that.",
      bad: file("circuit f() -> float { qubit q; return 2 * expval(Z) q; }"),
      good: file("circuit f() -> float { qubit q; e = expval(Z) q; return 2 * e; }")),
    DiagnosticRule(
      code: "QG148", title: "type in the head of a gate",
      explanation:
        "A gate's angles are scalars and its qubits single ones, so neither has a type. Arrays and "
        + "registers are what a `circuit` with registers takes.",
      bad: file("gate g(angle a) q { ry(a) q; }"), good: file("gate g(a) q { ry(a) q; }")),
    DiagnosticRule(
      code: "QG149", title: "binding with a keyword of another language",
      explanation: "A value is bound by `a = e;`, the first time and every time after.",
      bad: model("let y = 2 * x;\n  return y;"), good: model("y = 2 * x;\n  return y;")),
    DiagnosticRule(
      code: "QG150", title: "assignment with an operator",
      explanation: "There is one kind of binding, `a = e;`, which may use the value that `a` had.",
      bad: model("x += 1;\n  return x;"), good: model("x = x + 1;\n  return x;")),
  ]
}
