import QganIR
import QganSyntax

extension Elaborator {
  /// Batch size with which shapes are found; no result depends on it.
  private static let probeBatch = 2

  /// The layer that a property names, with its shapes found by writing it once.
  func function(
    _ entry: PropertyTable.Entry, role: String, inputs: [[Int]], what: String, _ frame: Frame
  ) throws -> LayerFunction {
    let entryFrame = Frame(kind: .constant, name: "property", scope: entry.scope, builder: nil)
    let layer: Layer
    switch try evaluate(entry.value, entryFrame, wanted: .layer) {
    case .layer(let l): layer = l
    case .poison: throw AlreadyDiagnosed()
    case let other: throw Diagnosed(.valueNotLayer(other.typeDescription, at: entry.value.range))
    }
    return try function(layer, role: role, inputs: inputs, at: entry.value.range)
  }

  /// `layer` as a function of data of these sample shapes.
  func function(_ layer: Layer, role: String, inputs: [[Int]], at range: SourceRange) throws -> LayerFunction
  {
    let text = program.sources.file(of: range)?.text(of: range) ?? layer.writtenName
    var result = LayerFunction(name: text, role: role, inputShapes: inputs, outputShape: []) {
      [self] builder, data in
      if calls.isEmpty {
        guard !isExhausted else { throw AlreadyDiagnosed() }
        expanded = 0
      }
      let value = try apply(
        layer, data.map { Datum(value: .tensor($0), range: range) }, builder, at: range)
      guard case .tensor(let tensor) = value else { throw AlreadyDiagnosed() }
      return tensor
    }
    let key = ProbeKey(layer, inputs)
    if let key, let known = probed[key] {
      result.outputShape = known
      return result
    }
    let kept = notes
    defer { notes = kept }
    for mode in [ModelBuilder.Mode.evaluation, .training] {
      let builder = ModelBuilder(
        graph: GraphBuilder(name: role), batch: Elaborator.probeBatch, mode: mode, path: [role])
      let data = inputs.map { shape in
        builder.tensor(
          builder.graph.input("x", TensorType([Elaborator.probeBatch] + shape)), isBatched: true)
      }
      do {
        result.outputShape = try result.build(builder, data).shape
      } catch {
        report(error, at: range)
        throw AlreadyDiagnosed()
      }
      if !builder.dependsOnMode { break }
      // Shapes are the same in both.
      notes = nil
    }
    if let key { probed[key] = result.outputShape }
    return result
  }

  /// How many data the layer of a property takes.
  func arity(_ entry: PropertyTable.Entry, _ frame: Frame) throws -> (layer: Layer, inputs: ClosedRange<Int>)
  {
    let entryFrame = Frame(kind: .constant, name: "property", scope: entry.scope, builder: nil)
    switch try evaluate(entry.value, entryFrame, wanted: .layer) {
    case .layer(let layer): return (layer, inputCount(layer))
    case .poison: throw AlreadyDiagnosed()
    case let other: throw Diagnosed(.valueNotLayer(other.typeDescription, at: entry.value.range))
    }
  }

  /// The declared shapes of a layer's inputs, where they need nothing that arrives.
  func declaredInputShapes(_ layer: Layer) throws -> [[Int]]? {
    switch layer {
    case .circuit(let declaration, let call):
      return try declaredShapes(declaration.parameters, call, .circuit(declaration, call))
    case .model(let declaration, let call):
      return try declaredShapes(declaration.parameters, call, .model(declaration, call))
    case .builtin: return nil
    case .parallel(_, let inner), .load(let inner, _), .cut(let inner, _, _), .freeze(let inner):
      return try declaredInputShapes(inner)
    case .instance(let instance): return try declaredInputShapes(instance.layer)
    }
  }

  private func declaredShapes(_ parameters: [ParameterSyntax], _ call: DeclaredCall, _ layer: Layer) throws
    -> [[Int]]?
  {
    var call = call
    if !call.isBound {
      let frame = Frame(kind: .constant, name: call.writtenName, scope: call.scope, builder: nil)
      switch try bind(layer, [], piped: nil, frame, at: call.range).0 {
      case .circuit(_, let bound), .model(_, let bound): call = bound
      default: return nil
      }
    }
    let frame = Frame(kind: .constant, name: call.writtenName, scope: call.scope, builder: nil)
    for (name, value) in call.consts { frame.declare(name, .init(value: value, kind: .constant, range: nil)) }
    var shapes: [[Int]] = []
    for parameter in inputs(of: parameters).dropLast(call.data.count) {
      var shape: [Int] = []
      for dimension in parameter.type.dimensions {
        guard case .size(let e) = dimension else { return nil }
        shape.append(try size(e, frame))
      }
      try requireTensor(shape, what: "an `input`", at: parameter.type.range)
      shapes.append(shape)
    }
    return shapes
  }
}

/// A declared circuit or model without arguments, and the shapes of its data: with them it is written once to find its shape,
/// however many train blocks use it.
struct ProbeKey: Hashable {
  private let declaration: SourceRange
  private let inputs: [[Int]]

  /// `nil` for a layer whose result depends on more than that.
  init?(_ layer: Layer, _ inputs: [[Int]]) {
    switch layer {
    case .circuit(let d, let call) where !call.isBound && call.data.isEmpty: declaration = d.name.range
    case .model(let d, let call) where !call.isBound && call.data.isEmpty: declaration = d.name.range
    default: return nil
    }
    self.inputs = inputs
  }
}
