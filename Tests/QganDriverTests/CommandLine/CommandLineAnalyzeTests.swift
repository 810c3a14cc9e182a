import QganTraining
import Testing

/// `qganc analyze` as a process.
struct CommandLineAnalyzeTests {
  private let program = """
    qgan 1.0;
    include "std/ansatze.qgan" as ans;
    circuit vqc(const int n, const int layers, input angle[n] x, param angle[layers, n] w) -> float[n] {
      qubit[n] q;
      ry(x) q;
      for int l in [0:layers - 1] {
        ry(w[l]) q;
        for int i in [0:n - 1] { cx q[i], q[(i + 1) % n]; }
      }
      return expval(Z) q;
    }
    model plain(input float[2] x) -> float[2] { return x |> dense(2); }
    """

  @Test func numbers() throws {
    let folder = try TemporaryFolder()
    try folder.write("a.qgan", program)
    let arguments = ["analyze", "a.qgan", "--circuit", "vqc(3, 2)", "--samples", "50", "--format", "json"]
    let first = try CommandLineProcess(arguments, in: folder).wait()
    #expect(first.code == 0)
    #expect(try CommandLineProcess(arguments, in: folder).wait().output == first.output)
    let row = try #require(try first.json().asArray?.first)
    #expect(row["qubits"]?.asInteger == 3)
    let entanglement = try #require(row["entanglingCapability"]?.asReal)
    #expect(entanglement > 0 && entanglement < 1)
    let gradient = try #require(row["gradients"]?.asArray?.first)
    #expect(gradient["variances"]?.asArray?.count == 6)
    let text = try qganc("analyze", "a.qgan", "--circuit", "vqc(3, 2)", "--samples", "5", in: folder)
    #expect(text.code == 0 && text.text.contains("expressibility") && text.text.contains("gradient of w"))
  }

  @Test func mistakes() throws {
    let folder = try TemporaryFolder()
    try folder.write("a.qgan", program)
    #expect(try qganc("analyze", "a.qgan", "--circuit", "plain", in: folder).code == 2)
    #expect(try qganc("analyze", "a.qgan", "--circuit", "vqc(20, 1)", in: folder).code == 2)
    #expect(try qganc("analyze", "a.qgan", "--circuit", "vqc(3)", in: folder).code == 1)
    #expect(try qganc("analyze", "a.qgan", "--circuit", "vqc(3, 2)", "--samples", "0", in: folder).code == 2)
    #expect(try qganc("analyze", "a.qgan", in: folder).code == 2)
  }
}
