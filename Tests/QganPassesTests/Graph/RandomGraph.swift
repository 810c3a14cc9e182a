import QganIR
import QganPasses

/// Random graphs over shapes that often meet, with variables, updates, views, circuits and gradients.
struct RandomGraph {
  private var state: UInt64
  private let builder = GraphBuilder(name: "random")
  private var pool: [ValueID] = []

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

  /// The graph, and values for its inputs and variables.
  mutating func build() throws -> (Graph, [String: ReferenceTensor], [String: ReferenceTensor]) {
    let shapes = [[2, 3], [3], [2, 3], [3, 2]]
    var inputs: [String: ReferenceTensor] = [:]
    var contents: [String: ReferenceTensor] = [:]
    for (index, shape) in shapes.enumerated() {
      pool.append(builder.input("x\(index)", TensorType(shape)))
      inputs["x\(index)"] = tensor(shape, offset: Double(index) * 0.1)
    }
    let variables = [[2, 3], [2, 3], [3]].enumerated().map { index, shape in
      Variable(name: "w\(index)", shape: shape, kind: .weight, initializer: .constant(0))
    }
    for variable in variables {
      pool.append(try builder.read(variable))
      contents[variable.name] = tensor(variable.shape, offset: 0.3)
    }
    for _ in 0..<(4 + pick(25)) { try appendOperation() }
    if pick(3) == 0 {
      let last = pool[pool.count - 1]
      let gradients = try Differentiation.gradients(in: builder, of: last, withRespectTo: Array(pool[4..<7]))
      pool += gradients.compactMap { $0 }
    }
    for variable in variables where pick(3) > 0 {
      let fitting = pool.filter { builder.type(of: $0).shape == variable.shape }
      // Mostly late values, as optimizers write; sometimes other variables as they were.
      let value = pick(3) == 0 ? fitting[pick(fitting.count)] : fitting[fitting.count - 1]
      try builder.update(variable, to: value)
    }
    for index in 0..<(1 + pick(3)) {
      builder.output("y\(index)", pool[Swift.max(0, pool.count - 1 - pick(8))])
    }
    return (builder.graph, inputs, contents)
  }

  private mutating func appendOperation() throws {
    let x = pool[pool.count - 1 - pick(Swift.min(pool.count, 9))]
    let shape = builder.type(of: x).shape
    switch pick(13) {
    case 0, 1: pool.append(try builder.unary(["tanh", "sin", "sigmoid", "neg"][pick(4)], x))
    case 2, 3, 4:
      let partners = pool.filter { GraphBuilder.broadcastShape(builder.type(of: $0).shape, shape) != nil }
      let y = partners[pick(partners.count)]
      pool.append(try builder.elementwise(["add", "mul", "sub", "maximum"][pick(4)], x, y))
    case 5: pool.append(try builder.scale(x, by: 0.5))
    case 6: pool.append(try builder.reshape(x, to: shape.reversed()))
    case 7: pool.append(try builder.unary("stop_gradient", x))
    case 8 where shape.count == 2: pool.append(try builder.transpose(x, [1, 0]))
    case 9 where shape.count == 2: pool.append(try builder.sum(x, axes: [pick(2)]))
    case 10 where shape == [3]: pool.append(try builder.broadcast(x, to: [2, 3]))
    case 11: pool.append(try builder.add(x, builder.constant(0.25, shape: shape)))
    case 12 where shape.count == 2:
      let partners = pool.filter {
        let other = builder.type(of: $0).shape
        return other.count == 2 && other[0] == shape[1]
      }
      guard !partners.isEmpty else { return }
      pool.append(try builder.matmul(x, partners[pick(partners.count)]))
    default: pool.append(try builder.emitOne("random_uniform", [], randomAttributes(shape)))
    }
  }

  private mutating func randomAttributes(_ shape: [Int]) -> [String: Attribute] {
    ["shape": .integers(shape), "stream": .string("s\(pick(2))")]
  }

  private func tensor(_ shape: [Int], offset: Double) -> ReferenceTensor {
    ReferenceTensor(shape: shape, values: PrimitiveExample.Operand(shape, over: -0.9 + offset...1.1).values)
  }

  private mutating func pick(_ count: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(count))
  }
}
