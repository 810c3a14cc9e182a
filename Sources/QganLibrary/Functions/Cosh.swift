import Foundation
import QganIR

extension Functions {
  static let cosh = LayerDefinition.elementwise(
    "cosh", "The hyperbolic cosine.",
    constant: { Foundation.cosh($0) },
    build: { builder, x in
      let (up, down) = (try builder.map("exp", x), try builder.map("exp", builder.map("neg", x)))
      return try builder.map("scale", builder.combine("add", up, down), ["factor": .float(0.5)])
    })
}
