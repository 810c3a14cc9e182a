import Foundation
import QganIR

extension ReferenceInterpreter {
  /// The result of an element-wise primitive.
  func elementwise(_ operation: QganIR.Operation, _ x: [ReferenceTensor]) throws -> ReferenceTensor {
    let values = try x[0].values.indices.map { index in
      let element =
        switch x.count {
        case 1: unary(operation, x[0].values[index])
        case 2: binary(operation.primitive, x[0].values[index], x[1].values[index])
        default: x[0].values[index] != 0 ? x[1].values[index] : x[2].values[index]
        }
      guard let element else {
        throw IRError("the reference interpreter does not know `\(operation.primitive)`")
      }
      return element
    }
    return ReferenceTensor(shape: x[0].shape, values: values)
  }

  private func unary(_ operation: QganIR.Operation, _ x: Double) -> Double? {
    switch operation.primitive {
    case "neg": -x
    case "exp": exp(x)
    case "log": log(x)
    case "sqrt": x.squareRoot()
    case "sin": sin(x)
    case "cos": cos(x)
    case "tan": tan(x)
    case "arcsin": asin(x)
    case "arccos": acos(x)
    case "arctan": atan(x)
    case "tanh": tanh(x)
    case "sigmoid": x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x))
    case "softplus": Swift.max(x, 0) + log1p(exp(-Swift.abs(x)))
    case "erf": erf(x)
    case "abs": Swift.abs(x)
    case "sign": x > 0 ? 1 : x < 0 ? -1 : x
    case "floor": x.rounded(.down)
    case "ceil": x.rounded(.up)
    case "step": x > 0 ? 1 : 0
    case "scale": operation.float("factor").map { x * $0 }
    case "offset": operation.float("amount").map { x + $0 }
    case "power": operation.float("exponent").map { pow(x, $0) }
    case "leaky_relu": operation.float("slope").map { x > 0 ? x : $0 * x }
    case "leaky_relu_slope": operation.float("slope").map { x > 0 ? 1 : $0 }
    default: nil
    }
  }

  private func binary(_ primitive: String, _ a: Double, _ b: Double) -> Double? {
    switch primitive {
    case "add": a + b
    case "sub": a - b
    case "mul": a * b
    case "div": a / b
    case "pow": pow(a, b)
    // NaN on either side stays visible.
    case "maximum": a.isNaN || a > b ? a : b
    case "minimum": a.isNaN || a < b ? a : b
    case "greater": a > b ? 1 : 0
    case "greater_equal": a >= b ? 1 : 0
    case "equal": a == b ? 1 : 0
    default: nil
    }
  }
}
