import Foundation
import Testing

/// The networks of the standard library against the modules of PyTorch that their weights are for.
@Suite struct StandardModelTests {
  private static let hashed = StandardModel.all.filter { !$0.pretrained }
  private static let pretrained = StandardModel.all.filter(\.pretrained)

  /// The largest difference of sum, norm and first elements, relative to the norm.
  private func distance(_ values: [Double], _ expected: StandardModel.Summary) -> Double {
    guard values.count == expected.count else { return .infinity }
    let norm = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let elements = zip(values, expected.first).map { abs($0 - $1) }.max() ?? 0
    return max(abs(values.reduce(0, +) - expected.sum), abs(norm - expected.norm), elements) / expected.norm
  }

  private func distance(_ a: [Double], _ b: [Double]) -> Double {
    guard a.count == b.count else { return .infinity }
    let difference = zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    return (difference / b.reduce(0) { $0 + $1 * $1 }).squareRoot()
  }

  @Test func everyModelIsCompared() {
    #expect(Set(Self.hashed.map(\.file)) == ["inception_v3", "lite0", "resnet18"])
    #expect(Self.pretrained.count == 3)
  }

  @Test(arguments: hashed) func doublePrecisionAgreesWithPyTorch(model: StandardModel) throws {
    #expect(try distance(model.run(Double.self, pooled: true), model.pool) < 1e-10)
    // The last layer is compared at one size.
    if model.height == model.width {
      #expect(try distance(model.run(Double.self, pooled: false), model.logits) < 1e-10)
    }
  }

  @Test(arguments: hashed.filter { $0.height == $0.width })
  func singlePrecisionIsNear(model: StandardModel) throws {
    #expect(try distance(model.run(Float.self, pooled: false), model.logits) < 1e-4)
  }

  /// Gradients pass through to the image: the fast kernels in single precision against plain ones in double.
  @Test(arguments: hashed.filter { $0.file == "lite0" })
  func gradientsOfTheImageAgree(model: StandardModel) throws {
    let exact = try model.run(Double.self, pooled: true, level: 0, gradient: true)
    #expect(exact.count == 3 * model.height * model.width && exact.contains { $0 != 0 })
    #expect(try distance(model.run(Float.self, pooled: true, gradient: true), exact) < 1e-4)
    #expect(try distance(model.run(Double.self, pooled: true, gradient: true), exact) < 1e-11)
  }

  /// Through a file, the library's `NAMES` and PyTorch's counters: nothing is missing, and nothing left over.
  @Test func lite0IsLoadedByNames() throws {
    let model = try #require(Self.hashed.first { $0.file == "lite0" })
    let folder = try TemporaryFolder()
    let path = folder.path + "/lite0.safetensors"
    try model.weightFile().write(to: URL(fileURLWithPath: path))
    #expect(try distance(model.run(Double.self, pooled: false, from: path), model.logits) < 1e-10)
  }

  /// Lite0 as its authors trained it.
  @Test(
    .enabled(
      if: FileManager.default.fileExists(atPath: StandardModel.lite0),
      "weights/efficientnet-lite0-57934424.pth is not there: `make weights` fetches it"),
    arguments: pretrained)
  func pretrainedLite0(model: StandardModel) throws {
    #expect(try distance(model.run(Double.self, pooled: true), model.pool) < 1e-11)
    #expect(try distance(model.run(Double.self, pooled: false), model.logits) < 1e-11)
    #expect(try distance(model.run(Float.self, pooled: false), model.logits) < 1e-5)
  }
}
