import QganDriver
import QganIR
import Testing

/// Variants, sweeps' settings and `--set`.
@Suite struct OverrideTests {
  private let text = """
    config int WIDTH = 4;
    const int HALF = WIDTH / 2;
    config float RATE = 0.1;
    config layer CORE = dense(HALF);
    model other(input float[const n] x) -> float[HALF] { return x |> dense(HALF) |> relu; }
    model M(input float[4] x) -> float[4] { return x |> CORE |> dense(4); }
    dataset bars { source: bars_and_stripes(2, 2); }
    dataset few { source: bars; limit: 3; }
    train t {
      model: M; target: self; data: bars; loss: mse; optimizer: adam(lr: RATE); batch: 2; epochs: 3; seed: 1;
    }
    variant wide of t { WIDTH = 8; seed = 2; }
    variant fast of wide { RATE = 0.5; data = few; epochs = 1; }
    variant again of fast { seed = 3; CORE = other; }
    """

  private func training(_ target: String, _ assignments: [String] = []) throws -> TrainingSpec {
    let compilation = try compilation(text, .init(target: target, assignments: assignments))
    #expect(compilation.check().isEmpty, "\(compilation.diagnostics.map(\.message))")
    return try #require(try compilation.training())
  }

  private func config(_ spec: TrainingSpec, _ key: String) -> String? {
    spec.configuration.first { $0.key == key }?.value
  }

  private func coreShape(_ spec: TrainingSpec) throws -> [Int] {
    guard case .supervised(let model, _) = spec.networks else { return [] }
    let builder = ModelBuilder(
      graph: GraphBuilder(name: "test"), batch: 2, mode: .training, path: ["model"])
    _ = try model.build(
      builder, [builder.tensor(builder.graph.input("x", TensorType([2, 4])), isBatched: true)])
    return builder.graph.graph.variables.values.first?.shape ?? []
  }

  @Test func theBlockItself() throws {
    let spec = try training("t")
    #expect(spec.seed == 1 && spec.epochs == 3 && spec.data.description.count == 6)
    #expect(config(spec, "config WIDTH") == "4")
    #expect(try coreShape(spec) == [2, 4])
  }

  @Test func whatDependsOnAConfigFollows() throws {
    let spec = try training("wide")
    #expect(spec.seed == 2 && config(spec, "config WIDTH") == "8")
    #expect(try coreShape(spec) == [4, 4])
  }

  @Test func variantsOfVariants() throws {
    let spec = try training("again")
    #expect(spec.seed == 3 && spec.epochs == 1 && spec.data.description.count == 3)
    #expect(config(spec, "config WIDTH") == "8" && config(spec, "config RATE") == "0.5")
    #expect(try #require(spec.optimizations["model"]).arguments.real("lr") == 0.5)
    #expect(try coreShape(spec) == [4, 4])
  }

  @Test func settingsOnTheCommandLineAreStrongest() throws {
    let spec = try training("again", ["WIDTH=12", "seed=9", "RATE=1/4.0", "WIDTH=6"])
    #expect(spec.seed == 9 && config(spec, "config WIDTH") == "6" && config(spec, "config RATE") == "0.25")
    #expect(try coreShape(spec) == [3, 4])
  }

  @Test func aLayerOnTheCommandLine() throws {
    let spec = try training("t", ["CORE=dense(7)"])
    #expect(try coreShape(spec) == [7, 4])
  }

  @Test func targetsMustExist() {
    #expect(throws: DriverError.self) { try compilation(text, .init(target: "nobody")) }
    #expect(throws: DriverError.self) { try compilation(text, .init(assignments: ["WIDTH"])) }
  }
}
