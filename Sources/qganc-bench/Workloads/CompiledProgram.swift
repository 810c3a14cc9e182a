import Foundation
import QganDriver
import QganIR
import QganPasses
import QganSema
import QganSyntax
import QganTraining

/// A training step or a layer as the executor runs it, compiled as any program is.
struct CompiledProgram {
  /// What is called.
  var plan: Plan
  /// The train block of a step.
  var spec: TrainingSpec?
  /// From the text to the plan.
  var seconds: Double

  /// Compiles a step or a layer for a batch; throws a `DriverError` if the workload is neither, or no sound program.
  init(_ workload: Workload, batch: Int, lowering: Lowering) throws {
    switch workload.subject {
    case .step(let step): try self.init(workload, step, batch: batch, lowering: lowering)
    case .layer(let call, let shape):
      try self.init(workload, call, shape: shape, batch: batch, lowering: lowering)
    case .circuit: throw DriverError(.usage, "`\(workload.name)` is a circuit and no program")
    }
  }

  /// The program reads what its data look like from a file beside it, which is there meanwhile.
  private init(_ workload: Workload, _ step: TrainingStep, batch: Int, lowering: Lowering) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("qganc-bench-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let images = StepData(step, batch: batch, number: 0).images
    let file = NpyFile.encode(StoredTensor(images, shape: [batch] + step.dataShape))
    try OutputFile.write(file, to: folder.appendingPathComponent("images.npy").path)
    let start = ContinuousClock.now
    let compilation = try CompiledProgram.compilation(
      of: workload, in: folder.path + "/", assignments: ["batch=\(batch)"])
    guard !compilation.hasErrors, let spec = try compilation.training() else {
      throw DriverError(compilation, of: workload)
    }
    let program: TrainingProgram = step.update == .both ? .jointStep : .discriminatorStep
    plan = try lowering.plan(TrainingGraphs(spec).graph(of: program))
    seconds = (ContinuousClock.now - start) / .seconds(1)
    self.spec = spec
  }

  private init(_ workload: Workload, _ call: String, shape: [Int], batch: Int, lowering: Lowering) throws {
    let start = ContinuousClock.now
    let compilation = try CompiledProgram.compilation(of: workload)
    guard !compilation.hasErrors,
      let (function, _) = compilation.function(call, inputShapes: [shape])
    else { throw DriverError(compilation, of: workload) }
    plan = try lowering.plan(CompiledProgram.graph(of: function, batch: batch))
    seconds = (ContinuousClock.now - start) / .seconds(1)
  }

  private static func compilation(
    of workload: Workload, in folder: String = "", assignments: [String] = []
  ) throws -> Compilation {
    let main = SourceText(path: "\(folder)\(workload.name).qgan", utf8: Array(workload.source.utf8))
    let compilation = try Compilation(
      main: main, provider: DiskSources(), settings: Compilation.Settings(assignments: assignments))
    compilation.check()
    return compilation
  }

  /// A layer in training: outputs, and the gradients by inputs and weights of their sum with a cotangent. Images come
  /// and go with their channels last, as they do between the layers of a network.
  private static func graph(of layer: LayerFunction, batch: Int) throws -> Graph {
    let builder = ModelBuilder(graph: GraphBuilder(name: "layer"), batch: batch, mode: .training)
    let graph = builder.graph
    func received(_ name: String, _ shape: [Int]) throws -> ValueID {
      guard shape.count == 4 else { return graph.input(name, TensorType(shape)) }
      return try graph.transpose(
        graph.input(name, TensorType([0, 2, 3, 1].map { shape[$0] })), [0, 3, 1, 2])
    }
    func handOut(_ name: String, _ value: ValueID) throws {
      let isImage = graph.type(of: value).rank == 4
      graph.output(name, isImage ? try graph.transpose(value, [0, 2, 3, 1]) : value)
    }
    let inputs = try layer.inputShapes.enumerated().map { index, shape in
      builder.tensor(try received("inputs.\(index)", [batch] + shape), isBatched: true)
    }
    let output = try builder.batched(layer.build(builder, inputs))
    try handOut("outputs", output.value)
    let cotangent = try received("cotangent", graph.type(of: output.value).shape)
    let weights = graph.graph.variables.values.filter { $0.kind == .weight }
    let sought = try inputs.map(\.value) + weights.map { try graph.read($0) }
    let found = try Differentiation.gradients(
      in: graph, of: output.value, seed: cotangent, withRespectTo: sought)
    for (index, gradient) in found.enumerated() {
      guard let gradient else { throw IRError("`\(layer.name)` does not depend on everything that it takes") }
      if index < inputs.count {
        try handOut("gradient.\(index)", gradient)
      } else {
        graph.output("gradient.\(index)", gradient)
      }
    }
    return graph.graph
  }
}
