import Foundation
import QganIR

extension Functions {
  static let log = LayerDefinition.primitive(
    "log", "The natural logarithm.", elsewhere: ["ln"],
    range: 0.3...3, constant: { Foundation.log($0) })
}
