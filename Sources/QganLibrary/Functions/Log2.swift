import Foundation
import QganIR

extension Functions {
  static let log2 = LayerDefinition.elementwise(
    "log2", "The logarithm to base 2.",
    range: 0.3...3, constant: { Foundation.log2($0) },
    build: { builder, x in
      try builder.map("scale", builder.map("log", x), ["factor": .float(1 / Foundation.log(2))])
    })
}
