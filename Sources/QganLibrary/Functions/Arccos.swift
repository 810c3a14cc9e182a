import Foundation
import QganIR

extension Functions {
  static let arccos = LayerDefinition.primitive(
    "arccos", "The angle from 0 to pi whose cosine is x.", elsewhere: ["acos"],
    range: -0.9...0.9, constant: { Foundation.acos($0) })
}
