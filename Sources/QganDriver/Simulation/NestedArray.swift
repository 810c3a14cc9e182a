/// Numbers in nested JSON lists: a tensor with its shape.
public struct NestedArray: Decodable, Sendable, Hashable {
  public var shape: [Int]
  /// Row-major.
  public var elements: [Double]

  public init(shape: [Int], elements: [Double]) {
    self.shape = shape
    self.elements = elements
  }

  public init(from decoder: any Decoder) throws {
    if let number = try? decoder.singleValueContainer().decode(Double.self) {
      self.init(shape: [], elements: [number])
      return
    }
    var list = try decoder.unkeyedContainer()
    var inner: [Int]?
    var elements: [Double] = []
    var count = 0
    while !list.isAtEnd {
      let part = try list.decode(NestedArray.self)
      if let inner, inner != part.shape {
        throw DecodingError.dataCorruptedError(
          in: list, debugDescription: "element \(count) has shape \(part.shape), and those before \(inner)")
      }
      inner = part.shape
      elements += part.elements
      count += 1
    }
    self.init(shape: [count] + (inner ?? []), elements: elements)
  }

  /// The numbers in nested JSON lists, each as short as it can be read back.
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
