import QganIR

extension DerivativeRules {
  static let circuits: [DerivativeRule] = [
    DerivativeRule("circuit") { p in
      guard let g = p.cotangents[0] else { return p.operands.map { _ in nil } }
      return try p.builder.emit("circuit_gradient", p.operands + [g], p.operation.attributes)
    },
    // Results are G = J^T c. Against cotangents h, <h, J^T c> = <J h, c> has the gradient J h with respect to c,
    // and, with respect to the operands, the derivative of G along h, as second derivatives commute.
    DerivativeRule("circuit_gradient") { p in
      let operands = Array(p.operands.dropLast())
      let tangents = try zip(p.cotangents, operands).map { try $0 ?? p.zeros(like: $1) }
      let results = try p.builder.emit("circuit_tangent", p.operands + tangents, p.operation.attributes)
      return Array(results.dropFirst()) + [results[0]]
    },
    DerivativeRule("circuit_tangent") { p in
      throw IRError(
        "the circuit `\(p.operation.string("circuit") ?? "")` would have to be differentiated a third time, "
          + "and only two derivatives of a circuit are known")
    },
  ]
}
