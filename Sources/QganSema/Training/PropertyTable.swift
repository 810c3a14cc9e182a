import QganSyntax

/// The properties of a dataset or train block, each at most once, by key and qualifier.
struct PropertyTable {
  /// What a property holds, and whose names it sees.
  struct Entry {
    var value: Expression
    var scope: FileScope
    var range: SourceRange
  }

  private(set) var entries: [String: Entry] = [:]
  /// Keys that a reported one was probably meant to be.
  private var misspelled: Set<String> = []

  /// `key`, or `key qualifier` for a qualified property.
  init(
    _ properties: [Property], in scope: FileScope, block: String, keys: [String], qualified: Set<String>,
    qualifiers: [String], report: (Diagnostic) -> Void
  ) {
    var first: [String: SourceRange] = [:]
    for property in properties {
      guard keys.contains(property.key.text) else {
        let meant = Suggestion.nearest(to: property.key.text, in: keys)
        report(.unknownProperty(property.key, in: block, known: keys, meant: meant))
        if let meant { misspelled.insert(meant) }
        continue
      }
      var name = property.key.text
      if let qualifier = property.qualifier {
        guard qualified.contains(property.key.text), qualifiers.contains(qualifier.text) else {
          report(
            .badProperty(
              qualified.contains(property.key.text)
                ? "`\(property.key.text)` is for one of "
                  + qualifiers.map { "`\($0)`" }.joined(separator: ", ")
                : "`\(property.key.text)` takes no second word", at: qualifier.range))
          continue
        }
        name += " " + qualifier.text
      }
      if let known = first[name] {
        report(.repeatedProperty(property.key, first: known))
        continue
      }
      first[name] = property.key.range
      entries[name] = Entry(value: property.value, scope: scope, range: property.range)
    }
  }

  subscript(_ key: String) -> Entry? { entries[key] }

  /// What is wrong where `key` is not given to `block`: nothing new if its name was misspelled.
  func missing(_ key: String, in block: String, at range: SourceRange) -> any Error {
    misspelled.contains(key) ? AlreadyDiagnosed() : Diagnosed(.missingProperty(key, in: block, at: range))
  }

  /// Lays a setting of a variant or of `--set` over a property.
  mutating func replace(_ key: String, _ setting: Overrides.Setting) {
    entries[key] = Entry(value: setting.value, scope: setting.scope, range: setting.value.range)
  }
}
