import QganIR
import QganSyntax

/// `features:`, the layer that metrics look through.
extension Elaborator {
  /// The extractor that a property names, for samples of `shape`; class logits are resolved where they are `wanted`.
  func extractor(
    _ entry: PropertyTable.Entry, shape: [Int], classesWanted: Bool, _ frame: Frame
  ) throws -> FeatureExtractor {
    let firstLoad = loads.count
    var result =
      try builtinExtractor(entry, shape: shape, classesWanted: classesWanted)
      ?? layerExtractor(entry, shape: shape, classesWanted: classesWanted, frame)
    result.weightFiles = Set(loads[firstLoad...].compactMap(\.path)).sorted()
    result.weightBlocks = Set(loads[firstLoad...].compactMap(\.block)).sorted()
    return result
  }

  /// A layer of the program, which takes samples as they are.
  private func layerExtractor(
    _ entry: PropertyTable.Entry, shape: [Int], classesWanted: Bool, _ frame: Frame
  ) throws -> FeatureExtractor {
    let (layer, _) = try arity(entry, frame)
    let range = entry.value.range
    let features = try function(layer, role: "features", inputs: [shape], at: range)
    var logits: LayerFunction?
    if classesWanted {
      let whole = try uncut(layer).map { try function($0, role: "features", inputs: [shape], at: range) }
      let candidate = whole ?? features
      if candidate.outputShape.count == 1, candidate.outputShape[0] > 1 { logits = candidate }
    }
    return FeatureExtractor(
      name: layer.writtenName, label: "-" + layer.writtenName, features: features, logits: logits,
      preparation: nil, weightFiles: [])
  }

  /// The layer without its `cut`, where that is the outermost but for `freeze` and `load`.
  private func uncut(_ layer: Layer) -> Layer? {
    switch layer {
    case .cut(let inner, _, _): inner
    case .freeze(let inner): uncut(inner).map { .freeze($0) }
    case .load(let inner, let options): uncut(inner).map { .load($0, options) }
    case .builtin, .circuit, .model, .parallel, .instance: nil
    }
  }

  /// A builtin extractor, unless the program has something else of that name.
  private func builtinExtractor(
    _ entry: PropertyTable.Entry, shape: [Int], classesWanted: Bool
  ) throws -> FeatureExtractor? {
    var callee = entry.value
    if case .call(let c, _) = callee.kind { callee = c }
    guard case .name(let name) = callee.kind, catalog.extractors[name.text] != nil,
      entry.scope.value(name) == nil
    else { return nil }
    let range = entry.value.range
    let (definition, arguments) = try reference(
      entry.value, in: catalog.extractors, kind: "feature extractor",
      valueFrame(entry)
    ) { $0.parameters }
    let preparation: SamplePreparation
    do { preparation = try definition.preparation(arguments) } catch let error as IRError {
      throw Diagnosed(.layerRefused(error.message, at: range, notes: []))
    }
    guard let prepared = preparation.shape(of: shape) else {
      throw Diagnosed(
        .badProperty(
          "`\(definition.name)` looks at pictures, and the samples are \(describeShape(shape))", at: range,
          notes: [.init("a `view:` can make pictures of them: [height, width] or [1 or 3, height, width]")]))
    }
    let layer = try libraryLayer(definition.network, in: definition.file).named(definition.name)
    let path: String
    var (rename, ignore): ([String], [String]) = ([], [])
    switch definition.weights {
    case .file(let rules, let patterns):
      path = resolvePath(
        arguments.string("path") ?? "", program.sources.files[entry.scope.file].path)
      (rename, ignore) = (rules, patterns)
    case .embedded(let name): path = name
    }
    let network = Layer.load(
      layer,
      LoadOptions(source: .file(path), prefix: "", renames: rename, ignored: ignore, range: range))
    let features = try function(
      .cut(network, after: definition.featuresAfter, range), role: "features", inputs: [prepared], at: range)
    let logits =
      try classesWanted ? function(network, role: "features", inputs: [prepared], at: range) : nil
    return FeatureExtractor(
      name: definition.name, label: definition.label(arguments), features: features, logits: logits,
      preparation: preparation, weightFiles: [path])
  }

  /// A layer of the embedded library, as one writes it there.
  private func libraryLayer(_ text: String, in file: String) throws -> Layer {
    guard let scope = program.library(file) else { throw IRError("the library lacks std/\(file)") }
    let frame = Frame(kind: .constant, name: file, scope: scope, builder: nil)
    guard let expression = program.expression(text, from: "std/\(file)").0,
      case .layer(let layer) = try evaluate(expression, frame, wanted: .layer)
    else { throw IRError("std/\(file) has no layer `\(text)`") }
    return layer
  }

  /// An extractor that an expression names, for samples of `shape`, without any train block; `nil` after errors.
  public func extractor(
    _ expression: Expression, shape: [Int], classesWanted: Bool
  ) -> FeatureExtractor? {
    let entry = PropertyTable.Entry(value: expression, scope: program.main, range: expression.range)
    do {
      return try extractor(entry, shape: shape, classesWanted: classesWanted, valueFrame(entry))
    } catch {
      report(error, at: expression.range)
      return nil
    }
  }
}
