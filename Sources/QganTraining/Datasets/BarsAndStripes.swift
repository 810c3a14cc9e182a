import QganIR

/// All patterns of full rows, then all of full columns, each once.
struct BarsAndStripes: DatasetSource {
  let description: DatasetDescription
  private let rows: Int
  private let columns: Int

  /// Patterns of `rows` by `columns` pixels, at most 20 each.
  init(rows: Int, columns: Int) throws(TrainingError) {
    guard (1...20).contains(rows), (1...20).contains(columns) else {
      throw .unfit("bars and stripes have 1 to 20 rows and columns, not \(rows) and \(columns)")
    }
    self.rows = rows
    self.columns = columns
    description = DatasetDescription(
      shape: [rows * columns], count: (1 << rows) + (1 << columns) - 2, classes: nil, black: 0, white: 1)
  }

  func samples(in range: Range<Int>) -> [Float] {
    range.flatMap { index in
      (0..<rows * columns).map { pixel in
        // The empty and the full pattern come with the rows, and are left out of the columns.
        let bit =
          index < 1 << rows
          ? index >> (pixel / columns) : (index - (1 << rows) + 1) >> (pixel % columns)
        return Float(bit & 1)
      }
    }
  }
}

extension DatasetReader {
  /// The standard small distribution for Born machines.
  static let barsAndStripes = DatasetReader(
    "bars_and_stripes", "All images of 0 and 1 whose rows, or whose columns, are uniform.",
    details: """
      MacKay 2003; 2^r + 2^c - 2 samples of shape `[r * c]`, row-major: the patterns of rows, counted in binary with the
      first row as the lowest bit, then those of columns without the empty and the full one.
      """,
    parameters: [
      ParameterSpec("r", .integer, "Rows."), ParameterSpec("c", .integer, "Columns."),
    ], contents: .pictures(mayBeBlank: true)
  ) { arguments, split in
    try requireUndivided("bars_and_stripes", split)
    return try BarsAndStripes(rows: arguments.integer("r"), columns: arguments.integer("c"))
  }
}
