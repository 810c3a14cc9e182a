import QganDriver
import QganIR
import Testing

/// Instances, recipes, the names of weights, and the functions of layers.
@Suite struct LayerSemanticsTests {
  @Test func anonymousUsesAreCounted() throws {
    let text = """
      model m(input float[1, 8, 8] x) -> float[3] {
        y = x |> conv2d(2, kernel: 3) |> relu |> conv2d(2, kernel: 3);
        return y |> flatten |> dense(3, bias: false);
      }
      """
    #expect(
      try weights(text, "m", inputShapes: [[1, 8, 8]]) == [
        "model.conv2d.weight", "model.conv2d.bias", "model.conv2d_2.weight", "model.conv2d_2.bias",
        "model.dense.weight",
      ])
  }

  @Test func instancesShareAndRecipesDoNot() throws {
    let text = """
      const layer RECIPE = dense(2, bias: false);
      circuit vqc(input angle[const n] x, param angle[n] w) -> float[n] {
        qubit[n] q;
        ry(x + w) q;
        return expval(Z) q;
      }
      model m(input float[2] x) -> float[2] {
        layer shared = RECIPE;
        layer core = vqc;
        param float[2] scale ~ constant(1);
        x = x |> shared |> core |> shared |> core;
        return scale * (x |> RECIPE |> vqc |> RECIPE |> vqc);
      }
      """
    #expect(
      try weights(text, "m", inputShapes: [[2]]) == [
        "model.scale", "model.shared.weight", "model.core.w", "model.RECIPE.weight", "model.vqc.w",
        "model.RECIPE_2.weight", "model.vqc_2.w",
      ])
  }

  @Test func pathsGoThroughInstancesAndLoops() throws {
    let text = """
      model block(const int width, input float[const n] x) -> float[width] {
        layer expand = dense(width, bias: false);
        return x |> expand;
      }
      model m(input float[2] x) -> float[4] {
        for int i in [0:3] {
          layer blocks[i] = block(4);
          x = x |> blocks[i];
        }
        return x |> block(4);
      }
      """
    #expect(
      try weights(text, "m", inputShapes: [[2]]) == [
        "model.blocks.0.expand.weight", "model.blocks.1.expand.weight", "model.blocks.2.expand.weight",
        "model.blocks.3.expand.weight", "model.block.expand.weight",
      ])
  }

  @Test func functionsOfLayersAddNothingToPaths() throws {
    let text = """
      model F(input float[2] x) -> float[2] { return x |> dense(2, bias: false); }
      model m(input float[2] x) -> float[2] {
        layer patches = parallel(2, F);
        y = x |> patches;
        z = x |> parallel(2, dense(1, bias: false));
        u = x |> freeze(F);
        v = x |> freeze(F);
        return y[0] + z[:, 0] + u + v;
      }
      """
    #expect(
      try weights(text, "m", inputShapes: [[2]]) == [
        "model.patches.0.dense.weight", "model.patches.1.dense.weight", "model.dense.0.weight",
        "model.dense.1.weight", "model.F.dense.weight", "model.F_2.dense.weight",
      ])
  }

  @Test func parallelStacksItsResults() throws {
    let text = """
      model f(input float[2] x, param float s ~ constant(1)) -> float[2] { return s * x; }
      model m(input float[2] x) -> float[3, 2] { return x |> parallel(3, f); }
      """
    let one = { NestedArray(shape: [], elements: [$0]) }
    let evaluation = try Evaluation(
      text, "m", inputs: ["x": NestedArray(shape: [2, 2], elements: [1, 2, 3, 4])],
      params: ["f.0.s": one(1), "f.1.s": one(10), "f.2.s": one(100)])
    #expect(evaluation.result.outputs.shape == [2, 3, 2])
    #expect(evaluation.outputs == [1, 2, 10, 20, 100, 200, 3, 4, 30, 40, 300, 400])
  }

  @Test func freezeKeepsWeightsAndPassesGradients() throws {
    let text = """
      model f(input float[2] x) -> float[2] { return x |> dense(2) |> batch_norm |> dropout(0.5); }
      model m(input float[2] x) -> float[2] { return x |> freeze(f) |> dense(2) |> dropout(0.5); }
      """
    let graph = try modelGraph(text, "m", inputShapes: [[2]])
    for variable in graph.variables.values {
      #expect(variable.isFrozen == variable.name.hasPrefix("model.f."), "\(variable.name)")
    }
    // Evaluation mode: one dropout, not two, and no running statistics are written.
    #expect(graph.operations.filter { $0.primitive == "random_uniform" }.count == 1)
    #expect(graph.updates.isEmpty)
    let free = try modelGraph(text, "f", inputShapes: [[2]])
    #expect(!free.updates.isEmpty && free.variables.values.allSatisfy { !$0.isFrozen })
    let linear = """
      model f(input float[2] x) -> float[2] { return x |> dense(2, bias: false); }
      model m(input float[2] x) -> float[2] { return x |> freeze(f); }
      """
    let evaluation = try Evaluation(
      linear, "m", inputs: ["x": sample([1, 2])],
      params: ["f.dense.weight": weight([1, 2, 3, 4], shape: [2, 2])], cotangent: [1, 1], gradients: true)
    #expect(evaluation.inputGradient("x") == [4, 6])
  }

  @Test func cutEndsAtAnInstance() throws {
    let text = """
      model block(input float[const n] x) -> float[n] {
        layer inner = dense(n, bias: false);
        return x |> inner |> relu;
      }
      model F(input float[2] x) -> float[1] {
        for int i in [0:2] { layer blocks[i] = block; x = x |> blocks[i]; }
        return x |> dense(1);
      }
      model two(input float[2] x) -> float[2] { return x |> cut(F, after: "blocks.1"); }
      model inside(input float[2] x) -> float[2] {
        layer trunk = cut(F, after: "blocks.1.inner");
        return x |> trunk;
      }
      """
    #expect(
      try weights(text, "two", inputShapes: [[2]]) == [
        "model.F.blocks.0.inner.weight", "model.F.blocks.1.inner.weight",
      ])
    #expect(
      try weights(text, "inside", inputShapes: [[2]]) == [
        "model.trunk.blocks.0.inner.weight", "model.trunk.blocks.1.inner.weight",
      ])
    let evaluation = try Evaluation(
      text, "inside", inputs: ["x": sample([1, -1])],
      params: [
        "trunk.blocks.0.inner.weight": weight([1, 0, 0, 1], shape: [2, 2]),
        "trunk.blocks.1.inner.weight": weight([-2, 0, 0, 3], shape: [2, 2]),
      ])
    // The first block's ReLU is inside, the second's is cut off.
    #expect(evaluation.outputs == [-2, 0])
  }

  @Test func loadMapsNames() throws {
    let text = """
      model block(input float[const n] x) -> float[n] {
        layer expand = dense(n);
        return x |> expand;
      }
      model F(input float[2] x) -> float[2] {
        for int i in [0:1] { layer blocks[i] = block; x = x |> blocks[i]; }
        layer stem = dense(2, bias: false);
        return x |> stem;
      }
      const layer L = load(F, from: "w.safetensors", at: "net", rename: ["*.* -> _*.*", "blocks.*.*.* -> _blocks.*._*.*"]);
      model m(input float[2] x) -> float[2] { layer body = L; return x |> body; }
      model G(input float[2] z) -> float[4] { return z |> dense(4); }
      dataset bars { source: bars_and_stripes(2, 2); }
      train t {
        model: auto; target: self; data: bars; loss: mse; optimizer: adam(lr: 0.1); batch: 2; epochs: 1;
      }
      model auto(input float[4] x) -> float[4] { layer code = dense(4, bias: false); return x |> code; }
      model part(input float[4] x) -> float[4] { return x |> load(dense(4, bias: false), from: t, at: "model.code"); }
      model whole(input float[4] x) -> float[4] { return x |> load(auto, from: t); }
      """
    let graph = try modelGraph(text, "m", inputShapes: [[2]])
    let starts = graph.variables.mapValues(\.initializer)
    #expect(
      starts["model.body.blocks.1.expand.bias"]
        == .file(path: "w.safetensors", tensor: "net._blocks.1._expand.bias"))
    #expect(
      starts["model.body.stem.weight"] == .file(path: "w.safetensors", tensor: "net._stem.weight"))
    #expect(starts.count == 5)
    let part = try modelGraph(text, "part", inputShapes: [[4]])
    #expect(
      part.variables["model.dense.weight"]?.initializer
        == .block(name: "t", variable: "model.code.weight"))
    let whole = try modelGraph(text, "whole", inputShapes: [[4]])
    #expect(
      whole.variables["model.auto.code.weight"]?.initializer
        == .block(name: "t", variable: "model.code.weight"))
  }

  @Test func startsOfWeights() throws {
    let text = """
      circuit c(param angle[2] a, param angle[2] b ~ normal(0, 0.1), param float s ~ constant(3)) -> float[2] {
        qubit[2] q;
        ry(s * a + b) q;
        return expval(Z) q;
      }
      """
    let starts = try modelGraph(text, "c", inputShapes: []).variables.mapValues(\.initializer)
    #expect(starts["model.a"] == .uniform(low: 0, high: 2 * Double.pi))
    #expect(starts["model.b"] == .normal(mean: 0, deviation: 0.1))
    #expect(starts["model.s"] == .constant(3))
  }
}
