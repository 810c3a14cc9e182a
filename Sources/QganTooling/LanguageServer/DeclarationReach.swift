import QganSema
import QganSyntax

/// Which declarations of a program, in all of its files, use which others.
struct DeclarationReach {
  /// In the order of the text, file by file.
  private let declarations: [SourceRange]
  /// Those that name a declaration, by its index.
  private var users: [Int: Set<Int>] = [:]

  init(_ program: Program, _ index: SymbolIndex) {
    declarations = program.scopes.flatMap { $0.syntax.declarations.map(\.range) }
      .sorted { ($0.file, $0.start) < ($1.file, $1.start) }
    for occurrence in index.occurrences {
      guard case .symbol(let number) = occurrence.target else { continue }
      let definition = index.symbols[number].definition
      guard let used = declaration(in: definition.file, at: definition.start),
        let user = declaration(in: occurrence.range.file, at: occurrence.range.start), user != used
      else { continue }
      users[used, default: []].insert(user)
    }
  }

  /// The index of the declaration that holds all of `range`, while no other touches it.
  func declaration(around range: SourceRange) -> Int? {
    let touched = [range.start - 1, range.start, range.end].map { declaration(in: range.file, at: $0) }
    guard let found = touched[1], touched[2] == found, touched[0] ?? found == found else { return nil }
    return found
  }

  private func declaration(in file: Int, at offset: Int) -> Int? {
    var low = 0
    var high = declarations.count
    while low < high {
      let middle = (low + high) / 2
      let range = declarations[middle]
      if (range.file, range.start) <= (file, offset) { low = middle + 1 } else { high = middle }
    }
    guard low > 0, declarations[low - 1].file == file, offset <= declarations[low - 1].end else { return nil }
    return low - 1
  }

  /// The declaration of that index and all that use it, directly or through others.
  func leading(to declaration: Int) -> Set<SourceRange> {
    var open = [declaration]
    var found: Set<Int> = [declaration]
    while let next = open.popLast() {
      for user in users[next] ?? [] where found.insert(user).inserted { open.append(user) }
    }
    return Set(found.map { declarations[$0] })
  }
}
