import QganIR
import QganPasses
import Testing

@testable import QganRuntime

@Suite struct ExecutorTests {
  private func variable(_ name: String, _ shape: [Int], _ initializer: Initializer) -> Variable {
    Variable(name: name, shape: shape, kind: .weight, initializer: initializer)
  }

  @Test func updatesSeeTheOldContents() throws {
    let builder = GraphBuilder(name: "swap")
    let (a, b) = (variable("a", [2], .values([1, 2])), variable("b", [2], .values([10, 20])))
    let (x, y) = (try builder.read(a), try builder.read(b))
    try builder.update(a, to: y)
    try builder.update(b, to: try builder.add(x, y))
    builder.output("a", x)
    let store = try VariableStore<Double>([a, b], seed: 0)
    let executor = try Executor(plan: try makePlan(builder.graph), variables: store)
    try executor.run(step: 0)
    #expect(try store.values(of: "a") == [10, 20])
    #expect(try store.values(of: "b") == [11, 22])
    #expect(try executor.output("a") == [1, 2])
    try executor.run(step: 1)
    #expect(try store.values(of: "a") == [11, 22])
    #expect(try store.values(of: "b") == [21, 42])
  }

  @Test func nothingIsWrittenBeforeCommit() throws {
    let builder = GraphBuilder(name: "descent")
    let w = variable("w", [3], .values([1, -2, 3]))
    let value = try builder.read(w)
    try builder.update(w, to: try builder.scale(value, by: 0.5))
    builder.output("norm", try builder.sum(try builder.multiply(value, value)))
    let store = try VariableStore<Float>([w], seed: 0)
    let executor = try Executor(plan: try makePlan(builder.graph), variables: store)
    try executor.compute(step: 0)
    #expect(try executor.output("norm") == [14])
    #expect(try store.values(of: "w") == [1, -2, 3])
    try executor.compute(step: 0)
    try executor.commit(step: 0)
    #expect(try store.values(of: "w") == [0.5, -1, 1.5])
  }

  @Test func namesTheFirstTensorThatWentBad() throws {
    let builder = GraphBuilder(name: "bad")
    let x = builder.input("x", TensorType([3]))
    let w = variable("w", [3], .constant(1))
    let sum = try builder.add(x, try builder.read(w))
    builder.location = Location(file: 0, start: 7, end: 12)
    let log = try builder.emitOne("log", [sum], name: "critic.score")
    builder.location = nil
    let loss = try builder.sum(log)
    builder.output("loss", loss)
    try builder.update(w, to: try builder.add(log, try builder.read(w)))
    let store = try VariableStore<Float>([w], seed: 0)
    let executor = try Executor(plan: try makePlan(builder.graph), variables: store)

    try executor.setInput("x", to: [0, -1, 2])
    try executor.compute(step: 0)
    #expect(try executor.output("loss")[0] == -.infinity)
    let bad = try #require(try executor.firstNonFinite(step: 0))
    #expect(bad.name == "critic.score" && bad.primitive == "log" && bad.index == 1)
    #expect(bad.location == Location(file: 0, start: 7, end: 12))
    #expect(try store.values(of: "w") == [1, 1, 1])

    try executor.setInput("x", to: [0, .nan, 2])
    #expect(
      try executor.firstNonFinite(step: 0) == NonFiniteTensor(name: "x", primitive: "input", index: 1))
    try executor.setInput("x", to: [0, 1, 2])
    #expect(try executor.firstNonFinite(step: 0) == nil)
    try store.set("w", to: [0, 0, .infinity])
    #expect(
      try executor.firstNonFinite(step: 0) == NonFiniteTensor(name: "w", primitive: "variable", index: 2))
  }

  /// A small network with a convolution, random draws and an update, trained for a few steps.
  private func trainedWeights<Scalar: RuntimeScalar>(
    _: Scalar.Type, threads: Int, steps: [Range<Int>]
  ) throws -> [Scalar] {
    let builder = GraphBuilder(name: "training")
    let w = variable("w", [4, 3, 3, 3], .normal(mean: 0, deviation: 0.1))
    let window: [String: Attribute] = [
      "strides": .integers([2, 2]), "padding": .integers([1, 1, 1, 1]), "dilation": .integers([1, 1]),
      "groups": .integer(1),
    ]
    let x = try builder.emitOne(
      "random_normal", [], ["shape": .integers([8, 3, 9, 9]), "stream": .string("x")])
    let value = try builder.read(w)
    let y = try builder.unary("tanh", builder.emitOne("conv2d", [x, value], window))
    let loss = try builder.mean(builder.multiply(y, y))
    let gradient = try #require(
      try Differentiation.gradients(in: builder, of: loss, withRespectTo: [value])[0])
    try builder.update(w, to: builder.subtract(value, builder.scale(gradient, by: 0.3)))
    let plan = try makePlan(builder.graph)
    let store = try VariableStore<Scalar>([w], seed: 9)
    for range in steps {
      // A new executor for each range: nothing but variables and the step's number is carried over.
      let executor = try Executor(
        plan: plan, variables: store, threads: threads, seed: 9, avoidsOneDNN: false, grain: 16)
      for step in range { try executor.run(step: step) }
    }
    return try store.values(of: "w")
  }

  @Test(arguments: [1, 2, 3]) func sameBytesEveryTimeAndAfterResuming(_ threads: Int) throws {
    let single = try trainedWeights(Float.self, threads: threads, steps: [0..<6])
    #expect(try trainedWeights(Float.self, threads: threads, steps: [0..<6]) == single)
    #expect(try trainedWeights(Float.self, threads: threads, steps: [0..<2, 2..<6]) == single)
    #expect(try trainedWeights(Float.self, threads: threads, steps: [0..<2, 3..<7]) != single)
    let double = try trainedWeights(Double.self, threads: threads, steps: [0..<6])
    #expect(zip(single, double).allSatisfy { abs(Double($0) - $1) < 1e-4 })
  }

  @Test func timesEveryInstruction() throws {
    let builder = GraphBuilder(name: "timed")
    let w = variable("w", [2], .values([1, 2]))
    let y = try builder.unary("exp", builder.unary("neg", builder.read(w)))
    builder.output("y", try builder.sum(y))
    try builder.update(w, to: y)
    let store = try VariableStore<Float>([w], seed: 0)
    let executor = try Executor(plan: try makePlan(builder.graph), variables: store)
    let times = try executor.profile(step: 0, repetitions: 2)
    #expect(times.count >= 3 && times.allSatisfy { $0.seconds >= 0 && $0.seconds < .infinity })
    #expect(zip(times, times.dropFirst()).allSatisfy { $0.seconds >= $1.seconds })
    #expect(try store.values(of: "w") == [1, 2])
  }

  @Test func badIndicesAreErrors() throws {
    let builder = GraphBuilder(name: "labels")
    let labels = builder.input("labels", TensorType([2]))
    builder.output("y", try builder.emitOne("one_hot", [labels], ["classes": .integer(3)]))
    let executor = try Executor<Float>(plan: try makePlan(builder.graph), variables: VariableStore(seed: 0))
    for bad: Float in [3, -1, .nan, 1.5, .infinity] {
      try executor.setInput("labels", to: [0, bad])
      #expect(throws: RuntimeError.self) { try executor.run(step: 0) }
    }
    try executor.setInput("labels", to: [2, 0])
    try executor.run(step: 0)
    #expect(try executor.output("y") == [0, 0, 1, 1, 0, 0])
  }

  @Test func tooMuchMemoryIsAnError() throws {
    let builder = GraphBuilder(name: "huge")
    let x = builder.input("x", TensorType([1 << 20]))
    let wide = try builder.broadcast(x, to: [1 << 20, 1 << 20], axes: [1])
    builder.output("y", try builder.unary("exp", wide))
    let plan = try makePlan(builder.graph)
    #expect {
      _ = try Executor<Float>(plan: plan, variables: VariableStore(seed: 0))
    } throws: { error in
      guard case RuntimeError.outOfMemory(_, let need, let have) = error else { return false }
      return need >= 1 << 42 && have > 0 && have < need
    }
    #expect(throws: RuntimeError.self) {
      _ = try VariableStore<Double>([variable("w", [1 << 40], .constant(0))], seed: 0)
    }
    #expect(throws: RuntimeError.self) {
      _ = try VariableStore<Double>([variable("w", [1 << 40, 1 << 40], .constant(0))], seed: 0)
    }
  }

  @Test func wrongUseIsAnError() throws {
    let builder = GraphBuilder(name: "small")
    let w = variable("w", [2], .constant(0))
    builder.output("y", try builder.add(builder.input("x", TensorType([2])), try builder.read(w)))
    let plan = try makePlan(builder.graph)
    #expect(throws: RuntimeError.unknownTensor(name: "w")) {
      _ = try Executor<Float>(plan: plan, variables: VariableStore(seed: 0))
    }
    let other = try VariableStore<Float>([variable("w", [3], .constant(0))], seed: 0)
    #expect(throws: RuntimeError.wrongShape(name: "w", expected: [2], actual: [3])) {
      _ = try Executor(plan: plan, variables: other)
    }
    let executor = try Executor(plan: plan, variables: try VariableStore<Float>([w], seed: 0))
    #expect(throws: RuntimeError.wrongCount(name: "x", expected: 2, actual: 1)) {
      try executor.setInput("x", to: [1])
    }
    #expect(throws: RuntimeError.unknownTensor(name: "z")) { try executor.setInput("z", to: [1]) }
    #expect(throws: RuntimeError.unknownTensor(name: "z")) { _ = try executor.output("z") }
  }

  @Test func plansThatLeaveTheirMemoryAreRefused() throws {
    let inside = PlanTensor(storage: .arena(offset: 0), shape: [16])
    for wrong in [
      PlanTensor(storage: .arena(offset: 16), shape: [16]),
      PlanTensor(storage: .arena(offset: -16), shape: [16]),
      PlanTensor(storage: .input(index: 0), shape: [16]),
      PlanTensor(storage: .constant(index: 2), shape: [16]),
      PlanTensor(storage: .arena(offset: 0), shape: [16], strides: [2]),
      PlanTensor(storage: .arena(offset: 0), shape: [16], strides: [-1]),
      PlanTensor(storage: .arena(offset: 0), shape: [8]),
      PlanTensor(storage: .arena(offset: 0), shape: [Int.max, 4]),
    ] {
      var plan = Plan(name: "wrong")
      plan.arenaCount = 16
      plan.instructions = [
        Instruction(primitive: "exp", attributes: [:], operands: [wrong], results: [inside])
      ]
      #expect(throws: RuntimeError.self) {
        _ = try Executor<Double>(plan: plan, variables: VariableStore(seed: 0))
      }
    }
    var plan = Plan(name: "unknown")
    plan.instructions = [Instruction(primitive: "nothing", attributes: [:], operands: [], results: [])]
    #expect(throws: RuntimeError.noKernel(primitive: "nothing", location: nil)) {
      _ = try Executor<Double>(plan: plan, variables: VariableStore(seed: 0))
    }
  }
}
