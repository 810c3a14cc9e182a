import QganIR
import QganSyntax

extension Elaborator {
  /// Writes a layer at the builder's current path.
  func apply(_ layer: Layer, _ data: [Datum], _ builder: ModelBuilder, at range: SourceRange) throws -> Value
  {
    try charge(Elaborator.statementsPerLayer, at: range)
    // Layers lie inside one another: what only drawings and editors need takes no room on the stack otherwise.
    guard notes != nil || builder.trace != nil else { return try write(layer, data, builder, at: range) }
    return try observed(layer, data, builder, at: range)
  }

  /// Writes a layer and says so to drawings and editors.
  private func observed(
    _ layer: Layer, _ data: [Datum], _ builder: ModelBuilder, at range: SourceRange
  ) throws -> Value {
    let before = builder.graph.graph.variables.count
    let value = try traced(layer, data, builder, at: range)
    guard let notes else { return value }
    let weights = builder.graph.graph.variables.values[before...].filter { $0.kind == .weight }
    let use = ElaborationNotes.Use(
      inputs: data.compactMap(\.value.shape), result: value.shape,
      weights: weights.reduce(0) { $0 + $1.type.count })
    notes.note(use, at: range)
    switch layer {
    case .circuit(let d, _): notes.note(use, at: d.name.range)
    case .model(let d, _): notes.note(use, at: d.name.range)
    default: break
    }
    return value
  }

  private func traced(
    _ layer: Layer, _ data: [Datum], _ builder: ModelBuilder, at range: SourceRange
  ) throws -> Value {
    guard let trace = builder.trace else { return try write(layer, data, builder, at: range) }
    let (kind, name, arguments) = traced(layer)
    return try trace.recording(
      kind, name: name, arguments: arguments, inputs: tracedInputs(layer, data), in: builder,
      result: { if case .tensor(let tensor) = $0 { tensor } else { nil } },
      { try write(layer, data, builder, at: range) })
  }

  private func write(_ layer: Layer, _ data: [Datum], _ builder: ModelBuilder, at range: SourceRange) throws
    -> Value
  {
    switch layer {
    case .builtin(let call):
      if !call.isBound {
        let frame = Frame(kind: .constant, name: call.writtenName, scope: program.main, builder: builder)
        return try apply(bind(layer, [], piped: nil, frame, at: range).0, data, builder, at: range)
      }
      return try build(call, data + call.data, builder, at: range)
    case .circuit(let declaration, let call):
      let call = try fullyBound(call, declaration.parameters, at: range)
      return try runCircuit(declaration, call, data + call.data, builder, at: range)
    case .model(let declaration, let call):
      let call = try fullyBound(call, declaration.parameters, at: range)
      return try runModel(declaration, call, data + call.data, builder, at: range)
    case .parallel(let count, let inner):
      let parts = try (0..<count).map { i -> Tensor in
        let value = try builder.within("\(i)") { try apply(inner, data, builder, at: range) }
        guard case .tensor(let part) = value else { throw AlreadyDiagnosed() }
        return part
      }
      return .tensor(try stack(parts, builder))
    case .load(let inner, let options):
      return try applyLoad(inner, options, data, builder, at: range)
    case .cut(let inner, let after, let cutRange):
      return try applyCut(inner, after: after, cutRange, data, builder, at: range)
    case .freeze(let inner):
      return try builder.frozen { try apply(inner, data, builder, at: range) }
    case .instance(let instance):
      return try builder.at(instance.path) { try apply(instance.layer, data, builder, at: range) }
    }
  }

  private func fullyBound(_ call: DeclaredCall, _ parameters: [ParameterSyntax], at range: SourceRange) throws
    -> DeclaredCall
  {
    if call.isBound { return call }
    let frame = Frame(kind: .constant, name: call.writtenName, scope: call.scope, builder: nil)
    let layer = Layer.model(
      ModelDeclaration(
        name: Name(call.writtenName, call.range), parameters: parameters, result: nil,
        body: Block(statements: [], range: call.range)), call)
    guard case .model(_, let bound) = try bind(layer, [], piped: nil, frame, at: range).0 else { return call }
    return bound
  }

  private func applyCut(
    _ inner: Layer, after: String, _ cutRange: SourceRange, _ data: [Datum], _ builder: ModelBuilder,
    at range: SourceRange
  ) throws -> Value {
    let base = builder.path.joined(separator: ".")
    let target = base.isEmpty ? after : "\(base).\(after)"
    let firstUse = usedPaths.count
    let depth = calls.count
    cuts.append(target)
    defer { cuts.removeLast() }
    do {
      _ = try apply(inner, data, builder, at: range)
    } catch let reached as CutReached where reached.path == target {
      calls.removeSubrange(depth...)
      return reached.value
    }
    let prefix = base.isEmpty ? "" : base + "."
    let known = usedPaths[firstUse...].filter { $0.hasPrefix(prefix) }.map {
      String($0.dropFirst(prefix.count))
    }
    throw Diagnosed(.cutNotReached(after, known: known, at: cutRange))
  }

  private func applyLoad(
    _ inner: Layer, _ options: LoadOptions, _ data: [Datum], _ builder: ModelBuilder, at range: SourceRange
  ) throws -> Value {
    let base = builder.path
    let saved = builder.initializerOverride
    let depth = loads.count
    var path: String?
    var block: String?
    switch options.source {
    case .file(let p): path = p
    case .block(let b): block = b
    }
    loads.append(
      LoadedWeights(
        tensors: [:], path: path, block: block, prefix: options.prefix, ignored: options.ignored,
        isComplete: false))
    builder.initializerOverride = { [unowned self] full, _ in
      let own = full.split(separator: ".").map(String.init).dropFirst(base.count).joined(separator: ".")
      let renamed = RenameRule.apply(options.renames, to: own)
      let theirs = options.prefix.isEmpty ? renamed : "\(options.prefix).\(renamed)"
      self.loads[depth].tensors[full] = theirs
      if let path { return .file(path: path, tensor: theirs) }
      return .block(name: block ?? "", variable: theirs)
    }
    defer { builder.initializerOverride = saved }
    let value = try apply(inner, data, builder, at: range)
    loads[depth].isComplete = true
    return value
  }

  /// `parallel`, `load`, `cut` or `freeze` with its arguments.
  func layerFunction(_ name: String, _ arguments: [Argument], _ frame: Frame, at range: SourceRange) throws
    -> Layer
  {
    let labels: [String: [String]] = [
      "parallel": [], "load": ["from", "at", "rename", "ignore"], "cut": ["after"], "freeze": [],
    ]
    var labelled: [String: Argument] = [:]
    for argument in arguments {
      guard let label = argument.label else { continue }
      guard labels[name]?.contains(label.text) == true else {
        throw Diagnosed(.unknownLabel(label, of: name, known: labels[name] ?? []))
      }
      guard labelled[label.text] == nil else { throw Diagnosed(.repeatedLabel(label)) }
      labelled[label.text] = argument
    }
    var positional = arguments.filter { $0.label == nil }[...]
    var count = 1
    if name == "parallel" {
      guard let first = positional.popFirst() else {
        throw Diagnosed(.missingArgument("count", of: name, at: range, declared: nil))
      }
      count = try integer(first.value, frame, what: "the count of `parallel`")
      guard count >= 1, count <= 65536 else {
        throw Diagnosed(
          .typeMismatch(
            "the count of `parallel`", expected: "from 1 to 65536", actual: "\(count)", at: first.range))
      }
    }
    guard let layerArgument = positional.popFirst() else {
      throw Diagnosed(.missingArgument("layer", of: name, at: range, declared: nil))
    }
    if let extra = positional.first {
      throw Diagnosed(
        .tooManyArguments(
          of: name, expected: name == "parallel" ? "a count and a layer" : "one layer", at: extra.range))
    }
    let inner: Layer
    switch try evaluate(layerArgument.value, frame, wanted: .layer) {
    case .layer(let l): inner = l
    case .poison: throw AlreadyDiagnosed()
    case let other: throw Diagnosed(.valueNotLayer(other.typeDescription, at: layerArgument.range))
    }
    try requireShallow(inner, at: layerArgument.range)
    switch name {
    case "parallel": return .parallel(count: count, inner)
    case "freeze": return .freeze(inner)
    case "cut":
      guard let after = labelled["after"] else {
        throw Diagnosed(.missingArgument("after", of: name, at: range, declared: nil))
      }
      return .cut(inner, after: try string(after, frame, what: "`after`"), after.value.range)
    default:
      return .load(inner, try loadOptions(labelled, frame, at: range))
    }
  }

  private func loadOptions(_ labelled: [String: Argument], _ frame: Frame, at range: SourceRange) throws
    -> LoadOptions
  {
    guard let from = labelled["from"] else {
      throw Diagnosed(.missingArgument("from", of: "load", at: range, declared: nil))
    }
    let source: LoadOptions.Source
    switch try evaluate(from.value, frame) {
    case .train(let block): source = .block(block.name.text)
    case .string(let path):
      guard Elaborator.weightSuffixes.contains(where: path.hasSuffix) else {
        throw Diagnosed(
          .typeMismatch(
            "`from`", expected: "a .pth, .pt, .bin or .safetensors file, or a train block",
            actual: "\"\(path)\"", at: from.value.range))
      }
      source = .file(resolvePath(path, program.sources.files[frame.scope.file].path))
    case .poison: throw AlreadyDiagnosed()
    case let other:
      throw Diagnosed(
        .typeMismatch(
          "`from`", expected: "a weight file or a train block", actual: other.typeDescription,
          at: from.value.range))
    }
    let isBlock = if case .block = source { true } else { false }
    let prefix = try labelled["at"].map { try string($0, frame, what: "`at`") } ?? (isBlock ? "model" : "")
    let texts = try labelled["rename"].map { try strings($0, frame, what: "`rename`") } ?? []
    let renames = texts.flatMap { $0.split(separator: ",").map(String.init) }
    for rule in renames where !RenameRule.isValid(rule) {
      throw Diagnosed(
        .typeMismatch(
          "a rule of `rename`", expected: "\"ours -> theirs\" with as many `*` on each side",
          actual: "\"\(rule)\"", at: labelled["rename"]?.range ?? range))
    }
    let ignored = try labelled["ignore"].map { try strings($0, frame, what: "`ignore`") } ?? []
    return LoadOptions(source: source, prefix: prefix, renames: renames, ignored: ignored, range: range)
  }

  /// What names of weight files end in; which format a file has is seen when it is read.
  private static let weightSuffixes = [".pth", ".pt", ".bin", ".safetensors"]

  /// Layers are built by recursion, so their nesting is limited.
  func requireShallow(_ layer: Layer, at range: SourceRange) throws {
    guard layer.nesting <= Elaborator.layerNestingLimit else { throw Diagnosed(.layersTooDeep(at: range)) }
  }

  func string(_ argument: Argument, _ frame: Frame, what: String) throws -> String {
    switch try evaluate(argument.value, frame) {
    case .string(let s): return s
    case .poison: throw AlreadyDiagnosed()
    case let other:
      throw Diagnosed(
        .typeMismatch(what, expected: "a string", actual: other.typeDescription, at: argument.value.range))
    }
  }

  private func strings(_ argument: Argument, _ frame: Frame, what: String) throws -> [String] {
    switch try evaluate(argument.value, frame) {
    case .string(let s): return [s]
    case .strings(let s): return s
    case .poison: throw AlreadyDiagnosed()
    case let other:
      throw Diagnosed(
        .typeMismatch(
          what, expected: "a list of strings", actual: other.typeDescription, at: argument.value.range))
    }
  }
}
