import Foundation
import QganIR
import QganPasses
import QganTraining
import Testing

/// `qganc compile`: stages, statistics, and modules that stand in for their sources.
struct CommandLineCompileTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("tiny.qgan", CommandLinePrograms.tiny)
  }

  private func emit(_ stage: String, _ rest: String...) throws -> CommandLineProcess.Outcome {
    let result = try CommandLineProcess(["compile", "tiny.qgan", "--emit", stage] + rest, in: folder).wait()
    #expect(result.code == 0 && result.errors.isEmpty, "\(result.errors)")
    #expect(folder.list("").filter { $0.hasSuffix(".qganm") }.isEmpty)
    return result
  }

  /// The pieces of `text` that begin with `word` at the start of a line.
  private func pieces(_ text: String, _ word: String) -> [String] {
    var pieces: [String] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix(word) { pieces.append("") }
      if !pieces.isEmpty { pieces[pieces.count - 1] += line + "\n" }
    }
    return pieces
  }

  @Test func tree() throws {
    let text = try emit("ast").text
    for line in ["file qgan 1.0", "  circuit vqc", "  model Generator", "  train tiny", "  variant fast"] {
      #expect(text.contains(line + "\n") || text.contains(line + " "), "\(line)")
    }
  }

  @Test func circuits() throws {
    for (level, gates) in [("-O0", 15), ("-O1", 12), ("-O2", 12)] {
      let text = try emit("ir", level).text
      let found = pieces(text, "circuit ")
      #expect(found.count == 1)
      let circuit = try Circuit(text: text)
      #expect(circuit.operations.count == gates, "\(level): \(text)")
      #expect(circuit.description.trimmingCharacters(in: .newlines) == text.trimmingCharacters(in: .newlines))
    }
    // A circuit by itself, closed by its consts.
    try folder.write("std.qgan", "qgan 1.0;\ninclude \"std/ansatze.qgan\";")
    let result = try qganc("compile", "std.qgan", "--circuit", "vqc(5, 3)", "--emit", "ir", in: folder)
    #expect(result.code == 0)
    #expect(try Circuit(text: result.text).qubitCount == 5)
  }

  @Test(arguments: ["-O0", "-O2"]) func graphs(level: String) throws {
    let found = try pieces(emit("graph", level).text, "graph ")
    #expect(found.count == 3)
    for text in found {
      let graph = try Graph(text: text)
      #expect(
        graph.description.trimmingCharacters(in: .newlines) == text.trimmingCharacters(in: .newlines))
      #expect(["discriminator step", "generator step", "generate"].contains(graph.name))
    }
  }

  @Test func plan() throws {
    let text = try emit("plan").text
    #expect(pieces(text, "plan ").count == 3)
    #expect(text.contains("arena ") && text.contains("= matmul ") && text.contains("= circuit "))
    #expect(text.contains("// circuit @") && text.contains(" us (chosen)"))
  }

  @Test func configuration() throws {
    let lines = try emit("config").lines
    for line in ["train: tiny", "config EPOCHS: 4", "config RATE: 0.05", "loss: bce", "batch: 2", "seed: 7"] {
      #expect(lines.contains(line), "\(line)")
    }
    #expect(try emit("config", "--variant", "fast", "--set", "EPOCHS=9").lines.contains("config EPOCHS: 9"))
    #expect(try emit("config", "--variant", "fast").lines.contains("config RATE: 0.1"))
  }

  /// The names are those of checkpoints.
  @Test func parameters() throws {
    let lines = try emit("parameters").lines
    #expect(
      lines == [
        "generator.vqc.w [2, 3]", "generator.dense.weight [4, 3]", "generator.dense.bias [4]",
        "discriminator.dense.weight [3, 4]", "discriminator.dense.bias [3]",
        "discriminator.dense_2.weight [1, 3]", "discriminator.dense_2.bias [1]", "total 41",
      ])
    #expect(try qganc("run", "tiny.qgan", in: folder).code == 0)
    let checkpoints = CheckpointFolder(folder.path + "/runs/tiny-0001/checkpoints")
    let tensors = try #require(try checkpoints.newestValid()).checkpoint.tensors
    for line in lines.dropLast() {
      let name = String(line.prefix { $0 != " " })
      #expect(tensors[name].map { "\(name) \($0.shape)" } == line)
    }
  }

  @Test func openQASM() throws {
    let text = try emit("openqasm3").text
    #expect(text.hasPrefix("OPENQASM 3.0;\ninclude \"stdgates.inc\";\n"))
    for part in ["input float[64] x_0;", "input float[64] w_1_2;", "qubit", "ry(", "cx "] {
      #expect(text.contains(part), "\(part)")
    }
  }

  @Test func statistics() throws {
    let text = try qganc("compile", "tiny.qgan", "--stats", in: folder)
    #expect(text.code == 0)
    #expect(text.text.contains("merge-rotations: 15 -> 12, "))
    #expect(text.text.contains(" operations a sample"))
    let json = try #require(
      try qganc("compile", "tiny.qgan", "--stats", "--format", "json", in: folder).json().asArray)
    #expect(
      json.contains {
        $0["pass"] == .string("merge-rotations") && $0["before"] == .integer(15)
          && $0["after"] == .integer(12)
      })
    let none = try #require(
      try qganc("compile", "tiny.qgan", "--stats", "-O0", "--format", "json", in: folder).json().asArray)
    let fusion = [FusionPasses.layering] + FusionPasses.all.map(\.name)
    #expect(
      none.allSatisfy { record in
        (fusion + ["remove-dead-operations"]).contains { record["pass"] == .string($0) }
      })
    #expect(fusion.allSatisfy { pass in none.contains { $0["pass"] == .string(pass) } })
  }

  @Test func statisticsSayMemory() throws {
    let lines = try qganc("compile", "tiny.qgan", "--stats", in: folder).lines
    let steps = lines.filter {
      $0.contains(" at its peak ") && $0.contains(" of variables, in single precision")
    }
    #expect(steps.count == 3, "both steps and the program that generates")
  }

  /// Graphs round a pass, as text that reads back; a pass that does not exist is a suggestion.
  @Test func graphsRoundAPass() throws {
    let run = try qganc("compile", "tiny.qgan", "--emit", "graph", "--pass", "fuse-elementwise", in: folder)
    #expect(run.code == 0)
    let parts = run.text.split(separator: "// before fuse-elementwise\n")
    #expect(parts.count == 2, "both steps; nothing of the third program fuses")
    for part in parts {
      let sides = part.split(separator: "// after fuse-elementwise\n")
      try #require(sides.count == 2)
      let graphs = try sides.map { try Graph(text: String($0)) }
      #expect(graphs[1].operations.count < graphs[0].operations.count)
      #expect(graphs[1].operations.contains { $0.primitive == "fused" })
    }
    let wrong = try qganc("compile", "tiny.qgan", "--emit", "graph", "--pass", "fuse-elementwize", in: folder)
    #expect(wrong.code == 2 && wrong.errors.contains("did you mean `fuse-elementwise`?"))
    #expect(try qganc("compile", "tiny.qgan", "--pass", "all", in: folder).code == 2)
  }

  /// Graphviz's language: every arrow between nodes that are there.
  @Test func graphviz() throws {
    let lines = try emit("dot").lines.map { $0.trimmingCharacters(in: .whitespaces) }
    #expect(lines.filter { $0.hasPrefix("digraph ") }.count == 3)
    var nodes: Set<String> = []
    var arrows = 0
    for line in lines {
      let words = line.replacingOccurrences(of: ";", with: "").split(separator: " ").map(String.init)
      if line.hasPrefix("digraph ") { nodes = [] }
      if words.count > 2, words[1] == "->" {
        arrows += 1
        #expect(nodes.isSuperset(of: [words[0], words[2]]), "\(line)")
      } else if words.count > 1, words[1].hasPrefix("[label=") {
        nodes.insert(words[0])
      }
    }
    #expect(arrows > 50)
  }

  @Test func fused() throws {
    let text = try emit("fused").text
    let circuits = pieces(text, "fused_circuit ")
    #expect(!circuits.isEmpty)
    for circuit in circuits {
      let parsed = try FusedCircuit(text: circuit)
      #expect(parsed.verify() == [])
      #expect(parsed.description == circuit.trimmingCharacters(in: .newlines) + "\n")
    }
  }

  /// Findings about the program stay findings when a stage was asked for.
  @Test(arguments: ["ast", "graph", "config"]) func errorsBesideAStage(stage: String) throws {
    try folder.write("wrong.qgan", CommandLinePrograms.tiny + "\nconfig int A = nope;\n")
    let text = try qganc("compile", "wrong.qgan", "--emit", stage, in: folder)
    #expect(text.code == 1 && text.errors.contains("`nope`"))
    let json = try qganc("compile", "wrong.qgan", "--emit", stage, "--format", "json", in: folder)
    #expect(json.code == 1)
    let findings = stage == "ast" ? Array(json.errors.utf8) : json.output
    #expect(try JSONParser.parse(findings).asArray?.first?["code"] == .string("QG201"))
  }

  // MARK: Modules

  @Test func moduleStandsForItsSource() throws {
    try folder.write("lib/parts.qgan", "qgan 1.0;\nconst int WIDTH = 3;")
    try folder.write(
      "main.qgan",
      CommandLinePrograms.tiny.replacing("qgan 1.0;", with: "qgan 1.0;\ninclude \"lib/parts.qgan\";")
        .replacing("dense(3)", with: "dense(WIDTH)"))
    let compiled = try qganc("compile", "main.qgan", "--set", "EPOCHS=2", "--variant", "fast", in: folder)
    #expect(compiled.code == 0)
    #expect(compiled.output.isEmpty && compiled.errors == "wrote main.qganm\n")
    // The module is complete: it works elsewhere, without the sources.
    let elsewhere = try TemporaryFolder()
    try FileManager.default.copyItem(
      atPath: folder.path + "/main.qganm", toPath: elsewhere.path + "/moved.qganm")
    let kept = try qganc("compile", "moved.qganm", "--emit", "config", in: elsewhere)
    #expect(kept.lines.contains("config EPOCHS: 2") && kept.lines.contains("config RATE: 0.1"))
    let over = try qganc("compile", "moved.qganm", "--emit", "config", "--set", "EPOCHS=5", in: elsewhere)
    #expect(over.lines.contains("config EPOCHS: 5") && over.lines.contains("config RATE: 0.1"))

    #expect(try qganc("run", "main.qgan", "--set", "EPOCHS=2", "--variant", "fast", in: folder).code == 0)
    #expect(try qganc("run", "moved.qganm", in: elsewhere).code == 0)
    let sources = try RunSnapshot(of: folder.path + "/runs/tiny-0001")
    let module = try RunSnapshot(of: elsewhere.path + "/runs/tiny-0001")
    #expect(sources.differences(from: module).filter { $0 != "config.json" } == [])
    #expect(sources.files.keys.contains("sources/lib/parts.qgan"))

    try elsewhere.write("v.json", simulationValues)
    try folder.write("v.json", simulationValues)
    let fromSource = try qganc(
      "simulate", "main.qgan", "--circuit", "vqc(2)", "--values", "v.json", "--gradients", in: folder)
    let fromModule = try qganc(
      "simulate", "moved.qganm", "--circuit", "vqc(2)", "--values", "v.json", "--gradients", in: elsewhere)
    #expect(fromSource.code == 0 && fromSource.output == fromModule.output)

    for place in [folder, elsewhere] {
      #expect(try qganc("sample", "runs/tiny-0001", "-n", "5", "-o", "s.npy", in: place).code == 0)
    }
    #expect(try folder.read("s.npy") == elsewhere.read("s.npy"))
  }

  private let simulationValues = """
    {"inputs": {"x": [[0.1, 0.2, 0.3]]}, "params": {"w": [[1, 2, 3], [4, 5, 6]]}}
    """

  @Test func damagedModules() throws {
    #expect(try qganc("compile", "tiny.qgan", in: folder).code == 0)
    let good = try folder.read("tiny.qganm")
    func refused(_ bytes: [UInt8], _ says: String) throws {
      try Data(bytes).write(to: URL(fileURLWithPath: folder.path + "/bad.qganm"))
      for command in [["run"], ["compile"], ["simulate", "--circuit", "vqc(2)", "--values", "none.json"]] {
        let result = try CommandLineProcess(command + ["bad.qganm"], in: folder).wait()
        #expect(result.code == 3)
        #expect(result.errors.contains(says), "\(result.errors)")
        #expect(result.output.isEmpty)
      }
    }
    var flipped = good
    flipped[good.count / 2] ^= 1
    try refused(flipped, "damaged")
    try refused(Array(good.dropLast(10)), "damaged")
    let text = String(decoding: good, as: UTF8.self)
    try refused(
      Array(text.replacing("qgan-module 1", with: "qgan-module 2", maxReplacements: 1).utf8), "format 2")
    try refused(Array("hello".utf8), "not a compiled module")
    try refused([], "not a compiled module")
    let empty = Array("{}".utf8)
    try refused(
      Array("qgan-module 1 \(SHA256.hexadecimal(of: empty))\n".utf8) + empty, "does not hold a program")
  }

  /// Devices and links are written into, never replaced.
  @Test func outputsThatAreNoFiles() throws {
    let pipe = try qganc("compile", "tiny.qgan", "-o", "/dev/stdout", in: folder)
    #expect(pipe.code == 0)
    #expect(pipe.text.hasPrefix("qgan-module 1 "))
    try folder.write("target.qganm", "old")
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/link.qganm", withDestinationPath: "target.qganm")
    #expect(try qganc("compile", "tiny.qgan", "-o", "link.qganm", in: folder).code == 0)
    #expect(try folder.read("target.qganm") == pipe.output)
    let destination = try FileManager.default.destinationOfSymbolicLink(atPath: folder.path + "/link.qganm")
    #expect(destination == "target.qganm")
    try FileManager.default.createDirectory(
      atPath: folder.path + "/sub.qganm", withIntermediateDirectories: true)
    #expect(try qganc("compile", "tiny.qgan", "-o", "sub.qganm", in: folder).code == 2)
  }
}
