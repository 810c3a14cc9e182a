import QganIR
import Testing

@testable import QganRuntime

@Suite struct VariableStoreTests {
  private func variable(_ name: String, _ initializer: Initializer, shape: [Int] = [4, 5]) -> Variable {
    Variable(name: name, shape: shape, kind: .weight, initializer: initializer)
  }

  @Test func startsDependOnSeedAndNameOnly() throws {
    let (a, b) = (variable("a", .normal(mean: 1, deviation: 2)), variable("b", .uniform(low: -1, high: 3)))
    let first = try VariableStore<Double>([a, b], seed: 5)
    let second = try VariableStore<Double>([b, a], seed: 5)
    #expect(try first.values(of: "a") == second.values(of: "a"))
    #expect(try first.values(of: "b") == second.values(of: "b"))
    #expect(Array(second.entries.keys) == ["b", "a"])
    #expect(try first.values(of: "a") != VariableStore<Double>([a], seed: 6).values(of: "a"))
    #expect(try first.values(of: "b").allSatisfy { -1 <= $0 && $0 < 3 })
    let other = try VariableStore<Double>([variable("c", b.initializer)], seed: 5)
    #expect(try other.values(of: "c") != first.values(of: "b"))
    let single = try VariableStore<Float>([a], seed: 5)
    #expect(try single.values(of: "a") == first.values(of: "a").map { Float($0) })
  }

  @Test func readsFilesThroughTheCaller() throws {
    let w = variable("w", .file(path: "x.safetensors", tensor: "t"), shape: [2])
    #expect(throws: RuntimeError.unresolvedInitializer(variable: "w")) {
      _ = try VariableStore<Float>([w], seed: 0)
    }
    let store = try VariableStore<Float>([w], seed: 0) { $0.name == "w" ? [1, 2] : [] }
    #expect(try store.values(of: "w") == [1, 2])
    #expect(throws: RuntimeError.wrongCount(name: "w", expected: 2, actual: 1)) {
      _ = try VariableStore<Float>([w], seed: 0) { _ in [1] }
    }
  }

  @Test func keepsKnownVariables() throws {
    let store = try VariableStore<Float>([variable("w", .constant(1), shape: [2])], seed: 0)
    try store.set("w", to: [3, 4])
    try store.add([variable("w", .constant(1), shape: [2]), variable("v", .values([7]), shape: [1])])
    #expect(try store.values(of: "w") == [3, 4])
    #expect(try store.values(of: "v") == [7])
    #expect(throws: RuntimeError.wrongShape(name: "w", expected: [3], actual: [2])) {
      try store.add([variable("w", .constant(1), shape: [3])])
    }
    #expect(throws: RuntimeError.unknownTensor(name: "u")) { _ = try store.values(of: "u") }
    #expect(throws: RuntimeError.wrongCount(name: "w", expected: 2, actual: 3)) {
      try store.set("w", to: [1, 2, 3])
    }
  }
}
