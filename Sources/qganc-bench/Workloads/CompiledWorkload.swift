import QganDriver
import QganIR
import QganSema
import QganSyntax

/// A workload's circuit as the engine runs it, compiled as any program is.
struct CompiledWorkload {
  var plan: CircuitPlan
  /// After the passes.
  var circuit: Circuit
  /// Gates of the circuit as it is written.
  var gateCount: Int
  /// From the text to the plan.
  var seconds: Double

  /// Compiles for a batch, to the program that gives outputs and, if asked for, the gradients by inputs and weights;
  /// throws a `DriverError` if the workload is no program with one circuit.
  init(_ workload: Workload, batch: Int, gradients: Bool, lowering: Lowering) throws {
    guard case .circuit(let call, let qubits) = workload.subject else {
      throw DriverError(.usage, "`\(workload.name)` is no circuit")
    }
    let start = ContinuousClock.now
    let main = SourceText(path: "\(workload.name).qgan", utf8: Array(workload.source.utf8))
    let compilation = try Compilation(main: main, provider: DiskSources())
    compilation.check()
    guard !compilation.hasErrors,
      let (function, names) = compilation.function(call, inputShapes: [[qubits]])
    else { throw DriverError(compilation, of: workload) }
    let graph = try Simulation.graph(
      of: function, inputNames: names, batch: batch, gradients: gradients)
    let program = try lowering.plan(graph)
    seconds = (ContinuousClock.now - start) / .seconds(1)
    guard program.circuits.count == 1, let circuit = program.circuits.values.first,
      let plan = program.circuitPlans.values.first
    else {
      throw DriverError(.program, "`\(workload.name)` has \(program.circuits.count) circuits and not one")
    }
    self.circuit = circuit
    self.plan = plan
    gateCount = graph.circuits.values.reduce(0) { $0 + $1.gateCount }
  }
}

extension DriverError {
  /// What is wrong with the program of a workload.
  init(_ compilation: Compilation, of workload: Workload) {
    let renderer = DiagnosticRenderer(sources: compilation.sources, color: false)
    self.init(
      compilation.exitCode,
      "`\(workload.name)` does not compile\n" + renderer.render(compilation.diagnostics))
  }
}
