import QganTraining
import Testing

@testable import qganc_bench

/// The command `qganc-bench` from outside.
struct BenchCommandTests {
  private static let fields = [
    "workload", "mode", "batch", "qubits", "precision", "threads", "strategy", "isa", "seconds_per_call",
    "wall_seconds_per_call", "minimum", "calls", "first_call_seconds", "ns_per_sample", "gflops",
    "peak_gflops", "share_of_peak", "compile_seconds", "cpu", "blas_core", "blas_threads", "version",
  ]

  @Test func list() throws {
    let run = try BenchProcess("--list")
    #expect(run.code == 0 && run.errors.isEmpty)
    #expect(run.lines.count == Workloads.all.count)
    for (line, workload) in zip(run.lines, Workloads.all) { #expect(line.hasPrefix(workload.name + " ")) }
  }

  /// One line, with every field, for one workload in one way.
  @Test func one() throws {
    let run = try BenchProcess(
      "--workload", "W1", "--batch", "7", "--mode", "gradient", "--threads", "1", "--budget", "0.01")
    #expect(run.code == 0 && run.errors.isEmpty)
    let objects = try run.objects()
    let members = try #require(objects.first)
    #expect(objects.count == 1)
    let values = Dictionary(members.map { ($0.key, $0.value) }) { first, _ in first }
    for field in Self.fields { #expect(values[field] != nil, "\(field)") }
    for field in [
      "seconds_per_call", "wall_seconds_per_call", "minimum", "ns_per_sample", "gflops", "peak_gflops",
    ] {
      #expect(values[field]?.asReal ?? 0 > 0, "\(field)")
    }
    #expect(values["workload"]?.asString == "W1" && values["mode"]?.asString == "gradient")
    #expect(values["batch"]?.asReal == 7 && values["qubits"]?.asReal == 5 && values["threads"]?.asReal == 1)
    #expect(values["clock"]?.asString == "cpu" && values["calls"]?.asReal ?? 0 >= 3)
    let (seconds, sample) = (values["seconds_per_call"]?.asReal ?? 0, values["ns_per_sample"]?.asReal ?? 0)
    #expect(abs(sample - 1e9 * seconds / 7) < 1e-6 * sample)
  }

  /// Both modes and batches where none is named; threads are timed by the wall clock.
  @Test func several() throws {
    let run = try BenchProcess(
      "--workload", "W1", "--workload", "circuits/vqc@4", "--threads", "2", "--budget", "0",
      "--precision", "double", "--isa", "portable", "-O0", "--fixed-weights", "--strategy", "gates")
    #expect(run.code == 0)
    let objects = try run.objects().map { Dictionary($0.map { ($0.key, $0.value) }) { first, _ in first } }
    #expect(
      objects.compactMap { $0["mode"]?.asString } == [
        "forward", "gradient", "forward", "gradient", "forward", "gradient",
      ])
    #expect(objects.compactMap { $0["batch"]?.asReal } == [64, 64, 256, 256, 64, 64])
    for object in objects {
      #expect(object["clock"]?.asString == "wall" && object["isa"]?.asString == "portable")
      #expect(object["precision"]?.asString == "double" && object["weights"]?.asString == "fixed")
      #expect(object["level"]?.asReal == 0 && object["strategy"]?.asString == "gates")
      #expect(object["operation_model"]?.asString == "gates")
    }
  }

  @Test func table() throws {
    let run = try BenchProcess("--workload", "W1", "--mode", "forward", "--budget", "0", "--table")
    #expect(run.code == 0 && run.lines.count == 4)
    #expect(run.lines[1].hasPrefix("workload") && run.lines[2].hasPrefix("W1 "))
  }

  @Test(arguments: ["single", "double"], ["gates", "layers"])
  func check(precision: String, strategy: String) throws {
    let run = try BenchProcess(
      "--strategy", strategy,
      "--check", "--workload", "circuits/*@4", "--batch", "5", "--precision", precision)
    #expect(run.code == 0 && run.errors.isEmpty)
    let objects = try run.objects()
    #expect(objects.count == 2 * 13)
    for object in objects {
      let values = Dictionary(object.map { ($0.key, $0.value) }) { first, _ in first }
      guard case .object(let errors)? = values["max_errors"] else {
        Issue.record("no errors in \(object)")
        continue
      }
      #expect(errors.count == 1 || errors.count >= 3)
      #expect(values["strategy"]?.asString == strategy)
      #expect(values["tolerance"]?.asReal == (precision == "single" ? 1e-4 : 1e-10))
    }
  }

  /// What is wrong is found: the comparison of one workload with another's data.
  @Test func wrongResultsAreFound() throws {
    let workload = try #require(Workloads.all.first { $0.name == "W1" })
    var comparison = try Comparison(workload, .gradient, batch: 2, options: RunOptions())
    #expect(comparison.passes && comparison.errors.map(\.name) == ["outputs", "gradient_x", "gradient_w"])
    comparison.errors[1].value = 2e-4
    #expect(!comparison.passes)
    comparison.errors[1].value = .infinity
    #expect(!comparison.passes)
  }

  @Test func unknownWorkload() throws {
    let run = try BenchProcess("--workload", "W9")
    #expect(run.code == 2 && run.output.isEmpty)
    #expect(run.errors.contains("there is no workload `W9`") && run.errors.contains("did you mean `W1`?"))
  }

  /// Command lines that make no sense, and what the message says.
  @Test(arguments: [
    (["--mode", "backward"], "'gradient'"), (["--threads", "0"], "threads"),
    (["--batch", "0"], "sample"), (["--budget", "-1"], "budget"), (["--isa", "sse"], "'avx2'"),
    (["-O3"], "level"), (["--budget", "nan"], "budget"), (["--check", "--profile"], "one of"),
    (["--workload", "W1", "--mode", "step"], "the mode step"),
    (["--workload", "W7", "--isa", "portable"], "--isa"),
    (["--workload", "W1", "--profile"], "--profile"),
    (["--workload", "W1", "--vqc", "linear"], "`--workload W7`"),
    (["--vqc", "none"], "'linear'"),
  ])
  func usage(arguments: [String], message: String) throws {
    let run = try BenchProcess(all: arguments)
    #expect(run.code == 2 && run.output.isEmpty && run.errors.contains(message), "\(run.errors)")
  }
}
