import QganIR

/// The lines of a table as samples, the last column being the label if there is one more than a sample needs.
struct CSVSamples: DatasetSource {
  let description: DatasetDescription
  private let table: CSVFile
  private let labelValues: [Int]?

  /// Reads the table, which has `shape`'s product of columns, or one more.
  init(_ path: String, shape: [Int], white: Double) throws(TrainingError) {
    table = try CSVFile(path: path)
    guard let size = checkedProduct(shape), size > 0, size < Int.max else {
      throw .unfit("a sample cannot have the shape \(shape)")
    }
    guard table.columns == size || table.columns == size + 1 else {
      throw .badData(
        path: path,
        reason:
          "the lines have \(table.columns) numbers; shape \(shape) needs \(size), or \(size + 1) with a label"
      )
    }
    var labels: [Int]?
    if table.columns == size + 1 {
      var values: [Int] = []
      for row in 0..<table.rows {
        let value = table.values[row * table.columns + size]
        guard let label = Int(exactly: value), label >= 0, label < LabelLimit.classes else {
          throw .badData(path: path, reason: "the last number of sample \(row), \(value), is not a label")
        }
        values.append(label)
      }
      labels = values
    }
    labelValues = labels
    description = DatasetDescription(
      shape: shape, count: table.rows, classes: labels.map { ($0.max() ?? -1) + 1 }, black: 0, white: white)
  }

  func labels() -> [Int]? { labelValues }

  func samples(in range: Range<Int>) throws -> [Float] {
    let size = table.columns - (labelValues == nil ? 0 : 1)
    return range.flatMap { table.values[$0 * table.columns..<$0 * table.columns + size] }
  }
}

extension DatasetReader {
  /// Numbers as text.
  static let csv = DatasetReader(
    "csv", "A table of numbers as text, one sample a line.",
    details: """
      Numbers are separated by commas, semicolons, tabs or blanks; a first line of names, empty lines and lines that start
      with `#` are skipped. One number more than `shape` needs is the label, a whole number from 0.
      """,
    parameters: [
      path, ParameterSpec("shape", .integers(count: nil), "Shape of a sample."),
      ParameterSpec("white", .real, default: .real(1), "The number that means white; black is 0."),
    ]
  ) { arguments, split in
    try requireUndivided("csv", split)
    return try CSVSamples(
      arguments.string("path") ?? "", shape: arguments.integers("shape"), white: arguments.real("white"))
  }
}
