import Foundation
import QganIR

extension Functions {
  static let exp = LayerDefinition.primitive(
    "exp", "The exponential function.",
    constant: { Foundation.exp($0) })
}
