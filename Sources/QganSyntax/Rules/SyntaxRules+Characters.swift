extension SyntaxRules {
  static let characters: [DiagnosticRule] = [
    DiagnosticRule(
      code: "QG001", title: "unexpected character",
      explanation: "A character that starts no token. Comments start with `//`, and a directive such as "
        + "`#include` has no `#` here.",
      bad: model("# twice\n  return x;"), good: model("// twice\n  return x;")),
    DiagnosticRule(
      code: "QG002", title: "letters outside ASCII in a name",
      explanation: "Names are made of ASCII letters, digits and `_`, so that every keyboard can type them. "
        + "Greek letters are spelled out; `π` is the constant `pi`.",
      bad: circuit("ry(π / 2) q;"), good: circuit("ry(pi / 2) q;")),
    DiagnosticRule(
      code: "QG003", title: "look-alike of another character",
      explanation: "Text that was pasted from a document often carries typographic quotes, dashes, "
        + "no-break spaces or full-width punctuation, which look like the characters of a program and are "
        + "others. Single quotes do not delimit strings either.",
      bad: file("include “std/layers.qgan” as std;"), good: file("include \"std/layers.qgan\" as std;")),
    DiagnosticRule(
      code: "QG004", title: "string without an end",
      explanation: "A string ends on its line. A line break inside it is written `\\n`.",
      bad: file("include \"layers.qgan;"), good: file("include \"layers.qgan\";")),
    DiagnosticRule(
      code: "QG005", title: "unknown escape",
      explanation:
        "A string takes the escapes `\\\"`, `\\\\`, `\\n` and `\\t`. Paths are written with `/` on "
        + "every system.",
      bad: file("include \"lib\\layers.qgan\";"), good: file("include \"lib/layers.qgan\";")),
    DiagnosticRule(
      code: "QG006", title: "comment without an end",
      explanation: "A comment that starts with `/*` ends with the next `*/`; comments do not nest.",
      bad: file("const int N = 4;\n/* qubits"), good: file("const int N = 4;\n/* qubits */")),
    DiagnosticRule(
      code: "QG007", title: "malformed number",
      explanation: "Numbers are written `12`, `1.5` and `2e-4`: with digits on both sides of a point, in "
        + "decimal, without separators and without units. A product is written with `*`: `2 * pi`.",
      bad: file("const float RATE = .5;"), good: file("const float RATE = 0.5;")),
    DiagnosticRule(
      code: "QG008", title: "number out of range",
      explanation: "An integer fits 64 bits with a sign, and a float is a finite number of 64 bits.",
      bad: file("const int N = 9223372036854775808;"), good: file("const int N = 9223372036854775807;")),
    DiagnosticRule(
      code: "QG009", title: "file is not UTF-8",
      explanation:
        "The bytes of the file are not UTF-8 text: it was saved in another encoding, or it is not a "
        + "program at all. Save it as UTF-8. (The example cannot show such bytes; it stands for a file in which "
        + "the letter é is one byte, as Latin-1 has it.)",
      bad: file("// caf\u{E9}"), good: file("// café")),
    DiagnosticRule(
      code: "QG010", title: "file too large",
      explanation:
        "Source files of more than 16 MiB are not read: they are data, or a mistake. Put data into a "
        + "file of its own and read it by a `dataset`. (The example stands for such a file.)",
      bad: file("// 16 MiB of text"), good: file("dataset d { source: npz(path: \"data.npz\"); }")),
  ]
}
