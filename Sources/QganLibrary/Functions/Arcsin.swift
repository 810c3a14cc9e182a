import Foundation
import QganIR

extension Functions {
  static let arcsin = LayerDefinition.primitive(
    "arcsin", "The angle from -pi / 2 to pi / 2 whose sine is x.", elsewhere: ["asin"],
    range: -0.9...0.9, constant: { Foundation.asin($0) })
}
