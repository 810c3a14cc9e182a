import QganIR
import QganPasses

/// Random small convolutional networks over a batch of images, with a loss, its gradients and an update: what the passes
/// towards kernels look for, in orders that nobody thought of.
struct RandomNetwork {
  private var state: UInt64
  private let builder = GraphBuilder(name: "network")
  private var contents: [String: ReferenceTensor] = [:]
  private var weights: [ValueID] = []
  private static let batch = 2

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

  /// The graph, and values for its inputs and variables.
  mutating func build() throws -> (Graph, [String: ReferenceTensor], [String: ReferenceTensor]) {
    let latent = builder.input("latent", TensorType([RandomNetwork.batch, 3]))
    var x = try dense(latent, 2 * 2 * 2)
    x = try builder.reshape(x, to: [RandomNetwork.batch, 2, 2, 2])
    for _ in 0..<(2 + pick(4)) { x = try layer(x) }
    let image = x
    let data = builder.input("data", builder.type(of: x))
    let mixed = try builder.add(builder.scale(x, by: 0.7), builder.scale(data, by: 0.3))
    x = pick(2) == 0 ? mixed : x
    for _ in 0..<(1 + pick(2)) { x = try layer(x) }
    let shape = builder.type(of: x).shape
    x = try builder.reshape(x, to: [shape[0], shape[1] * shape[2] * shape[3]])
    x = try dense(x, 2)
    let loss = try builder.mean(builder.unary("softplus", x))
    builder.output("loss", loss)
    builder.output("image", image)
    let gradients = try Differentiation.gradients(in: builder, of: loss, withRespectTo: weights)
    for (index, gradient) in gradients.enumerated() {
      guard let gradient else { continue }
      builder.output("gradient \(index)", gradient)
    }
    if let gradient = gradients[0], let variable = builder.graph.variables.values.first {
      try builder.update(
        variable, to: builder.subtract(weights[0], builder.scale(gradient, by: 0.1)))
    }
    let inputs = [
      "latent": tensor(builder.type(of: latent).shape), "data": tensor(builder.type(of: data).shape),
    ]
    return (builder.graph, inputs, contents)
  }

  private mutating func layer(_ x: ValueID) throws -> ValueID {
    let shape = builder.type(of: x).shape
    switch pick(9) {
    case 8 where shape[2] <= 4: return try upsampled(x, [2, 2])
    case 0 where shape[2] <= 4: return try convolution(upsampled(x, [2, 2]), strides: 1)
    case 1 where shape[2] <= 4: return try convolution(upsampled(x, [1 + pick(2), 1 + pick(3)]), strides: 1)
    case 2: return try convolution(x, strides: 1)
    case 3 where shape[2] >= 2 && shape[3] >= 2: return try convolution(x, strides: 2)
    case 4 where shape[2] <= 4: return try transposedConvolution(x)
    case 5: return try batchNorm(x)
    case 6: return try builder.emitOne("leaky_relu", [x], ["slope": .float(0.2)])
    default: return try builder.unary("tanh", x)
    }
  }

  private mutating func dense(_ x: ValueID, _ width: Int) throws -> ValueID {
    let weight = try variable([width, builder.type(of: x).shape[1]])
    return try builder.add(builder.matmul(x, weight, transposeB: true), variable([width]))
  }

  private func upsampled(_ x: ValueID, _ factor: [Int]) throws -> ValueID {
    let s = builder.type(of: x).shape
    let repeated = try builder.broadcast(
      x, to: [s[0], s[1], s[2], factor[0], s[3], factor[1]], axes: [0, 1, 2, 4])
    return try builder.reshape(repeated, to: [s[0], s[1], s[2] * factor[0], s[3] * factor[1]])
  }

  private mutating func convolution(_ x: ValueID, strides: Int) throws -> ValueID {
    let filters = 1 + pick(3)
    let weight = try variable([filters, builder.type(of: x).shape[1], 3, 3])
    let y = try builder.emitOne("conv2d", [x, weight], window(strides))
    return pick(2) == 0 ? y : try builder.add(y, channelwise(variable([filters]), like: y))
  }

  private mutating func transposedConvolution(_ x: ValueID) throws -> ValueID {
    let (s, filters) = (builder.type(of: x).shape, 1 + pick(3))
    let weight = try variable([s[1], filters, 4, 4])
    var attributes = window(2)
    attributes["shape"] = .integers([s[0], filters, 2 * s[2], 2 * s[3]])
    return try builder.emitOne("conv2d_input_gradient", [x, weight], attributes)
  }

  private mutating func batchNorm(_ x: ValueID) throws -> ValueID {
    let channels = builder.type(of: x).shape[1]
    let mean = try builder.mean(x, axes: [0, 2, 3])
    let centered = try builder.subtract(x, channelwise(mean, like: x))
    let variance = try builder.mean(builder.multiply(centered, centered), axes: [0, 2, 3])
    let factor = try builder.multiply(
      builder.power(builder.offset(variance, by: 0.1), -0.5), variable([channels]))
    let y = try builder.multiply(centered, channelwise(factor, like: x))
    return try builder.add(y, channelwise(variable([channels]), like: x))
  }

  private func channelwise(_ value: ValueID, like x: ValueID) throws -> ValueID {
    try builder.broadcast(value, to: builder.type(of: x).shape, axes: [1])
  }

  private func window(_ strides: Int) -> [String: Attribute] {
    [
      "strides": .integers([strides, strides]), "padding": .integers([1, 1, 1, 1]),
      "dilation": .integers([1, 1]), "groups": .integer(1),
    ]
  }

  private mutating func variable(_ shape: [Int]) throws -> ValueID {
    let variable = Variable(
      name: "w\(weights.count)", shape: shape, kind: .weight, initializer: .constant(0))
    contents[variable.name] = tensor(shape)
    let value = try builder.read(variable)
    weights.append(value)
    return value
  }

  private mutating func tensor(_ shape: [Int]) -> ReferenceTensor {
    let shift = Double(pick(10)) * 0.05
    return ReferenceTensor(
      shape: shape, values: PrimitiveExample.Operand(shape, over: -0.8 + shift...0.9).values)
  }

  private mutating func pick(_ count: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(count))
  }
}
