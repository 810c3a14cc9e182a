import Foundation
import QganIR

extension Functions {
  static let sinh = LayerDefinition.elementwise(
    "sinh", "The hyperbolic sine.",
    constant: { Foundation.sinh($0) },
    build: { builder, x in
      let (up, down) = (try builder.map("exp", x), try builder.map("exp", builder.map("neg", x)))
      return try builder.map("scale", builder.combine("sub", up, down), ["factor": .float(0.5)])
    })
}
