import Foundation
import QganIR

extension Functions {
  static let cos = LayerDefinition.primitive(
    "cos", "The cosine of an angle in radians.",
    constant: { Foundation.cos($0) })
}
