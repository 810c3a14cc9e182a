import QganIR

extension Functions {
  static let round = LayerDefinition.elementwise(
    "round", "The nearest integer; halves go up.",
    details: "The derivative is 0.",
    range: 0.6...1.4, constant: { ($0 + 0.5).rounded(.down) },
    build: { builder, x in
      try builder.map("floor", builder.map("offset", x, ["amount": .float(0.5)]))
    })
}
