import CQganKernels

/// How numbers lie in memory, and how a state is cut.
struct LargeShape {
  let qubitCount: Int
  let lowBits: Int
  let isDouble: Bool

  /// Without `lowBits` blocks are chosen so that a few fit the second-level cache, and columns too.
  init(qubitCount: Int, isDouble: Bool, lowBits: Int?) {
    self.qubitCount = qubitCount
    self.isDouble = isDouble
    let usual = Swift.min(Swift.max(11, qubitCount / 2), 14)
    self.lowBits = Swift.min(Swift.max(lowBits ?? usual, 5), qubitCount)
  }

  var numberBytes: Int { isDouble ? 8 : 4 }
  var blockCount: Int { 1 << (qubitCount - lowBits) }
  var blockSize: Int { 1 << lowBits }
  /// Cache lines of a block.
  var columnCount: Int { blockSize * numberBytes / Int(LARGE_LINE) }
  /// Numbers from one block to the next: an odd number of cache lines more than a power of 2.
  var blockStride: Int { blockSize + 5 * Int(LARGE_LINE) / numberBytes }
  /// Numbers of a plane.
  var planeSize: Int { blockCount * blockStride }
  var lowMask: UInt64 { (1 << UInt64(lowBits)) - 1 }

  var header: large_shape {
    large_shape(qubits: Int32(qubitCount), lowBits: Int32(lowBits), blockStride: Int64(blockStride))
  }

  func store(_ value: Double, in numbers: UnsafeMutableRawPointer, at index: Int) {
    if isDouble {
      numbers.assumingMemoryBound(to: Double.self)[index] = value
    } else {
      numbers.assumingMemoryBound(to: Float.self)[index] = Float(value)
    }
  }

  func load(_ numbers: UnsafeRawPointer, at index: Int) -> Double {
    isDouble
      ? numbers.assumingMemoryBound(to: Double.self)[index]
      : Double(numbers.assumingMemoryBound(to: Float.self)[index])
  }

  /// Linear images of numbers below `2 ** bitCount`, by images of their bits.
  static func images(_ columns: ArraySlice<UInt64>) -> [UInt32] {
    columns.reduce([0]) { images, column in images + images.map { $0 ^ UInt32(truncatingIfNeeded: column) } }
  }
}
