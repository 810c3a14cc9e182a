import Foundation
import QganDriver
import QganIR
import QganRuntime
import QganTestSupport
import QganTraining
import Testing

/// A use of a network of the standard library, as models.json describes it.
struct StandardModel: Decodable, CustomTestStringConvertible {
  struct Summary: Decodable {
    var count: Int
    var sum: Double
    var norm: Double
    var first: [Double]
  }

  /// Such as `lite0` or `inception_v3(size: 75)`.
  var program: String
  /// Whether its weights come from the file of its authors; otherwise they are `Hashed` ones.
  var pretrained: Bool
  var height: Int
  var width: Int
  var pool: Summary
  var logits: Summary

  var testDescription: String { "\(program) at \(height) x \(width)\(pretrained ? ", pretrained" : "")" }

  static let all: [StandardModel] = {
    struct Reference: Decodable { var models: [StandardModel] }
    let url = Repository.root.appending(path: "Tests/QganDriverTests/Reference/models.json")
    guard let data = try? Data(contentsOf: url) else { return [] }
    return (try? JSONDecoder().decode(Reference.self, from: data))?.models ?? []
  }()

  /// Where `make weights` puts EfficientNet-Lite0's.
  static let lite0 = Repository.root.appending(path: "weights/efficientnet-lite0-57934424.pth").path

  /// The file of the standard library, and the instance before its last layer.
  var file: String { String(program.prefix { $0 != "(" }) }
  private var pooling: String { ["resnet18": "avgpool", "inception_v3": "AvgPool"][file] ?? "pool" }

  /// The image of all reference values: element c, y, x is 31 c + 7 y + 13 x + x y modulo 256, from -1 to 1.
  func image() -> [Double] {
    var pixels: [Double] = []
    for c in 0..<3 {
      for y in 0..<height {
        for x in 0..<width { pixels.append(Double((31 * c + 7 * y + 13 * x + x * y) % 256) / 127.5 - 1) }
      }
    }
    return pixels
  }

  /// The program that computes pooled features or logits of one image and, with `gradient`, the gradient of their sum
  /// with respect to it; `path` is the file that weights are loaded from.
  private func program(
    pooled: Bool, from path: String?, gradient: Bool = false
  ) throws -> (graph: Graph, outputs: Int, weights: WeightSource) {
    let names = file == "lite0" ? ", rename: net.NAMES" : ""
    let whole = path.map { "load(net.\(program), from: \"\($0)\"\(names))" } ?? "net.\(program)"
    let text = """
      include "std/\(file).qgan" as net;
      model features(input float[3, \(height), \(width)] x) {
        layer all = \(pooled ? "cut(\(whole), after: \"\(pooling)\")" : whole);
        return x |> all;
      }
      """
    let compilation = try compilation(text)
    let found = compilation.function("features", inputShapes: [[3, height, width]])
    let function = try #require(found, "\(compilation.diagnostics.map(\.message))").function
    var graph = try Simulation.graph(of: function, inputNames: ["x"], batch: 1, gradients: gradient)
    // Only the image's gradient: those of the weights are a larger program.
    graph.outputs.removeAll { $0.name.hasPrefix("params.") }
    return (graph, function.outputShape.reduce(1, *), compilation.weightSource())
  }

  /// What `program` computes.
  func run<Scalar: RuntimeScalar>(
    _: Scalar.Type, pooled: Bool, level: Int = 2, gradient: Bool = false, from path: String? = nil
  ) throws -> [Double] {
    let file = path ?? (pretrained ? Self.lite0 : nil)
    let (graph, outputs, weights) = try program(pooled: pooled, from: file, gradient: gradient)
    let store = VariableStore<Scalar>(seed: 0)
    try store.add(
      graph.variables.values.map { variable in
        var plain = variable
        plain.initializer = .constant(0)
        return plain
      })
    for (name, variable) in graph.variables {
      let values = try weights.values(for: variable)
      let own = values.isEmpty ? Hashed.values(of: theirs(name), shape: variable.shape) : values
      try store.set(name, to: own as? [Scalar] ?? own.map { Scalar($0) })
    }
    try weights.checkLeftovers()
    let executor = try Executor<Scalar>(
      plan: Lowering(level: level).plan(graph), variables: store, threads: 2)
    try executor.setInput("x", to: image().map { Scalar($0) })
    if gradient { try executor.setInput("cotangent", to: [Scalar](repeating: 1, count: outputs)) }
    try executor.run(step: 0)
    return try executor.output(gradient ? "inputs.x" : "outputs").map { Double($0) }
  }

  /// The hashed weights as a file under the names of PyTorch's module, with the counters that its batch norms keep.
  func weightFile() throws -> Data {
    var tensors: [String: StoredTensor] = [:]
    for (name, variable) in try program(pooled: false, from: nil).graph.variables {
      let theirs = theirs(name)
      tensors[theirs] = StoredTensor(Hashed.values(of: theirs, shape: variable.shape), shape: variable.shape)
      if theirs.hasSuffix("running_mean") {
        let batchNorm = theirs.dropLast("running_mean".count)
        tensors[batchNorm + "num_batches_tracked"] = StoredTensor([7], shape: [])
      }
    }
    return SafetensorsFile.encode(tensors).reduce(into: Data()) { $0.append(contentsOf: $1) }
  }

  /// The name in PyTorch's module of our `all.blocks.0.bn1.weight`.
  private func theirs(_ name: String) -> String {
    let path = name.split(separator: ".").dropFirst().map(String.init)
    guard file == "lite0" else { return path.joined(separator: ".") }
    return path.enumerated().map { index, part in
      index == path.count - 1 || part.allSatisfy(\.isNumber) ? part : "_\(part)"
    }.joined(separator: ".")
  }
}

/// Weights that need no file: a hash of the tensor's name and the element's number, as make_models.py computes it.
enum Hashed {
  static func values(of name: String, shape: [Int]) -> [Double] {
    var seed: UInt32 = 2_166_136_261
    for byte in name.utf8 { seed = (seed ^ UInt32(byte)) &* 16_777_619 }
    let count = shape.reduce(1, *)
    let isScale = name.hasSuffix("running_var") || name.hasSuffix("weight")
    let (offset, scale) =
      shape.count > 1
      ? (-0.5, (24 / Double(shape.dropFirst().reduce(1, *))).squareRoot()) : isScale ? (2, 0.4) : (-0.5, 0.2)
    return [Double](unsafeUninitializedCapacity: count) { values, initialized in
      for index in 0..<count {
        var x = UInt32(truncatingIfNeeded: index) &* 2_654_435_761 &+ seed
        x ^= x >> 15
        x = x &* 2_246_822_519
        x ^= x >> 13
        x = x &* 3_266_489_917
        x ^= x >> 16
        values[index] = (Double(x) / 4_294_967_296 + offset) * scale
      }
      initialized = count
    }
  }
}
