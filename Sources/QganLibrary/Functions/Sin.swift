import Foundation
import QganIR

extension Functions {
  static let sin = LayerDefinition.primitive(
    "sin", "The sine of an angle in radians.",
    constant: { Foundation.sin($0) })
}
