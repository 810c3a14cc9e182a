import Foundation
import QganIR

extension Functions {
  static let tan = LayerDefinition.primitive(
    "tan", "The tangent of an angle in radians.",
    range: -1.2...1.2, constant: { Foundation.tan($0) })
}
