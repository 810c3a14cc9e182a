import QganIR
import QganSyntax

/// The front end's checks as one call.
public enum Sema {
  /// Everything wrong with `program`: syntax, names, and what expanding its train blocks and closed circuits and
  /// models finds.
  ///
  /// With `isWanted`, only those declarations, in any file, are expanded: for what is to be known about what they lead to.
  public static func check(
    _ elaborator: Elaborator, where isWanted: (Declaration) -> Bool = { _ in true }
  ) -> [Diagnostic] {
    var resolved = CheckedParts()
    return check(elaborator, where: isWanted, &resolved)
  }

  /// The same, and in `resolved` what was found right, for those who go on with it.
  public static func check(
    _ elaborator: Elaborator, where isWanted: (Declaration) -> Bool = { _ in true },
    _ resolved: inout CheckedParts
  ) -> [Diagnostic] {
    let program = elaborator.program
    var checker = StaticChecker(program: program, catalog: elaborator.catalog)
    checker.check()
    checker.diagnostics.forEach(elaborator.report)
    guard !program.hasErrors else { return ordered(program.diagnostics + elaborator.diagnostics, program) }
    for scope in program.scopes { elaborator.checkConstants(of: scope, where: isWanted) }
    for scope in program.scopes { elaborator.checkClosed(of: scope, where: isWanted, &resolved) }
    elaborator.checkDatasets(where: isWanted)
    let specs = program.main.syntax.declarations.filter(isWanted).compactMap { declaration in
      if case .train(let d) = declaration.kind { elaborator.training(d.name.text) } else { nil }
    }
    for spec in specs { resolved.trainings[spec.name] = spec }
    elaborator.checkOrder(of: specs)
    elaborator.checkVariants(where: isWanted, &resolved)
    return ordered(program.diagnostics + elaborator.diagnostics, program)
  }

  /// In the order of the text, file by file.
  static func ordered(_ diagnostics: [Diagnostic], _ program: Program) -> [Diagnostic] {
    diagnostics.enumerated().sorted { a, b in
      let (x, y) = (a.element.range, b.element.range)
      return (x?.file ?? -1, x?.start ?? -1, a.offset) < (y?.file ?? -1, y?.start ?? -1, b.offset)
    }.map(\.element)
  }
}
