import QganIR

/// How layers start by default.
enum Starts {
  /// PyTorch's start of dense and convolution weights and of their biases: uniform within 1 / sqrt(`fanIn`),
  /// which is `kaiming_uniform` with a = sqrt(5).
  static func uniform(fanIn: Double) -> Initializer {
    let bound = 1 / fanIn.squareRoot()
    return .uniform(low: -bound, high: bound)
  }
}
