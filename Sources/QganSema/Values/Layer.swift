import QganIR
import QganSyntax

/// Something that can be called with data: a recipe, or an instance whose weights exist once.
indirect enum Layer {
  case builtin(BuiltinLayer)
  case circuit(CircuitDeclaration, DeclaredCall)
  case model(ModelDeclaration, DeclaredCall)
  case parallel(count: Int, Layer)
  case load(Layer, LoadOptions)
  case cut(Layer, after: String, SourceRange)
  case freeze(Layer)
  case instance(LayerInstance)

  /// What an anonymous use is named: the name as written, of the layer inside for functions of layers.
  var writtenName: String {
    switch self {
    case .builtin(let call): call.writtenName
    case .circuit(_, let call), .model(_, let call): call.writtenName
    case .parallel(_, let inner), .load(let inner, _), .cut(let inner, _, _), .freeze(let inner):
      inner.writtenName
    case .instance(let instance): instance.path.last ?? "layer"
    }
  }

  /// The same recipe under another name: what a const or config that holds it is called.
  func named(_ name: String) -> Layer {
    switch self {
    case .builtin(var call):
      call.writtenName = name
      return .builtin(call)
    case .circuit(let declaration, var call):
      call.writtenName = name
      return .circuit(declaration, call)
    case .model(let declaration, var call):
      call.writtenName = name
      return .model(declaration, call)
    case .parallel(let count, let inner): return .parallel(count: count, inner.named(name))
    case .load(let inner, let options): return .load(inner.named(name), options)
    case .cut(let inner, let after, let range): return .cut(inner.named(name), after: after, range)
    case .freeze(let inner): return .freeze(inner.named(name))
    case .instance: return self
    }
  }
}

extension Layer {
  /// How many layers stand inside one another.
  var nesting: Int {
    switch self {
    case .builtin(let call): call.nesting
    case .circuit(_, let call), .model(_, let call): call.nesting
    case .parallel(_, let inner), .load(let inner, _), .cut(let inner, _, _), .freeze(let inner):
      inner.nesting + 1
    case .instance(let instance): instance.nesting
    }
  }
}

/// A builtin with its const arguments.
struct BuiltinLayer {
  var definition: LayerDefinition
  var arguments: Arguments
  /// Layers given as arguments, by label.
  var layers: [String: Layer] { didSet { nesting = 1 + (layers.values.map(\.nesting).max() ?? 0) } }
  private(set) var nesting = 1
  /// Data given already, after what is piped in.
  var data: [Datum]
  /// Whether the const arguments have been given.
  var isBound = false
  var writtenName: String
  /// Where each argument stands, by label, and the call as a whole.
  var argumentRanges: [String: SourceRange]
  var range: SourceRange
}

/// A circuit or model of a file with its const arguments.
struct DeclaredCall {
  var scope: FileScope
  var consts: [String: Value] {
    didSet {
      let inner = consts.values.map { if case .layer(let layer) = $0 { layer.nesting } else { 0 } }
      nesting = 1 + (inner.max() ?? 0)
    }
  }
  private(set) var nesting = 1
  var data: [Datum]
  /// Whether the const arguments have been given.
  var isBound = false
  var writtenName: String
  var range: SourceRange
}

/// A layer whose weights live under one path.
struct LayerInstance {
  let path: [String]
  let layer: Layer
  let range: SourceRange
  let nesting: Int

  init(path: [String], layer: Layer, range: SourceRange) {
    self.path = path
    self.layer = layer
    self.range = range
    nesting = layer.nesting + 1
  }
}

/// Instances made by `layer name[i] = ...`.
struct LayerFamily {
  var name: String
  var members: [Int: Layer]
}

/// The arguments of `load`.
struct LoadOptions {
  enum Source: Hashable {
    /// A weight file, its path resolved.
    case file(String)
    /// The end of a train block.
    case block(String)
  }

  var source: Source
  /// The part of it to start from.
  var prefix: String
  /// `our path -> theirs`, `*` being one component.
  var renames: [String]
  /// Patterns of what may be left over.
  var ignored: [String]
  var range: SourceRange
}

/// A value that is handed to a layer, and the expression that made it.
struct Datum {
  var value: Value
  var range: SourceRange
}
