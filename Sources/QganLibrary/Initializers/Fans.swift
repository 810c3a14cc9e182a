import QganIR

/// Inputs and outputs that an element of a weight `[out, in, ...]` connects, times the elements of the kernel.
struct Fans {
  var input: Double
  var output: Double

  init(_ shape: [Int]) throws {
    guard shape.count >= 2 else {
      throw IRError(
        "a start that depends on inputs and outputs needs a weight of at least two axes but the shape is \(shape)",
        suggestion: "use `normal` or `uniform`")
    }
    let kernel = shape[2...].reduce(1) { $0 * Double($1) }
    input = Double(shape[1]) * kernel
    output = Double(shape[0]) * kernel
  }
}

extension Arguments {
  /// The standard deviation `name`, which is not negative.
  func deviation(_ name: String) throws -> Double {
    try real(name, in: 0...Double.greatestFiniteMagnitude)
  }
}
