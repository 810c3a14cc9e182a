import Foundation
import QganIR

extension Functions {
  static let arctan = LayerDefinition.primitive(
    "arctan", "The angle from -pi / 2 to pi / 2 whose tangent is x.", elsewhere: ["atan"],
    constant: { Foundation.atan($0) })
}
