import QganDriver
import QganIR
import QganTraining
import Testing

@testable import qganc_bench

/// Training steps and layers: what they are, what they compute and what is printed.
struct ProgramWorkloadTests {
  private static let fields = [
    "workload", "mode", "batch", "precision", "threads", "isa", "level", "vqc", "losses", "seconds_per_call",
    "wall_seconds_per_call", "minimum", "clock", "calls", "samples_per_second", "compile_seconds",
    "executor_seconds", "first_call_seconds", "cold_start_seconds", "instructions", "circuits", "peak_bytes",
    "max_rss_bytes", "cpu", "blas_core", "blas_threads", "version",
  ]

  private func workload(_ name: String) throws -> Workload {
    try #require(Workloads.all.first { $0.name == name })
  }

  /// Numbers of the Python scripts.
  @Test func hashNumbers() {
    #expect(HashNumbers.unit(100, 3) == [0.285900627495721, 0.280323751270771, 0.90151168522425])
    #expect(HashNumbers.unit(1001, 2) == [0.7084227770101279, 0.8595939099323004])
    #expect(HashNumbers.within(2, 100, 3) == HashNumbers.unit(100, 3).map { Float(2 * (2 * $0 - 1)) })
  }

  /// Every weight that a step trains starts where its table says, and nothing else is in the table.
  @Test(arguments: Workloads.steps.map(\.name)) func steps(name: String) throws {
    let workload = try workload(name)
    guard case .step(let step) = workload.subject else { return }
    #expect(workload.modes == [.step] && workload.batches.count == 1 && workload.qubits == 0)
    let compiled = try CompiledProgram(workload, batch: 2, lowering: Lowering())
    for (role, starts) in step.starts {
      let weights = compiled.plan.variables.values.filter {
        $0.kind == .weight && $0.name.hasPrefix(role + ".")
      }
      let paths = starts.flatMap(\.paths).map { "\(role).\($0)" }
      #expect(Set(weights.map(\.name)) == Set(paths) && Set(paths).count == paths.count)
    }
    #expect(compiled.seconds > 0)
    #expect(compiled.plan.inputs.contains { $0.name == TrainingNames.data && $0.tensor.shape[0] == 2 })
    for role in step.update.roles {
      #expect(compiled.plan.outputs.contains { $0.name == TrainingNames.loss(role) })
    }
    #expect(step.core != nil || compiled.plan.circuits.isEmpty)
  }

  /// Losses are those of PyTorch, in both precisions.
  @Test(arguments: ["W7", "W7-linear"], [Simulation.Precision.single, .double])
  func losses(name: String, precision: Simulation.Precision) throws {
    var options = RunOptions()
    options.precision = precision
    var comparison = try ProgramComparison(workload(name), batch: 64, options: options)
    #expect(comparison.passes && comparison.losses.count == 3, "\(comparison.errors)")
    #expect(comparison.errors.map(\.name) == ["loss.discriminator", "loss.generator"])
    #expect(comparison.tolerance == (precision == .single ? 1e-5 : 1e-9))
    comparison.errors[1].value = 2e-5
    #expect(!comparison.passes)
    comparison.errors[1].value = .infinity
    #expect(!comparison.passes)
  }

  /// A step with second derivatives is the same whatever passes there are.
  @Test func penalty() throws {
    let comparison = try ProgramComparison(workload("WGANGP"), batch: 2, options: RunOptions())
    #expect(comparison.passes && comparison.errors.map(\.name) == ["loss.discriminator"])
    #expect(comparison.losses.count == 3 && comparison.losses.allSatisfy { $0.count == 1 && $0[0].isFinite })
  }

  /// Outputs, and gradients of inputs and every weight, are the same whatever passes there are.
  @Test(arguments: Workloads.singleLayers.map(\.name)) func layers(name: String) throws {
    let workload = try workload(name)
    let weights =
      switch name {
      case "layers/upsample": 0
      case "layers/dense", "layers/batch_norm": 2
      default: 1
      }
    let comparison = try ProgramComparison(workload, batch: 2, options: RunOptions())
    #expect(comparison.passes && comparison.losses == [[]], "\(comparison.errors)")
    #expect(
      comparison.errors.map(\.name) == ["outputs"] + (0...weights).map { "gradient.\($0)" })
    #expect(workload.modes == [.layer])
  }

  /// One line, with every field, for one step.
  @Test func line() throws {
    let run = try BenchProcess(
      "--workload", "W7", "--mode", "step", "--threads", "1", "--batch", "2", "--budget", "0")
    #expect(run.code == 0 && run.errors.isEmpty)
    let objects = try run.objects()
    #expect(objects.count == 1)
    let values = Dictionary(try #require(objects.first).map { ($0.key, $0.value) }) { first, _ in first }
    for field in Self.fields { #expect(values[field] != nil, "\(field)") }
    func number(_ field: String) -> Double { values[field]?.asReal ?? 0 }
    for field in [
      "seconds_per_call", "wall_seconds_per_call", "minimum", "compile_seconds", "executor_seconds",
      "first_call_seconds", "peak_bytes", "max_rss_bytes", "instructions",
    ] {
      #expect(number(field) > 0, "\(field)")
    }
    #expect(values["mode"]?.asString == "step" && values["vqc"]?.asString == "circuit")
    #expect(number("batch") == 2 && number("circuits") >= 2 && number("calls") >= 3)
    let parts = number("compile_seconds") + number("executor_seconds") + number("first_call_seconds")
    #expect(abs(number("cold_start_seconds") - parts) < 1e-9)
    let losses = values["losses"]?.asArray ?? []
    #expect(losses.count == 3 && losses.allSatisfy { $0.asArray?.count == 2 })
  }

  @Test func others() throws {
    let linear = try BenchProcess(
      "--workload", "W7", "--vqc", "linear", "--batch", "2", "--budget", "0", "--table")
    #expect(linear.code == 0 && linear.lines.count == 3)
    #expect(linear.lines.last?.hasPrefix("W7-linear ") == true)
    let layer = try BenchProcess(
      "--workload", "layers/dense", "--mode", "layer", "--batch", "3", "--budget", "0", "--threads", "2",
      "-O0")
    let values = Dictionary(try #require(layer.objects().first).map { ($0.key, $0.value) }) { a, _ in a }
    #expect(values["mode"]?.asString == "layer" && values["clock"]?.asString == "wall")
    #expect(values["level"]?.asReal == 0 && values["losses"] == nil && values["vqc"] == nil)
    let check = try BenchProcess("--workload", "layers/upsample", "--batch", "2", "--check", "--table")
    #expect(check.code == 0 && check.output.hasSuffix("right\n"))
  }

  /// The slowest instructions with shapes, then primitives, then the circuits' share.
  @Test func profile() throws {
    let run = try BenchProcess("--workload", "W7", "--batch", "2", "--profile")
    #expect(run.code == 0 && run.errors.isEmpty)
    #expect(run.lines.first?.hasPrefix("W7 batch 2, 1 thread: ") == true)
    #expect(
      run.lines.contains { $0.contains(" conv2d_nhwc ") && $0.contains("2x8x8x64") && $0.contains(" -> ") })
    #expect(run.lines.contains { $0.contains("%  circuit_gradient ") })
    #expect(run.lines.last?.hasPrefix("circuits: ") == true)
    let profile = try Profile(workload("WGANGP"), batch: 2, options: RunOptions())
    #expect(profile.circuitShare == 0 && profile.total > 0)
    #expect(zip(profile.rows, profile.rows.dropFirst()).allSatisfy { $0.seconds >= $1.seconds })
  }
}
