import QganIR
import QganSema
import QganSyntax
import QganTooling

extension Compilation {
  /// What lint rules look at; of a program that `check` has seen and that is without errors but missing data.
  ///
  /// Throws what writing a network throws.
  func lintContext() throws -> LintContext {
    var assembly = LintAssembly(self)
    for declaration in program.main.syntax.declarations {
      guard case .train(let train) = declaration.kind else { continue }
      _ = try assembly.training(train, resolved: checked.trainings[train.name.text])
    }
    for declaration in program.main.syntax.declarations {
      let name: Name
      switch declaration.kind {
      case .circuit(let d): name = d.name
      case .model(let d): name = d.name
      default: continue
      }
      guard let (function, inputs) = checked.layers[name.text] else { continue }
      try assembly.add(function, inputNames: inputs, at: name.range)
    }
    let own = (networks: assembly.networks.count, trainings: assembly.trainings.count)
    let varied = LintVariations(self, &assembly)
    return LintContext(
      sources: sources, main: program.main.syntax, included: includedNames(), networks: assembly.networks,
      trainings: assembly.trainings, variations: varied.variations, comparisons: varied.comparisons,
      ownCounts: own)
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
