/// Pairs of functions that the kernel has one loop for (see `fused_lists.h`).
enum FusedPairs {
  /// What computes `name(.., first(inner), ..)`, where `first` stands at `position` among `others`.
  static func pair(
    _ first: String, _ inner: [Int], _ innerParameter: Double, then name: String, _ others: [Int],
    _ parameter: Double, position: Int
  ) -> (name: String, operands: [Int], parameter: Double)? {
    switch (first, name, position) {
    case ("mul", "add", _): ("mul_add", inner + others, 0)
    case ("mul", "sub", 0): ("mul_sub", inner + others, 0)
    case ("mul", "sub", _): ("mul_sub_from", inner + others, 0)
    case ("mul", "mul", _): ("mul_mul", inner + others, 0)
    case ("add", "mul", _): ("add_mul", inner + others, 0)
    case ("sub", "mul", _): ("sub_mul", inner + others, 0)
    case ("add", "add", _): ("add_add", inner + others, 0)
    case ("add", "leaky_relu", _): ("add_leaky_relu", inner, parameter)
    case ("mul_add", "leaky_relu", _): ("mul_add_leaky_relu", inner, parameter)
    case ("leaky_relu_slope", "mul", _): ("mul_leaky_relu_slope", others + inner, innerParameter)
    case ("square", "mul", _): ("square_mul", inner + others, 0)
    case ("sqrt", "mul", _): ("sqrt_mul", inner + others, 0)
    case ("sqrt_mul", "add", _): ("sqrt_mul_add", inner + others, 0)
    case ("sub", "square", _): ("sub_square", inner, 0)
    case ("mul", "tanh", _): ("mul_tanh", inner, 0)
    case ("add", "tanh", _): ("add_tanh", inner, 0)
    default: nil
    }
  }
}
