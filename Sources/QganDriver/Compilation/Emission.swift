import QganIR
import QganPasses
import QganSyntax
import QganTraining

/// A stage of compilation that can be printed.
public enum Stage: String, CaseIterable, Sendable {
  /// The syntax tree.
  case ast
  /// The circuits, after the passes of the level.
  case ir
  /// The circuits in normal form.
  case fused
  /// The graphs, after the passes of the level.
  case graph
  /// The same for Graphviz.
  case dot
  /// The flat programs with their memory, and the circuits' kernel steps.
  case plan
  /// Every setting, defaults included.
  case config
  /// Every trainable tensor's name and shape.
  case parameters
  /// The circuits in OpenQASM 3.
  case openqasm3
}

/// Prints the stages of a checked program.
public struct Emission {
  let compilation: Compilation
  /// The circuit or model to look at, in place of the train block.
  let circuit: String?
  let lowering: Lowering
  /// The pass round which graphs are shown, or `all`; `nil` shows what comes out at the end.
  let pass: String?

  public init(
    _ compilation: Compilation, circuit: String? = nil, lowering: Lowering = Lowering(), pass: String? = nil
  ) {
    self.compilation = compilation
    self.circuit = circuit
    self.lowering = lowering
    self.pass = pass
  }

  /// The syntax tree of the main file.
  public func ast() -> String { SyntaxPrinter.print(compilation.program.main.syntax) }

  /// The text of `stage`; throws `DriverError`, and may leave findings in the compilation.
  public func text(of stage: Stage) throws -> String {
    switch stage {
    case .ast: return ast()
    case .config: return try config()
    case .ir:
      return try optimized().flatMap { $0.circuits.values }.uniqued().map(\.description).joined(
        separator: "\n")
    case .fused:
      return try optimized().flatMap { $0.circuits.values }.uniqued().map(fused).joined(separator: "\n")
    case .openqasm3:
      return try optimized().flatMap { $0.circuits.values }.uniqued()
        .map { try OpenQASM3.export($0) }.joined(separator: "\n")
    case .graph: return try printed { $0.description }
    case .dot: return try printed { $0.dot }
    case .plan: return try optimized().map(plan).joined(separator: "\n")
    case .parameters: return try parameters()
    }
  }

  /// The graphs that the program consists of, as they are lowered.
  public func graphs() throws -> [Graph] {
    if let circuit { return try function(circuit).map { [$0] } ?? [] }
    if compilation.settings.target != nil || compilation.program.trainNames.count == 1 {
      guard let spec = try compilation.training() else { return [] }
      return try trainingGraphs(spec)
    }
    if compilation.hasTraining {
      return try compilation.program.trainNames.flatMap { name in
        try compilation.training(name).map { try trainingGraphs($0, prefix: "\(name).") } ?? []
      }
    }
    return try compilation.layerNames.compactMap { name in
      // A circuit or model whose sizes are open is lowered where it is used.
      compilation.isClosed(name) ? try function(name) : nil
    }
  }

  /// What each pass did.
  public func statistics() throws -> PassStatistics {
    var lowering = lowering
    lowering.countsOperations = true
    var result = PassStatistics(records: [])
    for graph in try graphs() {
      let (optimized, records) = try lowering.optimize(graph)
      result.records += records
      result.memory.append(PassStatistics.Memory(try makePlan(optimized)))
    }
    return result
  }

  /// The program as a module.
  public func module() throws -> CompiledModule {
    CompiledModule(compilation, ir: try optimized().map(\.description).joined(separator: "\n"))
  }

  /// The graphs, or what `pass` was given and gave, in the form that `text` writes.
  private func printed(_ text: (Graph) -> String) throws -> String {
    guard let pass else { return try optimized().map(text).joined(separator: "\n") }
    let names = GraphPasses.pipeline(level: lowering.level).map(\.name)
    guard pass == "all" || names.contains(pass) else {
      let nearest = Suggestion.nearest(to: pass, in: names)
      throw DriverError(
        .usage, "there is no pass `\(pass)` at level \(lowering.level)",
        hint: nearest.map { "did you mean `\($0)`?" }
          ?? "there are " + names.map { "`\($0)`" }.joined(separator: ", ") + ", and `all`")
    }
    var parts: [String] = []
    for graph in try graphs() {
      _ = try lowering.optimize(graph) { run, before, after in
        guard run.name == pass || pass == "all", before != after else { return }
        parts.append("// before \(run.name)\n\(text(before))\n// after \(run.name)\n\(text(after))")
      }
    }
    return parts.isEmpty ? "// \(pass) changes nothing here" : parts.joined(separator: "\n")
  }

  private func optimized() throws -> [Graph] { try graphs().map { try lowering.optimize($0).graph } }

  private func fused(_ circuit: Circuit) throws -> String {
    try fuseCircuit(circuit)?.description
      ?? "// \(circuit.name) has no normal form: it has a dense unitary on several qubits\n"
  }

  /// The programs of a train block: its steps, and the one that evaluates.
  private func trainingGraphs(_ spec: TrainingSpec, prefix: String = "") throws -> [Graph] {
    let evaluation: TrainingProgram
    if case .supervised = spec.networks {
      evaluation = .predict(batch: spec.batch)
    } else {
      evaluation = .generate(batch: spec.batch)
    }
    return try (spec.stepPrograms + [evaluation]).map { program in
      var graph = try TrainingGraphs(spec).graph(of: program)
      graph.name = prefix + graph.name
      return graph
    }
  }

  /// The graph of one call of a circuit or model, one sample at a time.
  private func function(_ text: String) throws -> Graph? {
    guard let (function, names) = compilation.function(text) else { return nil }
    var named = function
    named.name = text
    return try named.graph(inputNames: names)
  }

  private func config() throws -> String {
    let specs: [TrainingSpec]
    if compilation.settings.target != nil || compilation.program.trainNames.count == 1 {
      specs = try compilation.training().map { [$0] } ?? []
    } else {
      specs = compilation.program.trainNames.compactMap { compilation.training($0) }
    }
    return specs.map { spec in
      spec.configuration.map { "\($0.key): \($0.value)" }.joined(separator: "\n")
    }.joined(separator: "\n\n")
  }

  private func parameters() throws -> String {
    var lines: [String] = []
    var seen: Set<String> = []
    var total = 0
    for graph in try graphs() {
      for (name, variable) in graph.variables where variable.kind == .weight && seen.insert(name).inserted {
        let note = variable.isFrozen ? " frozen" : ""
        lines.append("\(name) \(variable.shape)\(note)")
        if !variable.isFrozen { total += variable.type.count }
      }
    }
    return (lines + ["total \(total)"]).joined(separator: "\n")
  }

  private func plan(_ graph: Graph) throws -> String {
    let plan = try makePlan(graph)
    return ([plan.description] + plan.circuitPlans.values.map(\.description) + [try strategies(plan)])
      .joined(separator: "\n")
  }
}

extension Sequence where Element: Hashable {
  /// The elements without later repetitions.
  fileprivate func uniqued() -> [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}
