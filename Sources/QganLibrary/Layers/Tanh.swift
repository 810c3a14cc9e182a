import Foundation
import QganIR

extension Layers {
  static let tanh = LayerDefinition.primitive(
    "tanh", "The hyperbolic tangent.", constant: { Foundation.tanh($0) })
}
