import QganIR
import QganSema
import QganSyntax
import QganTooling

/// Adds what variants and sweeps bring in to an assembly.
///
/// Of a sweep, every choice of a base and of layers is looked at with the first values of all else, and each other value in turn
/// with the first ones of the others; seeds are left out.
struct LintVariations {
  /// The most train blocks under settings that are resolved.
  private static let limit = 16
  /// The most values of a line of a sweep.
  private static let valueLimit = 8

  private(set) var variations: [LintVariation] = []
  private(set) var comparisons: [LintComparison] = []
  private let program: Program
  /// Train blocks under settings so far.
  private var count = 0

  init(_ compilation: Compilation, _ assembly: inout LintAssembly) {
    program = compilation.program
    for declaration in program.main.syntax.declarations {
      switch declaration.kind {
      case .variant(let d):
        guard let variant = program.variant(d.name.text) else { continue }
        let resolved = compilation.checked.trainings[d.name.text]
        _ = add(variant, [], "variant `\(d.name.text)`", resolved: resolved, &assembly)
      case .sweep(let d):
        if let axes = compilation.axes(ofSweep: d.name.text) { add(d, axes, &assembly) }
      default: continue
      }
    }
  }

  private mutating func add(
    _ variant: ResolvedVariant, _ settings: [Overrides.Setting], _ label: String,
    resolved spec: TrainingSpec? = nil, _ assembly: inout LintAssembly
  ) -> Int? {
    guard case .train(let train)? = program.main.values[variant.train]?.symbol else { return nil }
    let before = assembly.trainings.count
    let effective = assembly.effective(variant.settings + settings)
    guard count < Self.limit || effective.isEmpty else { return nil }
    guard let index = try? assembly.training(train, under: effective, resolved: spec) else { return nil }
    if assembly.trainings.count > before {
      count += 1
      variations.append(
        LintVariation(label: label, networks: assembly.networks(of: index), trainings: [index]))
    }
    return index
  }

  private mutating func add(
    _ sweep: SweepDeclaration, _ axes: [[Overrides.Setting]], _ assembly: inout LintAssembly
  ) {
    let axes = axes.compactMap { values -> [Overrides.Setting]? in
      guard let name = values.first?.name, name != "seed" else { return nil }
      return Array(values.prefix(Self.valueLimit))
    }
    let layers = axes.filter { isLayer($0[0].name) }
    let others = axes.filter { !isLayer($0[0].name) }
    var choices: [[Overrides.Setting]] = [[]]
    for axis in layers {
      choices = Array(choices.flatMap { choice in axis.map { choice + [$0] } }.prefix(Self.valueLimit))
    }
    let start = others.map { $0[0] }
    var entries: [LintComparison.Entry] = []
    var isFirst = true
    for base in sweep.bases {
      guard let variant = program.variant(base.text),
        case .train(let train)? = program.main.values[variant.train]?.symbol
      else { continue }
      for choice in choices {
        let own = assembly.effective(variant.settings + choice)
        var points = [start]
        for (place, axis) in others.enumerated() {
          guard isFirst || assembly.mayChangeNetworks(axis[0].name, of: train, own) else { continue }
          for value in axis.dropFirst() {
            var point = start
            point[place] = value
            points.append(point)
          }
        }
        isFirst = false
        let label = ([base.text] + choice.map { written($0, assembly) }).joined(separator: ",")
        for point in points {
          let name = ([label] + point.map { written($0, assembly) }).joined(separator: ",")
          let found = add(
            variant, choice + point, "point `\(name)` of the sweep `\(sweep.name.text)`", &assembly)
          guard let index = found else { continue }
          let values = point.filter { assembly.mayChangeNetworks($0.name, of: train, own) }
          entries.append(
            LintComparison.Entry(
              label: label, point: values.map { written($0, assembly) }.joined(separator: ","),
              training: assembly.trainings[index]))
        }
      }
    }
    guard Set(entries.map(\.label)).count > 1 else { return }
    comparisons.append(LintComparison(sweep: sweep.name, entries: entries))
  }

  private func written(_ setting: Overrides.Setting, _ assembly: LintAssembly) -> String {
    "\(setting.name)=\(assembly.text(setting.value))"
  }

  /// Whether a line of a sweep chooses between layers.
  private func isLayer(_ name: String) -> Bool {
    if ["generator", "discriminator", "model"].contains(name) { return true }
    guard case .constant(let d)? = program.main.values[name]?.symbol else { return false }
    return d.type.scalar == .layer
  }
}
