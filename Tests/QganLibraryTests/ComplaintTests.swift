import QganIR
import Testing

@testable import QganLibrary

/// Calls that do not fit, and what users are told.
@Suite struct ComplaintTests {
  struct Wrong: CustomTestStringConvertible, Sendable {
    var layer: String
    var values: [String: ConstValue] = [:]
    var shapes: [[Int]]
    var culprit: IRError.Culprit
    var says: String
    var suggestion: String?
    var testDescription: String { "\(layer): \(says)" }
  }

  static func list(_ numbers: Int...) -> ConstValue {
    .array(shape: [numbers.count], elements: numbers.map { Double($0) })
  }

  static let all: [Wrong] = [
    Wrong(
      layer: "dense", values: ["units": .integer(0)], shapes: [[3]], culprit: .argument("units"),
      says: "at least 1 but is 0"),
    Wrong(
      layer: "dense", values: ["units": .integer(Int.max)], shapes: [[3]], culprit: .argument("units"),
      says: "at most"),
    Wrong(
      layer: "conv2d", values: ["channels": .integer(4), "kernel": .integer(3)], shapes: [[128]],
      culprit: .operand(0), says: "[channels, height, width] but are [128]", suggestion: "reshape("),
    Wrong(
      layer: "conv2d", values: ["channels": .integer(4), "kernel": .integer(5)], shapes: [[3, 4, 4]],
      culprit: .operand(0), says: "spans 5 does not fit into an image 4 high", suggestion: "padding: 1"),
    Wrong(
      layer: "conv2d", values: ["channels": .integer(4), "kernel": .integer(3), "groups": .integer(2)],
      shapes: [[3, 4, 4]], culprit: .argument("groups"), says: "must divide the 3 channels"),
    Wrong(
      layer: "conv2d", values: ["channels": .integer(4), "kernel": list(1, 2, 3)], shapes: [[3, 4, 4]],
      culprit: .argument("kernel"), says: "but got 3"),
    Wrong(
      layer: "conv2d", values: ["channels": .integer(4), "kernel": .integer(3), "stride": .integer(0)],
      shapes: [[3, 4, 4]], culprit: .argument("stride"), says: "at least 1"),
    Wrong(
      layer: "conv2d",
      values: [
        "channels": .integer(4), "kernel": .array(shape: [2], elements: [1e300, 3]),
      ], shapes: [[3, 4, 4]], culprit: .argument("kernel"), says: "at most"),
    Wrong(
      layer: "conv_transpose2d",
      values: ["channels": .integer(4), "kernel": .integer(1), "padding": .integer(2)],
      shapes: [[3, 4, 4]],
      culprit: .argument("padding"), says: "leaves no pixel"),
    Wrong(
      layer: "conv_transpose2d",
      values: ["channels": .integer(4), "kernel": .integer(3), "output_padding": .integer(1)],
      shapes: [[3, 4, 4]],
      culprit: .argument("output_padding"), says: "less than the stride, which is 1"),
    Wrong(
      layer: "max_pool2d", values: ["kernel": .integer(2), "padding": .integer(2)], shapes: [[1, 4, 4]],
      culprit: .argument("padding"), says: "half the kernel", suggestion: "padding: 1"),
    Wrong(
      layer: "upsample", values: ["factor": .integer(2), "align_corners": .boolean(true)],
      shapes: [[1, 2, 2]], culprit: .argument("align_corners"), says: "no meaning", suggestion: "bilinear"),
    Wrong(
      layer: "upsample", values: ["factor": .integer(1 << 20)], shapes: [[1, 1024, 1024]],
      culprit: .argument("factor"), says: "too large"),
    Wrong(
      layer: "pixel_shuffle", values: ["factor": .integer(2)], shapes: [[6, 2, 2]], culprit: .operand(0),
      says: "multiple of 4"),
    Wrong(
      layer: "group_norm", values: ["groups": .integer(3)], shapes: [[4, 2, 2]],
      culprit: .argument("groups"), says: "divide the 4 channels"),
    Wrong(
      layer: "layer_norm", values: ["axes": .integer(3)], shapes: [[4, 2]], culprit: .argument("axes"),
      says: "last 3 axes of [4, 2]"),
    Wrong(layer: "instance_norm", shapes: [[4, 1, 1]], culprit: .operand(0), says: "more than one pixel"),
    Wrong(
      layer: "dropout", values: ["p": .real(1.5)], shapes: [[4]], culprit: .argument("p"),
      says: "from 0.0 to 1.0 but is 1.5"),
    Wrong(
      layer: "dropout", values: ["p": .real(.nan)], shapes: [[4]], culprit: .argument("p"), says: "is nan"),
    Wrong(
      layer: "reshape", values: ["sizes": list(3, 5)], shapes: [[16]], culprit: .argument("sizes"),
      says: "16 elements of [16] cannot take the shape [3, 5], which has 15"),
    Wrong(
      layer: "reshape", values: ["sizes": list(-1, 5)], shapes: [[16]], culprit: .argument("sizes"),
      says: "do not divide"),
    Wrong(
      layer: "reshape", values: ["sizes": list(-1, -1)], shapes: [[16]], culprit: .argument("sizes"),
      says: "only one"),
    Wrong(
      layer: "reshape", values: ["sizes": list(1 << 40, 1 << 40)], shapes: [[16]],
      culprit: .argument("sizes"), says: "too many"),
    Wrong(
      layer: "permute", values: ["axes": list(0, 0)], shapes: [[2, 3]], culprit: .argument("axes"),
      says: "each of 0 to 1 once but are [0, 0]"),
    Wrong(layer: "transpose", shapes: [[3]], culprit: .operand(0), says: "at least two axes"),
    Wrong(
      layer: "concat", shapes: [[2, 3], [2, 4]], culprit: .operand(1), says: "[2, 3] and [2, 4]"),
    Wrong(
      layer: "concat", values: ["axis": .integer(2)], shapes: [[2, 3], [2, 3]], culprit: .argument("axis"),
      says: "no axis 2: there are axes 0 to 1"),
    Wrong(layer: "stack", shapes: [[2, 3], [3]], culprit: .operand(1), says: "one shape"),
    Wrong(layer: "add", shapes: [[2, 3], [2]], culprit: .operand(1), says: "do not broadcast"),
    Wrong(
      layer: "sum", values: ["axis": list(0, -2)], shapes: [[2, 3]], culprit: .argument("axis"),
      says: "given twice"),
    Wrong(
      layer: "clamp", values: ["min": .real(2), "max": .real(1)], shapes: [[3]], culprit: .argument("min"),
      says: "above"),
    Wrong(layer: "matmul", shapes: [[2, 3], [2, 3]], culprit: .operand(1), says: "3 and 2 must agree"),
    Wrong(
      layer: "zeros", values: ["sizes": list(1 << 30, 1 << 30)], shapes: [], culprit: .argument("sizes"),
      says: "2^40"),
    Wrong(layer: "softmax", shapes: [[]], culprit: .operand(0), says: "scalar"),
    Wrong(layer: "relu", shapes: [[2], [2]], culprit: .call, says: "takes 1 tensor but got 2"),
  ]

  @Test(arguments: all) func wrongCallsAreExplained(_ wrong: Wrong) throws {
    let definition = try #require(Catalog.library.layers[wrong.layer])
    let call = BuiltinCall(definition, Arguments(values: wrong.values))
    let error = try #require(throws: IRError.self) {
      try LayerCase(call, shapes: wrong.shapes)
    }
    #expect(error.message.contains(wrong.says), "\(error.message)")
    #expect(error.culprit == wrong.culprit)
    if let suggestion = wrong.suggestion {
      #expect(error.suggestion?.contains(suggestion) == true, "\(error.suggestion ?? "-")")
    }
  }

  @Test func batchNormNeedsMoreThanOneValueToTrainOn() throws {
    let call = BuiltinCall(try #require(Catalog.library.layers["batch_norm"]))
    #expect(throws: IRError.self) { try LayerCase(call, shapes: [[3]], batch: 1) }
    _ = try LayerCase(call, shapes: [[3]], batch: 1, mode: .evaluation)
  }

  @Test func spectralNormsDoNotNest() throws {
    let dense = BuiltinCall(Layers.dense, Arguments(values: ["units": .integer(2)]))
    let inner = BuiltinCall(Layers.spectralNorm, Arguments(values: [:], layers: ["layer": dense]))
    let outer = BuiltinCall(Layers.spectralNorm, Arguments(values: [:], layers: ["layer": inner]))
    #expect(throws: IRError.self) { try LayerCase(outer, shapes: [[3]]) }
  }

  @Test func plannedLossesSaySo() {
    for definition in Library.losses {
      if case .distribution = definition.kind {
        #expect(definition.availability != .available, "\(definition.name)")
      }
    }
  }
}
