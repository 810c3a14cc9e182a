import QganTraining

/// Numbers in nested JSON lists: a tensor with its shape.
public struct NestedArray: Sendable, Hashable {
  /// Largest number of axes that are read.
  public static let rankLimit = 16

  public var shape: [Int]
  /// Row-major.
  public var elements: [Double]

  public init(shape: [Int], elements: [Double]) {
    self.shape = shape
    self.elements = elements
  }

  /// The numbers in `json`, which messages call `name`; throws `DriverError` where lists differ in length or hold
  /// anything else.
  public init(_ json: JSONValue, name: String) throws {
    shape = []
    elements = []
    var level = json
    while case .array(let list) = level {
      shape.append(list.count)
      guard let first = list.first else { break }
      level = first
    }
    guard shape.count <= NestedArray.rankLimit else {
      throw DriverError(.data, "`\(name)` is nested more than \(NestedArray.rankLimit) deep")
    }
    try read(json, axis: 0, name)
  }

  private mutating func read(_ json: JSONValue, axis: Int, _ place: String) throws {
    switch json {
    case .integer, .real:
      guard axis == shape.count else { throw NestedArray.ragged(place, "a number", shape[axis]) }
      elements.append(json.asReal ?? 0)
    case .array(let list):
      guard axis < shape.count else {
        throw DriverError(.data, "`\(place)` is a list, and what comes before it at this depth is a number")
      }
      guard list.count == shape[axis] else {
        throw NestedArray.ragged(place, "a list of \(list.count)", shape[axis])
      }
      for (index, part) in list.enumerated() { try read(part, axis: axis + 1, "\(place)[\(index)]") }
    default:
      throw DriverError(.data, "`\(place)` is neither a number nor a list of numbers")
    }
  }

  private static func ragged(_ place: String, _ found: String, _ wanted: Int) -> DriverError {
    DriverError(
      .data, "`\(place)` is \(found), and what comes before it at this depth is a list of \(wanted)")
  }

  /// The numbers in nested JSON lists, each as short as it can be read back; `null` for those that are none.
  public func json<Scalar: BinaryFloatingPoint & LosslessStringConvertible>(as scalar: Scalar.Type) -> String
  {
    var next = elements.startIndex
    func write(_ axes: ArraySlice<Int>) -> String {
      guard let size = axes.first else {
        defer { next += 1 }
        let value = elements[next]
        return value.isFinite ? "\(Scalar(value))" : "null"
      }
      return "[" + (0..<size).map { _ in write(axes.dropFirst()) }.joined(separator: ", ") + "]"
    }
    return write(shape[...])
  }
}
