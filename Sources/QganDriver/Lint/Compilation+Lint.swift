import QganIR
import QganSema
import QganSyntax
import QganTooling

extension Compilation {
  /// What lint rules look at; of a program that has been checked and is without errors but missing data.
  ///
  /// Throws what writing a network throws.
  func lintContext() throws -> LintContext {
    var networks: [LintNetwork] = []
    var trainings: [LintTraining] = []
    var facts: LintNetwork.Facts = [:]
    for declaration in program.main.syntax.declarations {
      guard case .train(let train) = declaration.kind, let spec = training(train.name.text) else { continue }
      trainings.append(LintTraining(declaration: train, spec: spec))
      for function in spec.trainedFunctions {
        let property = train.properties.first { $0.key.text == function.role }
        networks.append(
          try LintNetwork(
            function, inputNames: [], place: property?.value.range ?? train.name.range, facts: &facts))
      }
    }
    for declaration in program.main.syntax.declarations {
      let name: Name
      switch declaration.kind {
      case .circuit(let d): name = d.name
      case .model(let d): name = d.name
      default: continue
      }
      guard isClosed(name.text), let (function, inputs) = function(name.text) else { continue }
      networks.append(try LintNetwork(function, inputNames: inputs, place: name.range, facts: &facts))
    }
    return LintContext(
      sources: sources, main: program.main.syntax, included: includedNames(), networks: networks,
      trainings: trainings)
  }

  /// The names that each include of the main file makes known, by the start of its path.
  private func includedNames() -> [Int: Set<String>] {
    var result: [Int: Set<String>] = [:]
    for declaration in program.main.syntax.declarations {
      guard case .include(let include) = declaration.kind, let scope = scope(include, in: program.main) else {
        continue
      }
      result[include.pathRange.start] = names(of: scope, depth: 0)
    }
    return result
  }

  private func scope(_ include: IncludeDeclaration, in includer: FileScope) -> FileScope? {
    let resolved = DiskSources.resolve(include.path, includedFrom: includer.path)
    let paths = [resolved, include.path, "std/" + include.path]
    return paths.lazy.compactMap { path in self.program.scopes.first { $0.path == path } }.first
  }

  private func names(of scope: FileScope, depth: Int) -> Set<String> {
    var result: Set<String> = []
    for declaration in scope.syntax.declarations {
      switch declaration.kind {
      case .include(let include):
        if let alias = include.alias {
          result.insert(alias.text)
        } else if depth < 32, let inner = self.scope(include, in: scope) {
          result.formUnion(names(of: inner, depth: depth + 1))
        }
      case .constant(let d): result.insert(d.name.text)
      case .gate(let d): result.insert(d.name.text)
      case .circuit(let d): result.insert(d.name.text)
      case .model(let d): result.insert(d.name.text)
      case .dataset(let d): result.insert(d.name.text)
      case .train, .variant, .sweep: continue
      }
    }
    return result
  }
}
