/// The lines in which two texts differ that are the same but for blanks: lines meet where as many other characters lie
/// behind both.
struct LayoutDiff {
  private enum Line {
    case same(String)
    case removed(String)
    case added(String)
  }

  private var lines: [Line] = []

  init(from old: String, to new: String) {
    let (old, new) = (Self.lines(of: old), Self.lines(of: new))
    var (i, j) = (0, 0)
    var (removed, added): ([Line], [Line]) = ([], [])
    while i < old.count || j < new.count {
      if i < old.count, j < new.count, old[i].text == new[j].text {
        lines += removed + added + [.same(old[i].text)]
        (removed, added) = ([], [])
        (i, j) = (i + 1, j + 1)
        continue
      }
      let (firstOld, firstNew) = (i, j)
      var (left, right) = (0, 0)
      repeat {
        if i < old.count, left <= right || j == new.count {
          left += old[i].weight
          i += 1
        } else if j < new.count {
          right += new[j].weight
          j += 1
        }
      } while left != right && (i < old.count || j < new.count)
      removed += old[firstOld..<i].map { .removed($0.text) }
      added += new[firstNew..<j].map { .added($0.text) }
    }
    lines += removed + added
  }

  private static func lines(of text: String) -> [(text: String, weight: Int)] {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines.map { line in
      (String(line), line.unicodeScalars.count { !$0.properties.isWhitespace && $0 != "\u{FEFF}" })
    }
  }

  /// The diff in the form of `diff -u`, with three lines around each change.
  func unified(path: String) -> String {
    let changed = lines.indices.filter { if case .same = lines[$0] { false } else { true } }
    guard var start = changed.first else { return "" }
    var hunks: [Range<Int>] = []
    var last = start
    for index in changed.dropFirst() + [Int.max] {
      if index == Int.max || index - last > 6 {
        hunks.append(max(0, start - 3)..<min(lines.count, last + 4))
        start = index
      }
      last = index
    }
    var text = "--- \(path)\n+++ \(path) (formatted)\n"
    var (old, new, next) = (1, 1, 0)
    for hunk in hunks {
      let skipped = hunk.lowerBound - next
      (old, new) = (old + skipped, new + skipped)
      var (removed, added, body) = (0, 0, "")
      for line in lines[hunk] {
        switch line {
        case .same(let line):
          body += " \(line)\n"
          (removed, added) = (removed + 1, added + 1)
        case .removed(let line):
          body += "-\(line)\n"
          removed += 1
        case .added(let line):
          body += "+\(line)\n"
          added += 1
        }
      }
      text += "@@ -\(old),\(removed) +\(new),\(added) @@\n" + body
      (old, new, next) = (old + removed, new + added, hunk.upperBound)
    }
    return text
  }
}
