import Foundation
import QganIR

extension Layers {
  static let sigmoid = LayerDefinition.primitive(
    "sigmoid", "1 / (1 + exp(-x)).", elsewhere: ["logistic", "expit"],
    constant: { 1 / (1 + Foundation.exp(-$0)) })
}
