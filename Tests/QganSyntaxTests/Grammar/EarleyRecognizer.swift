/// Decides by Earley's algorithm whether a sequence of terminals is a sentence of a grammar.
///
/// It knows nothing of the parser under test. The charts of a prefix are kept, so that variations of one text cost only
/// what follows their first difference.
struct EarleyRecognizer {
  /// A rule's alternative with a dot in it, numbered through.
  private var symbolAfterDot: [Int] = []
  private var ruleOfItem: [Int] = []
  private var firstItems: [[Int]]
  private var isNullable: [Bool]
  /// For each rule the terminals that its sentences can begin with.
  private var starts: [Set<Int>]
  private var terminals: [String: Int] = [:]
  private let startRule: Int

  private static let end = Int.min

  private struct Item: Hashable {
    var dotted: Int
    var origin: Int
  }

  private struct Column {
    var items: [Item] = []
    var known: Set<Item> = []
    /// The items whose dot stands before a rule.
    var waiting: [Int: [Item]] = [:]
  }

  private var columns: [Column] = []
  private var text: [Int] = []

  init(_ grammar: Grammar, start: String) {
    startRule = grammar.numbers[start] ?? 0
    firstItems = grammar.alternatives.map { _ in [] }
    isNullable = grammar.alternatives.map { _ in false }
    starts = grammar.alternatives.map { _ in [] }
    for (rule, choices) in grammar.alternatives.enumerated() {
      for choice in choices {
        firstItems[rule].append(symbolAfterDot.count)
        for symbol in choice {
          symbolAfterDot.append(code(symbol))
          ruleOfItem.append(rule)
        }
        symbolAfterDot.append(Self.end)
        ruleOfItem.append(rule)
      }
    }
    findStarts()
  }

  /// Terminals are numbers from 0; rules are negative.
  private mutating func code(_ symbol: Grammar.Symbol) -> Int {
    switch symbol {
    case .rule(let rule): return -1 - rule
    case .terminal(let text):
      if let known = terminals[text] { return known }
      terminals[text] = terminals.count
      return terminals.count - 1
    }
  }

  private mutating func findStarts() {
    var changed = true
    while changed {
      changed = false
      for rule in firstItems.indices {
        for first in firstItems[rule] {
          var item = first
          var nullable = true
          while nullable, symbolAfterDot[item] != Self.end {
            let symbol = symbolAfterDot[item]
            let new: Set<Int> = symbol >= 0 ? [symbol] : starts[-1 - symbol]
            if !new.isSubset(of: starts[rule]) {
              starts[rule].formUnion(new)
              changed = true
            }
            nullable = symbol < 0 && isNullable[-1 - symbol]
            item += 1
          }
          if nullable, !isNullable[rule] {
            isNullable[rule] = true
            changed = true
          }
        }
      }
    }
  }

  /// Whether `sentence`, terminals by their names, belongs to the language.
  mutating func accepts(_ sentence: [String]) -> Bool {
    let codes = sentence.map { terminals[$0] ?? Int.max }
    var same = 0
    while same < codes.count, same < text.count, codes[same] == text[same] { same += 1 }
    // Column k was predicted with terminal k in view: the last of the common ones must be made anew.
    if columns.isEmpty {
      columns = [Column()]
      for item in firstItems[startRule] { add(Item(dotted: item, origin: 0), to: 0) }
      close(0, next: codes.first)
      same = 0
    } else {
      columns.removeLast(columns.count - 1 - min(same, columns.count - 1))
      reopen(columns.count - 1, codes)
    }
    text = codes
    for position in columns.count - 1..<codes.count {
      columns.append(Column())
      for item in columns[position].items where symbolAfterDot[item.dotted] == codes[position] {
        add(Item(dotted: item.dotted + 1, origin: item.origin), to: position + 1)
      }
      if columns[position + 1].items.isEmpty {
        text = Array(codes[..<position])
        columns.removeLast()
        return false
      }
      close(position + 1, next: position + 1 < codes.count ? codes[position + 1] : nil)
    }
    return columns[codes.count].items.contains {
      $0.origin == 0 && symbolAfterDot[$0.dotted] == Self.end && ruleOfItem[$0.dotted] == startRule
    }
  }

  /// Makes column `index` anew from the one before, since the terminal in view may have changed.
  private mutating func reopen(_ index: Int, _ codes: [Int]) {
    columns[index] = Column()
    if index == 0 {
      for item in firstItems[startRule] { add(Item(dotted: item, origin: 0), to: 0) }
    } else {
      for item in columns[index - 1].items where symbolAfterDot[item.dotted] == codes[index - 1] {
        add(Item(dotted: item.dotted + 1, origin: item.origin), to: index)
      }
    }
    close(index, next: index < codes.count ? codes[index] : nil)
  }

  private mutating func add(_ item: Item, to index: Int) {
    guard columns[index].known.insert(item).inserted else { return }
    columns[index].items.append(item)
    let symbol = symbolAfterDot[item.dotted]
    if symbol < 0, symbol != Self.end { columns[index].waiting[-1 - symbol, default: []].append(item) }
  }

  /// Predicts and completes until nothing new comes; what cannot begin with `next` is not predicted.
  private mutating func close(_ index: Int, next: Int?) {
    var done = 0
    while done < columns[index].items.count {
      let item = columns[index].items[done]
      done += 1
      let symbol = symbolAfterDot[item.dotted]
      if symbol == Self.end {
        let rule = ruleOfItem[item.dotted]
        // A rule that is empty here completes what waits for it below, when it is predicted.
        for waiting in columns[item.origin].waiting[rule] ?? [] {
          add(Item(dotted: waiting.dotted + 1, origin: waiting.origin), to: index)
        }
      } else if symbol < 0 {
        let rule = -1 - symbol
        if isNullable[rule] { add(Item(dotted: item.dotted + 1, origin: item.origin), to: index) }
        guard let next, starts[rule].contains(next) else { continue }
        for first in firstItems[rule] { add(Item(dotted: first, origin: index), to: index) }
      }
    }
  }
}
