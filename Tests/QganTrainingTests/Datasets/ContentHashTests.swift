import QganIR
import Testing

@testable import QganTraining

@Suite struct ContentHashTests {
  private struct Given: DatasetSource {
    var shape: [Int]
    var values: [Float]
    var classOf: [Int]?

    var description: DatasetDescription {
      DatasetDescription(
        shape: shape, count: values.count / shape.reduce(1, *), classes: classOf == nil ? nil : 9, black: 0,
        white: 1)
    }
    func labels() -> [Int]? { classOf }
    func samples(in range: Range<Int>) -> [Float] {
      let size = shape.reduce(1, *)
      return Array(values[range.lowerBound * size..<range.upperBound * size])
    }
  }

  private func hash(_ shape: [Int], _ values: [Float], _ labels: [Int]? = nil) throws -> String {
    try Dataset(Given(shape: shape, values: values, classOf: labels)).contentHash
  }

  /// The bytes written out by hand: 1 is 3F80 0000 and -2 is C000 0000.
  @Test func bytesAreThese() throws {
    let bytes =
      Array("samples 1 2\n".utf8) + [0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0] + Array("labels 1\n".utf8)
      + [7, 0, 0, 0, 0, 0, 0, 0]
    #expect(try hash([1, 2], [1, -2], [7]) == SHA256.hexadecimal(of: bytes))
  }

  @Test func everythingCounts() throws {
    let values = (0..<12).map { Float($0) }
    let labels = [0, 1, 2]
    var other = values
    other[11] = 11.5
    let all = [
      try hash([4], values, labels), try hash([2, 2], values, labels), try hash([4], values),
      try hash([4], other, labels), try hash([4], values, [0, 1, 1]), try hash([4], Array(values.prefix(8))),
      try hash([2], values),
    ]
    #expect(Set(all).count == all.count)
  }

  /// The digest does not depend on how pieces fall, and copies have the same.
  @Test func piecesDoNotCount() throws {
    let values = (0..<200_001).map { Float($0 % 251) }
    var bytes = Array("samples 1\n".utf8)
    for value in values { bytes += ProtobufWriter.littleEndian(value.bitPattern) }
    let data = try Dataset(Given(shape: [1], values: values))
    let copy = data
    #expect(data.contentHash == SHA256.hexadecimal(of: bytes))
    #expect(copy.contentHash == data.contentHash)
  }
}
