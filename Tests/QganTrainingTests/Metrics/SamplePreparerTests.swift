import Foundation
import QganIR
import Testing

@testable import QganTraining

/// What builtin extractors see of samples. Resampled values are those of `Reference/resized.json`.
@Suite struct SamplePreparerTests {
  private func prepare(
    _ values: [Float], shape: [Int], range: ClosedRange<Float> = 0...255, channels: Int = 1, size: Int? = nil,
    filter: SamplePreparation.Filter = .bilinear, offset: Double = 0, divisor: Double = 1
  ) throws -> [Float] {
    let preparation = SamplePreparation(
      channels: channels, size: size, filter: filter, offset: offset, divisor: divisor)
    return try SamplePreparer(preparation, shape: shape, range: range).prepare(values)
  }

  /// As a PNG would hold them.
  @Test func levels() throws {
    let values: [Float] = [-1, 1, 0, -2, 7, .nan, 0.5, -0.996, .infinity, -.infinity]
    #expect(
      try prepare(values, shape: [1, 2, 5], range: -1...1) == [0, 255, 128, 0, 255, 0, 191, 1, 255, 0])
    #expect(try prepare([0, 255], shape: [1, 2], offset: 127.5, divisor: 127.5) == [-1, 1])
  }

  @Test func channels() throws {
    #expect(try prepare([3, 4], shape: [1, 1, 2], channels: 3) == [3, 4, 3, 4, 3, 4])
    let gray = try prepare([100, 50, 200], shape: [3, 1, 1])
    #expect(gray.count == 1 && abs(gray[0] - 82.05) < 1e-4)
    #expect(throws: TrainingError.self) { try prepare([1, 2], shape: [2]) }
    #expect(throws: TrainingError.self) { try prepare([1, 2], shape: [2, 1, 1]) }
  }

  @Test(arguments: ["bilinear", "bicubic", "bilinear (TensorFlow 1)"], [8, 13, 3])
  func resizing(filter: String, size: Int) throws {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
      "Reference/resized.json")
    let reference = try JSONParser.parse([UInt8](Data(contentsOf: path)))
    let expected = try #require(reference[filter]?["\(size)"]?.asArray).compactMap(\.asReal)
    let values: [Float] = (0..<56).map { (k: Int) -> Float in Float((37 * k + 11 * k * k) % 256) }
    let found = try prepare(
      values, shape: [1, 7, 8], size: size, filter: #require(SamplePreparation.Filter(rawValue: filter)))
    #expect(found.count == expected.count && expected.count == size * size)
    for (x, y) in zip(found, expected) { #expect(abs(Double(x) - y) < 1e-3) }
  }
}
