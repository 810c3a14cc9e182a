/// Finds what a misspelled name was probably meant to be.
public enum Suggestion {
  /// The candidate nearest to `name`, the first of equals; `nil` if none is near enough to be worth saying.
  ///
  /// First comes what differs in case and underscores alone (`BatchNorm` for `batch_norm`), then the candidate that
  /// `elsewhere` gives for a name of other tools (`Hadamard` for `h`), then the nearest spelling, then an abbreviation.
  /// The distance is that of Damerau and Levenshtein (insertions, deletions, replacements, swaps of neighbours, each
  /// counting 1; upper and lower case differ by 0.5, and by no more in a whole
  /// name), of which a third of the name's length is allowed.
  public static func nearest(
    to name: String, in candidates: some Sequence<String>, elsewhere: [String: String] = [:]
  ) -> String? {
    let folded = folded(name)
    if let same = candidates.first(where: { $0 != name && Self.folded($0) == folded }) { return same }
    if let known = elsewhere.first(where: { Self.folded($0.key) == folded })?.value { return known }
    let length = name.unicodeScalars.count
    // Of a single letter only the case can be wrong.
    let limit = length < 2 ? length : 2 * max(1, (min(length, 12) + 1) / 3)
    var best: (name: String, distance: Int)?
    for candidate in candidates where candidate != name {
      let isSameInLowerCase = name.lowercased() == candidate.lowercased()
      let distance = isSameInLowerCase ? 1 : doubledDistance(name, candidate)
      // A name that shares nothing with the other is no suggestion, however short both are.
      if distance <= limit, distance < 2 * max(name.count, candidate.count), distance < best?.distance ?? .max
      {
        best = (candidate, distance)
      }
    }
    return best?.name ?? abbreviation(of: name, in: candidates)
  }

  /// The name in lower case and without underscores, which is where tools differ most.
  public static func folded(_ name: String) -> String {
    String(decoding: name.utf8.filter { $0 != UInt8(ascii: "_") }, as: UTF8.self).lowercased()
  }

  /// The candidate that shortens `name` or that it shortens, if there is but one: `kernel` for `kernel_size`, `padding`
  /// for `pad`, `lr` for `learning_rate`.
  private static func abbreviation(of name: String, in candidates: some Sequence<String>) -> String? {
    func isShort(_ short: String, for long: String) -> Bool {
      let parts = long.split(separator: "_")
      if parts.count > 1, short.count == parts.count, short == String(parts.compactMap(\.first)) {
        return true
      }
      return short.count > 2 && long.count > short.count
        && (long.hasPrefix(short) && (parts.count == 1 || parts[0].count == short.count))
    }
    let found = candidates.filter { $0 != name && (isShort($0, for: name) || isShort(name, for: $0)) }
    return found.count == 1 ? found[0] : nil
  }

  /// Twice the distance (optimal string alignment), so that case can count half.
  private static func doubledDistance(_ a: String, _ b: String) -> Int {
    let a = Array(a.unicodeScalars.prefix(64))
    let b = Array(b.unicodeScalars.prefix(64))
    var rows = [Array(0...b.count).map { 2 * $0 }]
    for i in 0..<a.count {
      var row = [2 * (i + 1)]
      for j in 0..<b.count {
        var value = min(rows[i][j + 1], row[j]) + 2
        value = min(value, rows[i][j] + cost(a[i], b[j]))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { value = min(value, rows[i - 1][j - 1] + 2) }
        row.append(value)
      }
      rows.append(row)
    }
    return rows[a.count][b.count]
  }

  private static func cost(_ a: Unicode.Scalar, _ b: Unicode.Scalar) -> Int {
    if a == b { return 0 }
    return a.properties.lowercaseMapping == b.properties.lowercaseMapping ? 1 : 2
  }
}
