import QganIR

/// A circuit laid out in columns: what all renderers draw.
///
/// Rows are wires from the top; an element takes every row between its first and its last if a line joins its marks,
/// and no two elements share a row of a column.
public struct CircuitPicture: Hashable, Sendable {
  /// What is drawn on one wire.
  public enum Symbol: Hashable, Sendable {
    /// A box of its own.
    case box(DrawingLabel)
    /// A filled dot, or an open one for a control on |0>.
    case control(isOn: Bool)
    /// The circle with a plus of an X under controls.
    case target
    /// The cross of a swap.
    case swap
    /// An observable that is read out.
    case observable(String)
    /// A measurement in the computational basis.
    case meter
    /// A piece of a dashed line across the wire.
    case barrier
  }

  /// A symbol and its row.
  public struct Mark: Hashable, Sendable {
    public var row: Int
    public var symbol: Symbol

    public init(_ row: Int, _ symbol: Symbol) {
      self.row = row
      self.symbol = symbol
    }
  }

  /// One box over neighbouring rows.
  public struct Block: Hashable, Sendable {
    public var rows: ClosedRange<Int>
    public var label: DrawingLabel
    /// What is written at each row, such as which qubit of the gate it is; empty if nothing is.
    public var ports: [String]
    public var isReadout = false
  }

  /// What is drawn in one column as one thing.
  public struct Element: Hashable, Sendable {
    public var column = 0
    /// By row.
    public var marks: [Mark] = []
    public var block: Block?
    /// Whether a line joins the marks and the block.
    public var isJoined = true
    /// The whole in a sentence, for pointers and screen readers.
    public var summary = ""

    /// From the first row to the last.
    public var span: ClosedRange<Int> {
      let rows = marks.map(\.row) + (block.map { [$0.rows.lowerBound, $0.rows.upperBound] } ?? [])
      return (rows.min() ?? 0)...(rows.max() ?? 0)
    }

    /// Rows that nothing else may use in the column.
    public var rows: [Int] { isJoined ? Array(span) : marks.map(\.row) }
  }

  /// The circuit's name.
  public var title: String
  /// A label for each wire.
  public var wires: [String]
  public private(set) var elements: [Element] = []
  /// Sentences below the picture, such as the global phase.
  public var notes: [String] = []
  /// The first free column of each row.
  private var free: [Int]

  public init(title: String, wires: [String]) {
    self.title = title
    self.wires = wires
    free = [Int](repeating: 0, count: wires.count)
  }

  /// Number of columns.
  public var columnCount: Int { free.max() ?? 0 }

  /// Puts an element into the first column where its rows are free.
  public mutating func append(_ element: Element) {
    var element = element
    let rows = element.rows.filter(free.indices.contains)
    guard let column = rows.map({ free[$0] }).max() else { return }
    element.column = column
    for row in rows { free[row] = column + 1 }
    elements.append(element)
  }

  /// Makes whatever comes next start to the right of everything so far.
  public mutating func align() {
    let column = columnCount
    for row in free.indices { free[row] = column }
  }

  /// Elements by column.
  public var columns: [[Element]] {
    var result = [[Element]](repeating: [], count: columnCount)
    for element in elements { result[element.column].append(element) }
    return result
  }

  /// Whether something depends on a parameter or an input, so that a key is worth its place.
  func uses(_ origin: DrawingLabel.Origin) -> Bool {
    elements.contains { element in
      let labels =
        element.marks.compactMap { if case .box(let label) = $0.symbol { label } else { nil } }
        + (element.block.map { [$0.label] } ?? [])
      return labels.contains { $0.pieces.contains { $0.origin == origin } }
    }
  }

  /// Splits columns into lines so that each line is at most `limit` wide, given each column's width; at least one a line.
  static func fold(_ widths: [Int], limit: Int) -> [Range<Int>] {
    var result: [Range<Int>] = []
    var (start, used) = (0, 0)
    for (column, width) in widths.enumerated() {
      if column > start, used + width > limit {
        result.append(start..<column)
        (start, used) = (column, 0)
      }
      used += width
    }
    return result + [start..<widths.count]
  }
}
