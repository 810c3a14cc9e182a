import Foundation
import QganIR
import QganPasses

@testable import QganLibrary

/// What `make_reference.py` wrote.
struct Reference: Decodable {
  struct Numbers: Decodable {
    var shape: [Int]
    var values: [Double]
    var tensor: ReferenceTensor { ReferenceTensor(shape: shape, values: values) }
  }

  struct Layer: Decodable {
    struct Inner: Decodable {
      var layer: String
      var arguments: [String: Argument]
    }
    var name: String
    var layer: String
    var arguments: [String: Argument]
    var inner: Inner?
    var mode: String
    var inputs: [Numbers]
    var variables: [String: Numbers]
    var output: Numbers
    var after: [String: Numbers]
  }

  struct Loss: Decodable {
    var loss: String
    var real: Numbers
    var fake: Numbers
    var discriminator: Double
    var generator: Double
  }

  struct Penalty: Decodable {
    var lambda: Double
    var realData: Numbers
    var fakeData: Numbers
    var draws: Numbers
    var loss: Double
    var weights: [String: Numbers]
    var gradients: [String: Numbers]
  }

  struct Supervised: Decodable {
    var loss: String
    var output: Numbers
    var target: Numbers
    var values: Numbers
  }

  struct Optimizer: Decodable {
    var optimizer: String
    var arguments: [String: Argument]
    var start: Numbers
    var gradients: [Numbers]
    var weights: [Numbers]
  }

  struct Schedule: Decodable {
    var schedule: String
    var arguments: [String: Argument]
    var factors: [Double]
  }

  struct Start: Decodable {
    var initializer: String
    var arguments: [String: Argument]
    var shape: [Int]
    var largest: Double
    var deviation: Double
  }

  struct LayerStart: Decodable {
    var layer: String
    var arguments: [String: Argument]
    var shape: [Int]
    var weight: [Int]
    var deviation: Double
  }

  var layers: [Layer]
  var losses: [Loss]
  var penalty: Penalty
  var supervised: [Supervised]
  var optimizers: [Optimizer]
  var schedules: [Schedule]
  var starts: [Start]
  var layerStarts: [LayerStart]

  static func load() throws -> Reference {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let file = folder.appendingPathComponent("Oracle/reference.json")
    return try JSONDecoder().decode(Reference.self, from: Data(contentsOf: file))
  }

  /// A const argument in JSON.
  struct Argument: Decodable {
    var value: ConstValue

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let v = try? container.decode(Bool.self) {
        value = .boolean(v)
      } else if let v = try? container.decode(Int.self) {
        value = .integer(v)
      } else if let v = try? container.decode(Double.self) {
        value = .real(v)
      } else if let v = try? container.decode(String.self) {
        value = .string(v)
      } else {
        let elements = try container.decode([Double].self)
        value = .array(shape: [elements.count], elements: elements)
      }
    }
  }
}

extension [String: Reference.Argument] {
  /// The arguments with the defaults of `parameters`.
  func arguments(for parameters: [ParameterSpec]) -> Arguments {
    Arguments(values: mapValues(\.value)).fillingDefaults(of: parameters)
  }
}
