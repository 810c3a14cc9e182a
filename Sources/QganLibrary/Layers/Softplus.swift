import Foundation
import QganIR

extension Layers {
  static let softplus = LayerDefinition.primitive(
    "softplus", "log(1 + exp(x)), computed so that nothing overflows.",
    constant: { Swift.max($0, 0) + Foundation.log1p(Foundation.exp(-Swift.abs($0))) })
}
