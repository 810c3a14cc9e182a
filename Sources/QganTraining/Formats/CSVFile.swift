/// A table of numbers as text: one sample a line, separated by commas, semicolons, tabs or blanks.
public struct CSVFile: Sendable {
  /// Number of lines with numbers.
  public let rows: Int
  /// Numbers a line, equal in all of them.
  public let columns: Int
  /// The numbers, row-major.
  public let values: [Float]

  /// Reads the file at `path`.
  public init(path: String) throws(TrainingError) { try self.init(ByteSource(path: path)) }

  /// Reads the table; a first line of names is skipped, empty lines and lines that start with `#` too.
  public init(_ source: ByteSource) throws(TrainingError) {
    // A number takes at least two characters, so four bytes each stay within twice the file's size.
    try AvailableMemory.check(source.size.multipliedReportingOverflow(by: 3).partialValue, for: source.path)
    var values: [Float] = []
    var columns = 0
    var rows = 0
    for (index, line) in try source.readAll().split(separator: 0x0A, omittingEmptySubsequences: false)
      .enumerated()
    {
      let fields = line.split { [0x2C, 0x3B, 0x09, 0x20, 0x0D].contains($0) }
      guard let first = fields.first, first.first != UInt8(ascii: "#") else { continue }
      let isHeader = rows == 0 && columns == 0 && Self.number(first) == nil
      if isHeader {
        columns = fields.count
        continue
      }
      if rows == 0, columns == 0 { columns = fields.count }
      guard fields.count == columns else {
        throw source.badData("line \(index + 1) has \(fields.count) fields, and the first one has \(columns)")
      }
      for field in fields {
        guard let value = Self.number(field) else {
          let text = String(decoding: field.prefix(40), as: UTF8.self)
          throw source.badData("line \(index + 1): `\(text)` is not a number")
        }
        values.append(value)
      }
      rows += 1
    }
    guard rows > 0 else { throw source.badData("the table is empty") }
    self.values = values
    self.columns = columns
    self.rows = rows
  }

  private static func number(_ field: ArraySlice<UInt8>) -> Float? {
    guard field.count <= 64 else { return nil }
    return Float(String(decoding: field, as: UTF8.self))
  }
}
