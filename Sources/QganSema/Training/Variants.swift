import QganIR
import QganSyntax

/// A train block under a variant's settings.
public struct ResolvedVariant {
  /// The train block's name.
  public var train: String
  /// The settings of the variant and of those it builds on, weakest first.
  public var settings: [Overrides.Setting]
}

extension Program {
  /// The train block and settings that `name`, a train block or a variant of the main file, stands for.
  public func variant(_ name: String) -> ResolvedVariant? {
    var settings: [Overrides.Setting] = []
    var current = name
    var seen: Set<String> = []
    while seen.insert(current).inserted {
      switch main.values[current]?.symbol {
      case .train: return ResolvedVariant(train: current, settings: settings)
      case .variant(let d):
        let own = d.settings.map {
          Overrides.Setting(name: $0.name.text, nameRange: $0.name.range, value: $0.value, scope: main)
        }
        settings = own + settings
        current = d.base.text
      default: return nil
      }
    }
    return nil
  }

  /// A setting from the command line, `NAME=expr`, as an override; its text joins the sources so that messages can
  /// show it.
  public func setting(name: String, text: String) -> (Overrides.Setting?, [Diagnostic]) {
    let file = sources.add(path: "--set \(name)", text: text)
    let (expression, diagnostics) = parseExpression(file)
    guard let expression else { return (nil, diagnostics) }
    let range = SourceRange(file: file.id, start: 0, end: text.utf8.count)
    return (Overrides.Setting(name: name, nameRange: range, value: expression, scope: main), diagnostics)
  }

  /// An expression from the command line, in the names of the main file.
  public func expression(_ text: String, from option: String) -> (Expression?, [Diagnostic]) {
    parseExpression(sources.add(path: option, text: text))
  }
}

extension Elaborator {
  /// Checks the settings of the overrides in force, and every variant and sweep of the main file.
  func checkVariants(where isWanted: (Declaration) -> Bool, _ resolved: inout CheckedParts) {
    for setting in overrides.settings { checkSetting(setting.name, at: setting.nameRange) }
    for declaration in program.main.syntax.declarations where isWanted(declaration) {
      switch declaration.kind {
      case .variant(let d): checkVariant(d, &resolved)
      case .sweep(let d): checkSweep(d)
      default: continue
      }
    }
  }

  private func checkVariant(_ declaration: VariantDeclaration, _ resolved: inout CheckedParts) {
    guard checkBase(declaration.base) else { return }
    guard let variant = program.variant(declaration.name.text) else {
      report(.cycle([declaration.name.text, declaration.base.text], at: declaration.base.range))
      return
    }
    for setting in declaration.settings { checkSetting(setting.name.text, at: setting.name.range) }
    guard overrides.settings.isEmpty else { return }
    // The whole file is checked again under the variant.
    let inner = Elaborator(
      program: program, catalog: catalog, overrides: Overrides(variant.settings), resolvePath: resolvePath)
    for scope in program.scopes { inner.checkConstants(of: scope) }
    resolved.trainings[declaration.name.text] = inner.training(variant.train)
    for diagnostic in inner.diagnostics {
      var d = diagnostic
      d.notes.append(.init("in variant `\(declaration.name.text)`", at: declaration.name.range))
      report(d)
    }
  }

  private func checkSweep(_ declaration: SweepDeclaration) {
    let errorsBefore = diagnostics.count
    for base in declaration.bases { _ = checkBase(base) }
    let frame = Frame(kind: .constant, name: declaration.name.text, scope: program.main, builder: nil)
    for axis in declaration.axes {
      checkSetting(axis.name.text, at: axis.name.range)
      do {
        switch axis.values {
        case .set(let items, _): for item in items { _ = try evaluate(item, frame, wanted: .layer) }
        case .expression: _ = try values(axis.values, frame)
        }
      } catch {
        report(error, at: axis.name.range)
      }
    }
    if diagnostics.count == errorsBefore { _ = points(ofSweep: declaration.name.text) }
  }

  private func checkBase(_ base: Name) -> Bool {
    switch program.main.values[base.text]?.symbol {
    case .train, .variant: return true
    default:
      report(
        .unknownName(
          base.text, kind: "train block or variant", at: base.range,
          known: program.trainNames + program.variantNames))
      return false
    }
  }

  private func checkSetting(_ name: String, at range: SourceRange) {
    let parts = name.split(separator: ".").map { Name(String($0), range) }
    guard !parts.isEmpty else { return }
    if let found = program.main.value(QualifiedName(parts)) {
      if case .constant(let d) = found.symbol, d.isConfig { return }
      report(
        .badOverride(
          "`\(name)` is not a `config`, so it cannot be replaced", at: range,
          notes: [.init("it is declared here", at: found.symbol.name.range)]))
      return
    }
    if Elaborator.trainKeys.contains(name) { return }
    let configs = program.main.values.values.compactMap { found -> String? in
      if case .constant(let d) = found.symbol, d.isConfig { return d.name.text }
      return nil
    }
    report(
      .unknownName(
        name, kind: "config or train property", at: range,
        known: configs.sorted() + Elaborator.trainKeys))
  }
}
