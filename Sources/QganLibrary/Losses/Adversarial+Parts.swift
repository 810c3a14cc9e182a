import QganIR

/// What several adversarial losses are made of.
extension LossDefinition.Adversarial {
  /// The logits of real data, which the discriminator's step has.
  func realLogits() throws -> Tensor {
    guard let real else { throw IRError("this loss needs the logits of real data") }
    return real
  }

  /// `mean(fake) - mean(real)`
  func wassersteinDistance() throws -> Tensor {
    try builder.combine("sub", builder.meanOfAll(fake), builder.meanOfAll(realLogits()))
  }

  /// `-mean(fake)`
  func negatedMeanOfFake() throws -> Tensor { try builder.map("neg", builder.meanOfAll(fake)) }

  /// The mean over the batch of (|grad D| - 1)^2 between real and generated data; neither of them gets a gradient.
  func gradientPenalty() throws -> Tensor {
    guard let realData, let fakeData else { throw IRError("this loss needs real and generated data") }
    let shape = realData.shape
    guard fakeData.shape == shape else {
      throw IRError("real data \(shape) and generated data \(fakeData.shape) differ in shape")
    }
    let ones = [Int](repeating: 1, count: shape.count)
    let part = try builder.randomUniform(shape: ones, stream: "gradient_penalty")
    let fixed = try builder.map("stop_gradient", builder.batched(fakeData))
    let difference = try builder.combine(
      "sub", builder.map("stop_gradient", builder.batched(realData)), fixed)
    let between = try builder.combine("add", fixed, builder.combine("mul", difference, part))
    let slope = try gradient(discriminator(between), between)
    let squares = try builder.sum(
      builder.combine("mul", slope, slope), axes: Array(slope.shape.indices))
    let norm = try builder.map("sqrt", builder.map("offset", squares, ["amount": .float(1e-12)]))
    let excess = try builder.map("offset", norm, ["amount": .float(-1)])
    return try builder.meanOfAll(builder.combine("mul", excess, excess))
  }
}
