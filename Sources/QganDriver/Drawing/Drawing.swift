import QganIR
import QganTooling

/// Pictures of the circuits and models of a checked program.
public struct Drawing {
  /// How circuits are drawn.
  public struct Options: Sendable, Hashable {
    /// Draws the normal form in place of the circuit as written.
    public var isFused: Bool
    /// Widest line: characters of text, pixels of SVG; the format's own if `nil`.
    public var width: Int?
    /// Most columns a line of LaTeX; what a page and TeX can hold if `nil`.
    public var fold: Int?

    public init(isFused: Bool = false, width: Int? = nil, fold: Int? = nil) {
      self.isFused = isFused
      self.width = width
      self.fold = fold
    }
  }

  /// What pictures are written as.
  public enum Format: String, CaseIterable, Sendable {
    /// Box-drawing characters.
    case text
    case svg
    /// quantikz; circuits only.
    case latex
    /// Graphviz; models only.
    case dot
  }

  let compilation: Compilation

  /// Of a program that has been checked.
  public init(_ compilation: Compilation) { self.compilation = compilation }

  /// The circuits of a call such as `vqc(5, 3)`, of a model, or, with `nil`, of the whole program; equal ones appear
  /// once. Throws `DriverError`, and may leave findings in the compilation.
  public func circuits(of call: String? = nil) throws -> [Circuit] {
    var seen: Set<Circuit> = []
    var result: [Circuit] = []
    for circuit in try graphs(of: call).flatMap(\.circuits.values) {
      var nameless = circuit
      nameless.name = ""
      nameless.operations = nameless.operations.map(Drawing.withoutPlace)
      if seen.insert(nameless).inserted { result.append(circuit) }
    }
    return result
  }

  /// The circuits as one text; SVG holds one circuit, so that several are an error that names them.
  ///
  /// Throws `DriverError`, also where there is nothing to draw, and may leave findings in the compilation.
  public func circuit(_ call: String?, as format: Format, _ options: Options = Options()) throws -> String? {
    guard format != .dot else {
      throw DriverError(.usage, "circuits are not drawn as dot", hint: "dot is for `--model`")
    }
    let circuits = try circuits(of: call)
    if compilation.hasErrors { return nil }
    guard !circuits.isEmpty else {
      throw DriverError(
        .usage, call.map { "`\($0)` has no circuit" } ?? "there is no circuit without open sizes",
        hint: "name one with its consts: `--circuit 'vqc(5, 3)'`")
    }
    guard format != .svg || circuits.count == 1 else {
      throw DriverError(
        .usage, "there are \(circuits.count) circuits, and an SVG holds one",
        hint: "name one with `--circuit`: " + circuits.map { "`\($0.name)`" }.joined(separator: ", "))
    }
    return try circuits.map { circuit in
      try Drawing.draw(try picture(circuit, options), as: format, options)
    }.joined(separator: "\n")
  }

  /// A model, or a circuit as a model of one layer, with shapes at every step; `nil` after errors.
  ///
  /// Throws `DriverError`, and may leave findings in the compilation.
  public func model(_ call: String, as format: Format) throws -> String? {
    guard let picture = try modelPicture(call) else { return nil }
    switch format {
    case .text: return picture.text()
    case .svg: return picture.svg()
    case .dot: return picture.dot()
    case .latex:
      throw DriverError(.usage, "models are not drawn as LaTeX", hint: "use text, svg or dot")
    }
  }

  /// A network as a picture of its layers; throws what its writer throws.
  static func picture(of network: LayerFunction) throws -> ModelPicture {
    let (graph, trace) = try write(network, names: [])
    return ModelPicture(
      title: network.name, graph: graph, trace: trace, batchedInputs: Set(graph.inputs.map(\.value)))
  }

  private func modelPicture(_ call: String) throws -> ModelPicture? {
    guard let (function, names) = compilation.function(call, option: "--model") else { return nil }
    let (graph, trace) = try Drawing.write(function, names: names)
    return ModelPicture(
      title: call, graph: graph, trace: trace, batchedInputs: Set(graph.inputs.map(\.value)))
  }

  /// The graphs of a call, or of what the program trains, or else of every circuit and model without open sizes.
  private func graphs(of call: String?) throws -> [Graph] {
    if let call {
      return try compilation.function(call).map {
        [try Drawing.write($0.function, names: $0.inputNames).graph]
      } ?? []
    }
    guard compilation.hasTraining else {
      return try compilation.layerNames.filter(compilation.isClosed).flatMap { try graphs(of: $0) }
    }
    let isOne = compilation.settings.target != nil || compilation.program.trainNames.count == 1
    let specs =
      isOne
      ? try compilation.training().map { [$0] } ?? []
      : compilation.program.trainNames.compactMap { compilation.training($0) }
    return try specs.flatMap { spec in
      try spec.trainedFunctions.map { try Drawing.write($0, names: []).graph }
    }
  }

  /// One call for one sample, and the layers that wrote it.
  private static func write(
    _ function: LayerFunction, names: [String]
  ) throws -> (graph: Graph, trace: ModelTrace) {
    let trace = ModelTrace()
    return (try function.graph(inputNames: names, trace: trace), trace)
  }

  private func picture(_ circuit: Circuit, _ options: Options) throws -> CircuitPicture {
    guard options.isFused else { return CircuitPicture(circuit) }
    guard let picture = try CircuitPicture.fused(circuit) else {
      throw DriverError(
        .program, "`\(circuit.name)` has no normal form: it has a dense unitary on several qubits",
        hint: "draw it without `--fused`")
    }
    return picture
  }

  /// A picture as text; widths that are left out are the format's own.
  static func draw(_ picture: CircuitPicture, as format: Format, _ options: Options) throws -> String {
    switch format {
    case .text: picture.text(width: options.width ?? 100)
    case .svg: picture.svg(width: options.width ?? 1080)
    case .latex, .dot: picture.latex(fold: options.fold)
    }
  }

  private static func withoutPlace(_ operation: CircuitOperation) -> CircuitOperation {
    guard case .apply(var application) = operation else { return operation }
    application.location = nil
    return .apply(application)
  }
}

extension TrainingSpec {
  /// The networks that are trained.
  var trainedFunctions: [LayerFunction] {
    switch networks {
    case .adversarial(let generator, let discriminator): [generator, discriminator]
    case .distribution(let generator): [generator]
    case .supervised(let model, _): [model]
    }
  }
}
