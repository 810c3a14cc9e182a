import Foundation
import QganIR

extension Layers {
  static let sigmoid = LayerDefinition.primitive(
    "sigmoid", "1 / (1 + exp(-x)).", constant: { 1 / (1 + Foundation.exp(-$0)) })
}
