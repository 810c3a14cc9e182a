import Foundation
import QganTraining
import Testing

/// Every exit code, and what stands where when it comes.
struct CommandLineExitCodeTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("tiny.qgan", CommandLinePrograms.tiny)
  }

  // MARK: 0

  @Test func done() throws {
    let result = try qganc("run", "tiny.qgan", "--set", "EPOCHS=1", in: folder)
    #expect(result.code == 0)
    #expect(result.text == "finished 3 steps in runs/tiny-0001\n")
    // Progress is for terminals.
    #expect(result.errors.isEmpty)
    let json = try qganc("run", "tiny.qgan", "--set", "EPOCHS=1", "--format", "json", in: folder)
    #expect(try json.json()["folder"] == .string("runs/tiny-0002"))
    #expect(try json.json()["outcome"] == .string("finished"))
    #expect(try json.json()["step"] == .integer(3))
  }

  // MARK: 1

  private let wrong = """
    qgan 1.0;
    circuit f(param angle[2] w) -> float[2] {
      qubit[2] q;
      ry(w) q
      return expval(Z) q;
    }
    """

  @Test(arguments: ["compile", "run"]) func errorsInTheProgramAsText(command: String) throws {
    try folder.write("wrong.qgan", wrong)
    let result = try qganc(command, "wrong.qgan", in: folder)
    #expect(result.code == 1)
    #expect(result.output.isEmpty)
    #expect(result.errors.contains("error[QG103]: missing `;`"))
    #expect(result.errors.contains("wrong.qgan:4:10"))
    // No colour where there is no terminal.
    #expect(!result.errors.contains("\u{1B}"))
    #expect(folder.list("").allSatisfy { !$0.hasSuffix(".qganm") })
  }

  @Test func errorsInTheProgramAsJSON() throws {
    try folder.write("wrong.qgan", wrong)
    let result = try qganc("compile", "wrong.qgan", "--format", "json", in: folder)
    #expect(result.code == 1)
    #expect(result.errors.isEmpty)
    let list = try #require(try result.json().asArray)
    try #require(list.count == 1)
    let first = list[0]
    #expect(first["code"] == .string("QG103"))
    #expect(first["severity"] == .string("error"))
    #expect(first["message"]?.asString?.hasPrefix("missing `;`") == true)
    #expect(first["file"] == .string("wrong.qgan"))
    #expect(first["line"] == .integer(4) && first["column"] == .integer(10))
    #expect(first["endLine"] == .integer(4) && first["endColumn"] == .integer(10))
    #expect(first["notes"] == .array([]))
    let fix = try #require(first["fixes"]?.asArray?.first)
    #expect(fix["edits"]?.asArray?.first?["replacement"] == .string(";"))
  }

  /// What a shape disagrees with is a note with a place of its own.
  @Test func notesAsJSON() throws {
    try folder.write(
      "shapes.qgan",
      """
      qgan 1.0;
      model M(input float[3] x) -> float[2] {
        return x |> dense(4);
      }
      """)
    let result = try qganc("compile", "shapes.qgan", "--format", "json", in: folder)
    #expect(result.code == 1)
    let note = try #require(try result.json().asArray?.first?["notes"]?.asArray?.first)
    #expect(note["message"]?.asString?.isEmpty == false)
    #expect(note["file"] == .string("shapes.qgan"))
    #expect(note["line"]?.asInteger != nil && note["column"]?.asInteger != nil)
  }

  @Test func wrongValueOfAConfig() throws {
    let value = try qganc("run", "tiny.qgan", "--set", "EPOCHS=oops", in: folder)
    #expect(value.code == 1)
    #expect(value.errors.contains("`oops`"))
    let name = try qganc("run", "tiny.qgan", "--set", "EPOCHSS=3", in: folder)
    #expect(name.code == 1)
    #expect(name.errors.contains("`EPOCHSS`") && name.errors.contains("`EPOCHS`"))
    #expect(folder.list("runs").isEmpty)
  }

  /// The run was not made by the program as it is now.
  @Test func runThatAnotherProgramMade() throws {
    #expect(try qganc("run", "tiny.qgan", in: folder).code == 0)
    let result = try qganc("run", "tiny.qgan", "--set", "RATE=0.2", "--resume", "runs/tiny-0001", in: folder)
    #expect(result.code == 1)
    #expect(result.errors.contains("RATE"))
  }

  // MARK: 2

  @Test(arguments: [
    (["bogus"], "bogus"),
    (["compile", "tiny.qgan", "--bogus"], "--bogus"),
    (["compile"], "<file>"),
    (["compile", "none.qgan"], "none.qgan"),
    (["compile", "none.qganm"], "none.qganm"),
    (["compile", "tiny.qgan", "--train", "tino"], "`tiny`"),
    (["compile", "tiny.qgan", "--train", "tiny", "--variant", "fast"], "--variant"),
    (["compile", "tiny.qgan", "-O7"], "0, 1 or 2"),
    (["compile", "tiny.qgan", "-Ox"], "-O"),
    (["compile", "tiny.qgan", "--emit", "smoke"], "smoke"),
    (["compile", "tiny.qgan", "--set", "EPOCHS"], "="),
    (["run"], "--resume"),
    (["run", "tiny.qgan", "--threads", "0"], "thread"),
    (["run", "tiny.qgan", "--seed", "-1"], "seed"),
    (["run", "tiny.qgan", "--seed", "18446744073709551615"], "seed"),
    (["sample", "runs", "-n", "2000000"], "1048576"),
    (["sample", "runs", "-o", "a.jpg"], ".png"),
    (["sample", "runs", "-n", "0"], "sample"),
    (["explain", "QG999"], "QG999"),
  ]) func usage(arguments: [String], says: String) throws {
    let result = try CommandLineProcess(arguments, in: folder).wait()
    #expect(result.code == 2)
    #expect(result.output.isEmpty)
    #expect(result.errors.contains(says), "\(result.errors)")
  }

  @Test func noTrainBlock() throws {
    try folder.write(
      "plain.qgan", "qgan 1.0;\nmodel M(input float[3] x) -> float[4] { return x |> dense(4); }")
    let result = try qganc("run", "plain.qgan", in: folder)
    #expect(result.code == 2)
    #expect(result.errors.contains("no train block"))
  }

  // MARK: 3

  @Test func dataThatAreNotThere() throws {
    try folder.write("data.qgan", CommandLinePrograms.tiny(data: "npy(\"none.npy\")"))
    try folder.write("damaged.qgan", CommandLinePrograms.tiny(data: "npy(\"damaged.npy\")"))
    try folder.write("damaged.npy", "these are no numbers")
    for command in ["compile", "run"] {
      let missing = try qganc(command, "data.qgan", in: folder)
      #expect(missing.code == 3)
      #expect(missing.errors.contains("none.npy") && missing.errors.contains("data.qgan:12:24"))
      let damaged = try qganc(command, "damaged.qgan", in: folder)
      #expect(damaged.code == 3)
      #expect(damaged.errors.contains("damaged.npy: this is not a .npy file"))
    }
    #expect(folder.list("runs").isEmpty)
    // With another mistake beside it, the program is wrong.
    try folder.write(
      "both.qgan", CommandLinePrograms.tiny(data: "npy(\"none.npy\")") + "\nconfig int A = nope;")
    #expect(try qganc("compile", "both.qgan", in: folder).code == 1)
  }

  @Test func damagedCheckpoints() throws {
    #expect(try qganc("run", "tiny.qgan", in: folder).code == 0)
    let checkpoints = folder.list("runs/tiny-0001/checkpoints")
    let newest = try #require(checkpoints.last)
    func damage(_ name: String) throws {
      let path = "runs/tiny-0001/checkpoints/\(name)"
      var bytes = try folder.read(path)
      bytes[bytes.count / 2] ^= 1
      try Data(bytes).write(to: URL(fileURLWithPath: "\(folder.path)/\(path)"))
    }
    try damage(newest)
    // The one before stands in, with a warning.
    let older = try qganc("sample", "runs/tiny-0001", "-n", "4", "-o", "a.npy", in: folder)
    #expect(older.code == 0)
    #expect(older.errors.contains("warning:") && older.errors.contains(newest))
    for name in checkpoints where name != newest { try damage(name) }
    let result = try qganc("sample", "runs/tiny-0001", "-n", "4", "-o", "b.npy", in: folder)
    #expect(result.code == 3)
    #expect(!folder.list("").contains("b.npy"))
    #expect(try qganc("run", "tiny.qgan", "--resume", "runs/tiny-0001", in: folder).code == 3)
  }

  @Test func damagedWeights() throws {
    try folder.write("weights.safetensors", "\u{8}garbage")
    try folder.write(
      "load.qgan",
      CommandLinePrograms.tiny.replacing(
        "data: bars;", with: "data: bars;", maxReplacements: 1
      ).replacing("|> dense(4); }", with: "|> load(dense(4), from: \"weights.safetensors\"); }"))
    let result = try qganc("run", "load.qgan", in: folder)
    #expect(result.code == 3, "\(result.errors)")
    #expect(result.errors.contains("weights.safetensors"))
  }

  // MARK: 4

  @Test func memory() throws {
    try folder.write(
      "wide.qgan",
      CommandLinePrograms.tiny.replacing("|> vqc(2) |>", with: "|> dense(500000) |> dense(500000) |>"))
    let run = try qganc("run", "wide.qgan", in: folder)
    #expect(run.code == 4)
    #expect(run.errors.contains("needed") && run.errors.contains("free"), "\(run.errors)")
    try folder.write(
      "qubits.qgan",
      "qgan 1.0;\ncircuit f(const int n) -> float[n] { qubit[n] q; h q; return expval(Z) q; }")
    try folder.write("none.json", "{}")
    for n in [45, 60] {
      let simulate = try qganc(
        "simulate", "qubits.qgan", "--circuit", "f(\(n))", "--values", "none.json", in: folder)
      #expect(simulate.code == 4)
      #expect(
        simulate.errors.contains("needs") && simulate.errors.contains("available"), "\(simulate.errors)")
    }
  }

  @Test func disk() throws {
    let run = try qganc("run", "tiny.qgan", "--set", "EPOCHS=2000", in: folder, blocks: 40)
    #expect(run.code == 4)
    #expect(run.errors.contains("disk is full"))
    let module = try qganc("compile", "tiny.qgan", "-o", "a.qganm", in: folder, blocks: 4)
    #expect(module.code == 4)
    #expect(!folder.list("").contains { $0.contains("a.qganm") })
    // Results that do not arrive are not done.
    let text = try qganc("compile", "tiny.qgan", "--emit", "graph", in: folder, blocks: 4)
    #expect(text.code == 4)
    #expect(text.errors.contains("standard output"))
  }

  // MARK: 5

  @Test func nonFinite() throws {
    let result = try qganc("run", "tiny.qgan", "--set", "RATE=1e30", in: folder)
    #expect(result.code == 5)
    #expect(result.errors.contains("step 2") && result.errors.contains("`discriminator.dense_2`"))
    let metrics = try folder.read("runs/tiny-0001/metrics.jsonl")
    #expect(!String(decoding: metrics, as: UTF8.self).isEmpty)
    #expect(folder.list("runs/tiny-0001/checkpoints").isEmpty)
  }

  // MARK: Terminals

  /// Colour where a person looks on, unless that person said no.
  @Test(arguments: [(nil, true), ("1", false)]) func colour(noColor: String?, isColoured: Bool) throws {
    try folder.write("wrong.qgan", wrong)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/script")
    process.arguments =
      ["-qec", "'\(CommandLineProcess.executable)' compile wrong.qgan", folder.path + "/typescript"]
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    var environment = ProcessInfo.processInfo.environment
    environment["TERM"] = "xterm"
    environment["NO_COLOR"] = noColor
    process.environment = environment
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 1)
    let text = String(decoding: try folder.read("typescript"), as: UTF8.self)
    #expect(text.contains("QG103"))
    #expect(text.contains("\u{1B}[1;31merror") == isColoured, "\(text)")
  }

  // MARK: Words about the program itself

  @Test func version() throws {
    let result = try qganc("--version", in: folder)
    #expect(result.code == 0 && result.errors.isEmpty)
    #expect(result.text == "qganc 0.1.0\n")
  }

  @Test(arguments: ["compile", "run", "sample", "simulate", "new", "fmt", "explain", "doctor", "docs"])
  func helpHasExamples(command: String) throws {
    let result = try qganc(command, "--help", in: folder)
    #expect(result.code == 0 && result.errors.isEmpty)
    #expect(result.text.contains("Example"))
    #expect(result.lines.contains { $0.hasPrefix("  qganc \(command)") })
  }

  @Test(arguments: ["bash", "zsh", "fish"]) func completions(shell: String) throws {
    let result = try qganc("--generate-completion-script", shell, in: folder)
    #expect(result.code == 0 && result.errors.isEmpty)
    for word in ["simulate", "precision", "resume"] { #expect(result.text.contains(word)) }
    guard shell == "bash" else { return }
    // The script is one that a shell can read.
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    try folder.write("completions", result.text)
    process.arguments = ["-n", folder.path + "/completions"]
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }

  @Test func doctor() throws {
    let result = try qganc("doctor", "--format", "json", in: folder)
    #expect(result.code == 0)
    let subjects = try result.json().asArray?.compactMap { $0["subject"]?.asString } ?? []
    for subject in ["instruction set", "OpenBLAS", "oneDNN", "threads", "data set fashion_mnist"] {
      #expect(subjects.contains(subject))
    }
  }

  @Test func explanations() throws {
    let one = try qganc("explain", "qg103", in: folder)
    #expect(one.code == 0)
    #expect(one.text.hasPrefix("QG103: missing semicolon"))
    let all = try qganc("explain", in: folder)
    #expect(all.lines.count > 80)
    #expect(try qganc("explain", "QG103", "--format", "json", in: folder).json()["bad"] != nil)
  }
}
