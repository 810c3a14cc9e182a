import Foundation
import QganTraining
import Testing

/// `qganc draw`: what is drawn, and how it ends when nothing can be.
struct CommandLineDrawTests {
  private let folder: TemporaryFolder

  private static let program = """
    qgan 1.0;
    circuit vqc(const int layers, input angle[const n] x, param angle[layers, n] w) -> float[n] {
      qubit[n] q;
      ry(x) q;
      for int l in [0:layers - 1] {
        ry(w[l]) q;
        cx q[0], q[1];
      }
      return expval(Z) q;
    }
    circuit pair(input angle[2] x) -> float[2] {
      qubit[2] q;
      amplitudes(x) q[0];
      h q[1];
      return expval(Z) q;
    }
    model Block(input float[const n] x) -> float[n] {
      h = x |> dense(n) |> relu;
      return 0.5 * (x + h);
    }
    model Net(input float[3] x) -> float[1] {
      layer core = vqc(2);
      return x |> Block |> dense(2) |> core |> parallel(2, dense(1)) |> flatten |> dense(1);
    }

    """

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("p.qgan", Self.program)
  }

  private func lines(_ arguments: String...) throws -> [String] {
    let result = try CommandLineProcess(["draw", "p.qgan"] + arguments, in: folder).wait()
    #expect(result.code == 0, "\(result.errors)")
    return result.lines
  }

  @Test func circuitsAreDrawnAsTheyAreWritten() throws {
    // The circuit's own input, not what the network computes it from.
    let lines = try lines("--circuit", "Net", "--width", "200")
    #expect(lines.contains { $0.contains("┤RY(x[0])├──┤RY(w[0,0])├") })
    #expect(lines.contains { $0.contains("┤RY(x[1])├──┤RY(w[0,1])├") })
    #expect(try self.lines("--circuit", "pair").contains { $0.contains("|ψ⟩(x)") })
  }

  @Test func modelsShowLayersAndShapes() throws {
    let lines = try lines("--model", "Net")
    let steps = lines.dropFirst().map { $0.drop { !$0.isLetter && !"+×".contains($0) && !$0.isNumber } }
    #expect(
      steps.map { $0.split(separator: "  ")[0] } == [
        "x", "Block:", "dense(3)", "relu", "+", "× 0.5", "dense(2)", "core = vqc(2)", "2 × dense(1)",
        "flatten",
        "dense(1)",
        "result",
      ])
    #expect(lines.contains { $0.contains("core = vqc(2)") && $0.hasSuffix("2 qubits × 4 parameters") })
    #expect(lines[0].hasPrefix("Net  (33 weights)"))
    let dot = try self.lines("--model", "Net", "--format", "dot")
    // The shortcut round the block.
    #expect(dot.contains { $0.contains("s0 -> s3 ") } && dot.contains { $0.contains("s2 -> s3 ") })
  }

  @Test func filesAndFormats() throws {
    let result = try qganc(
      "draw", "p.qgan", "--circuit", "Net", "--format", "svg", "-o", "c.svg", in: folder)
    #expect(result.code == 0 && result.text.isEmpty)
    let svg = String(decoding: try folder.read("c.svg"), as: UTF8.self)
    #expect(svg.hasPrefix("<svg ") && svg.contains("w[1,1]"))
    #expect(try lines("--circuit", "Net", "--format", "latex").contains { $0.contains("R_{Y}(w_{1,1})") })
    #expect(try lines("--circuit", "Net", "--fused").contains { $0.contains("layers of diagonal D") })
    #expect(try lines("--model", "Net", "--format", "svg")[0].hasPrefix("<svg "))
  }

  /// Sizes that only data decide are given; LaTeX is folded so that TeX can hold it.
  @Test func sizesAreGiven() throws {
    #expect(try lines("--circuit", "vqc(1)", "--input-shape", "4").contains { $0.hasPrefix("q[3]") })
    let wide = try lines("--circuit", "vqc(30)", "--input-shape", "12", "--format", "latex")
    let cells = wide.filter { $0.contains("\\lstick") }.map { $0.split(separator: "&").count }
    #expect(cells.count % 12 == 0 && cells.count > 12)
    #expect(cells.allSatisfy { $0 <= 16 })
    #expect(
      try lines("--model", "Block", "--input-shape", "6").contains { $0.contains("dense(6)") })
    let analysis = try qganc(
      "analyze", "p.qgan", "--circuit", "vqc(1)", "--input-shape", "3", "--samples", "10", in: folder)
    #expect(analysis.text.hasPrefix("vqc: 3 qubits"))
  }

  /// What needs no data set is drawn without it.
  @Test func dataMayBeElsewhere() throws {
    try folder.write(
      "p.qgan",
      Self.program
        + "dataset d { source: npy(path: \"nowhere.npy\"); }\ntrain t { model: Net; data: d; loss: mse; batch: 1; epochs: 1; }\n"
    )
    #expect(try lines("--model", "Net")[0].hasPrefix("Net"))
    let result = try qganc("draw", "p.qgan", in: folder)
    #expect(result.code == 3 && result.errors.contains("QG286"))
    let emitted = try qganc("compile", "p.qgan", "--circuit", "pair", "--emit", "graph", in: folder)
    #expect(emitted.code == 0)
  }

  @Test(arguments: [
    (["--circuit", "Net", "--input-shape", "3,x"], 2), (["--input-shape", "3"], 2),
    (["--circuit", "vqc(1)", "--input-shape", "3", "--input-shape", "3"], 1),
    (["--circuit", "nowhere"], 1), (["--circuit", "Block"], 1), (["--model", "Net", "--format", "latex"], 2),
    (["--circuit", "Net", "--model", "Net"], 2), (["--circuit", "Net", "--format", "dot"], 2),
    (["--width", "0"], 2),
    (["--model", "Net", "--fused"], 2), (["--circuit", "dense(3)"], 1),
  ])
  func refusals(arguments: [String], code: Int) throws {
    let result = try CommandLineProcess(["draw", "p.qgan"] + arguments, in: folder).wait()
    #expect(Int(result.code) == code, "\(arguments): \(result.errors)")
    #expect(result.text.isEmpty && !result.errors.isEmpty)
  }
}
