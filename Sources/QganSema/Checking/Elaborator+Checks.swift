import QganIR
import QganSyntax

extension Elaborator {
  /// Evaluates every const and config of a file.
  func checkConstants(of scope: FileScope, where isWanted: (Declaration) -> Bool = { _ in true }) {
    for declaration in scope.syntax.declarations where isWanted(declaration) {
      guard case .constant(let d) = declaration.kind else { continue }
      expanded = 0
      do { _ = try constant(d, in: scope, usedAt: d.name.range) } catch { report(error, at: d.name.range) }
    }
  }

  /// Expands every circuit and model whose consts and shapes are all known where it stands.
  func checkClosed(
    of scope: FileScope, where isWanted: (Declaration) -> Bool, _ resolved: inout CheckedParts
  ) {
    for declaration in scope.syntax.declarations where isWanted(declaration) {
      switch declaration.kind {
      case .circuit(let d):
        guard case .layer = d.form, requiredConsts(d.parameters).isEmpty else { continue }
        checkClosed(.circuit(d, closedCall(d.name, scope)), d.name, scope, &resolved)
      case .model(let d):
        guard requiredConsts(d.parameters).isEmpty else { continue }
        checkClosed(.model(d, closedCall(d.name, scope)), d.name, scope, &resolved)
      default: continue
      }
    }
  }

  /// Resolves every dataset of the main file, also those that no train block names.
  func checkDatasets(where isWanted: (Declaration) -> Bool) {
    for declaration in program.main.syntax.declarations where isWanted(declaration) {
      guard case .dataset(let d) = declaration.kind else { continue }
      do { _ = try dataset(d, in: program.main) } catch { report(error, at: d.name.range) }
    }
  }

  /// Train blocks that start from one another's results must have an order.
  func checkOrder(of specs: [TrainingSpec]) {
    let needs = Dictionary(specs.map { ($0.name, $0.dependencies) }) { first, _ in first }
    var done: Set<String> = []
    func visit(_ name: String, _ path: [String]) {
      if let start = path.firstIndex(of: name) {
        guard case .train(let declaration)? = program.main.values[name]?.symbol else { return }
        return report(.cycle(path[start...] + [name], at: declaration.name.range))
      }
      guard !done.contains(name) else { return }
      for next in needs[name] ?? [] { visit(next, path + [name]) }
      done.insert(name)
    }
    for spec in specs { visit(spec.name, []) }
  }

  private func closedCall(_ name: Name, _ scope: FileScope) -> DeclaredCall {
    DeclaredCall(scope: scope, consts: [:], data: [], writtenName: name.text, range: name.range)
  }

  private func checkClosed(
    _ layer: Layer, _ name: Name, _ scope: FileScope, _ resolved: inout CheckedParts
  ) {
    rootRanges.insert(name.range)
    do {
      guard let shapes = try declaredInputShapes(layer) else { return }
      var function = try function(layer, role: "model", inputs: shapes, at: name.range)
      function.role = ""
      if scope === program.main { resolved.layers[name.text] = (function, inputNames(layer)) }
    } catch {
      report(error, at: name.range)
    }
  }

  /// A circuit or model given as an expression, such as `vqc(5, 3)`, as a function of data.
  ///
  /// `inputShapes` are needed where the declared inputs leave sizes open. Weights are named without a prefix.
  /// Returns `nil` after errors, which `diagnostics` then holds.
  public func function(
    _ expression: Expression, role: String = "", inputShapes: [[Int]]? = nil
  ) -> (function: LayerFunction, inputNames: [String])? {
    let frame = Frame(kind: .constant, name: "circuit", scope: program.main, builder: nil)
    do {
      let layer: Layer
      switch try evaluate(expression, frame, wanted: .layer) {
      case .layer(let l): layer = l
      case .poison: return nil
      case let other: throw Diagnosed(.valueNotLayer(other.typeDescription, at: expression.range))
      }
      let names = inputNames(layer)
      guard let shapes = try inputShapes ?? declaredInputShapes(layer) else {
        throw Diagnosed(
          .openSizes(
            "the sizes of this layer's inputs are open", at: expression.range,
            note:
              "they are known where data arrive; give them, such as with --input-shape, or a file in which they are written"
          ))
      }
      guard inputCount(layer).contains(shapes.count) else {
        throw Diagnosed(
          .tooManyArguments(
            of: layer.writtenName,
            expected: names.count == 1 ? "the shape of 1 input" : "the shapes of \(names.count) inputs",
            at: expression.range))
      }
      return (try function(layer, role: role, inputs: shapes, at: expression.range), names)
    } catch {
      report(error, at: expression.range)
      return nil
    }
  }

  /// Names of the inputs of a circuit or model given as an expression, or `nil` after errors.
  public func inputNames(of expression: Expression) -> [String]? {
    let frame = Frame(kind: .constant, name: "circuit", scope: program.main, builder: nil)
    do {
      switch try evaluate(expression, frame, wanted: .layer) {
      case .layer(let layer): return inputNames(layer)
      case .poison: return nil
      case let other: throw Diagnosed(.valueNotLayer(other.typeDescription, at: expression.range))
      }
    } catch {
      report(error, at: expression.range)
      return nil
    }
  }

  /// Whether the circuit or model `name` of the main file has no const that callers must give, and no open size.
  public func isClosed(_ name: String) -> Bool {
    switch program.main.values[name]?.symbol {
    case .circuit(let d)?:
      guard requiredConsts(d.parameters).isEmpty else { return false }
      return (try? declaredInputShapes(.circuit(d, closedCall(d.name, program.main)))) != nil
    case .model(let d)?:
      guard requiredConsts(d.parameters).isEmpty else { return false }
      return (try? declaredInputShapes(.model(d, closedCall(d.name, program.main)))) != nil
    default: return false
    }
  }

  /// Names of the inputs that a layer still lacks.
  private func inputNames(_ layer: Layer) -> [String] {
    switch layer {
    case .builtin(let call): call.definition.inputs
    case .circuit(let d, let call): inputs(of: d.parameters).dropLast(call.data.count).map(\.name.text)
    case .model(let d, let call): inputs(of: d.parameters).dropLast(call.data.count).map(\.name.text)
    case .parallel(_, let inner), .load(let inner, _), .cut(let inner, _, _), .freeze(let inner):
      inputNames(inner)
    case .instance(let instance): inputNames(instance.layer)
    }
  }
}
