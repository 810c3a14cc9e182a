import QganSema
import QganSyntax

/// Which names of the main file a text may depend on: those that stand in it, and in the declarations of those, rather too
/// many than too few.
struct NameReach {
  private var uses: [String: Set<String>] = [:]

  init(_ program: Program) {
    guard let file = program.sources.files.first(where: { $0.id == program.main.file }) else { return }
    for (name, value) in program.main.values where value.scope === program.main {
      for declaration in program.main.syntax.declarations
      where declaration.range.start <= value.symbol.name.range.start
        && value.symbol.name.range.end <= declaration.range.end
      {
        switch declaration.kind {
        case .train, .variant, .sweep: continue
        default: break
        }
        uses[name] = Self.identifiers(file.text(of: declaration.range))
      }
    }
  }

  /// Every name that `texts` reach.
  func names(from texts: [String]) -> Set<String> {
    var open = texts.reduce(into: Set<String>()) { $0.formUnion(Self.identifiers($1)) }
    var result: Set<String> = []
    while let name = open.popFirst() {
      guard result.insert(name).inserted else { continue }
      open.formUnion((uses[name] ?? []).subtracting(result))
    }
    return result
  }

  private static func identifiers(_ text: String) -> Set<String> {
    Set(text.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.map(String.init))
  }
}
