import Foundation
import QganDriver
import QganIR
import QganSema
import QganTraining
import Testing

/// Train blocks as they are written, down to their run folders.
struct TrainingFromSourceTests {
  private struct NoFiles: SourceProvider {
    func source(_ path: String, includedFrom includer: String) -> SourceText? { nil }
  }

  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private let program = """
    qgan 1.0;
    dataset bars { source: bars_and_stripes(2, 2); }
    circuit core(input angle[2] x, param angle[2] w) -> float[2] {
      qubit[2] q;
      ry(x) q;
      cx q[0], q[1];
      ry(w) q;
      return expval(Z) q;
    }
    model Copy(input float[4] x) -> float[4] { return x |> dense(2) |> core |> dense(4); }
    model Start(input float[4] z) -> float[4] { return z |> load(Copy, from: first); }
    model Critic(input float[4] x) -> float[1] { return x |> dense(3) |> leaky_relu(0.2) |> dense(1); }
    train first {
      model: Copy; target: self; data: bars; loss: mse; optimizer: sgd(lr: 0.1); batch: 3; epochs: 2;
    }
    train second {
      generator: Start; discriminator: Critic; data: bars; latent: normal(0, 1); loss: bce;
      optimizer: adam(lr: 0.01); batch: 2; epochs: 3; discriminator_steps: 2; ema: 0.9;
      every 2 steps { grid(2, 2); checkpoint; }
    }
    """

  private func job(_ compilation: Compilation, _ block: String) throws -> TrainingJob {
    let spec = try #require(compilation.training(block), "\(compilation.diagnostics)")
    return TrainingJob(
      spec: spec, plan: { try Lowering().plan($0) }, loads: { compilation.loads },
      dependency: { try self.job(compilation, $0) })
  }

  @Test func blockThatLoadsFromAnother() throws {
    let compilation = try Compilation(
      main: SourceText(path: "two.qgan", utf8: Array(program.utf8)), provider: NoFiles())
    let second = try job(compilation, "second")
    #expect(second.spec.dependencies == ["first"])
    // What another block loads is not this one's.
    #expect(try job(compilation, "first").spec.dependencies == [])
    let options = TrainingSession.Options(runs: folder.path + "/runs")
    let (outcome, path) = try TrainingSession(second, options: options).run()
    // 6 samples, 3 batches an epoch, a step every 2 of the 9 batches.
    #expect(outcome == .finished(step: 4))
    #expect(try Folder.list(options.runs) == ["first-0001", "second-0001"])
    let checkpoint = try #require(try CheckpointFolder(path + "/checkpoints").newestValid()).checkpoint
    #expect(checkpoint.tensors["generator.Copy.dense.weight"]?.shape == [2, 4])
    #expect(checkpoint.tensors["ema/generator.Copy.dense.weight"]?.shape == [2, 4])
    #expect(try RunSampling(second, run: path, count: 5).samples.count == 20)
  }

  /// Layers of another dataset see its black and white, unless `range` says otherwise.
  @Test func rangeOfADatasetOfADataset() throws {
    let text = """
      qgan 1.0;
      dataset bars { source: bars_and_stripes(2, 2); range: [1, -1]; }
      dataset same { source: bars; limit: 4; }
      dataset other { source: bars; range: [0, 2]; }
      model Copy(input float[4] x) -> float[4] { return x |> dense(4); }
      train a { model: Copy; target: self; data: same; loss: mse; optimizer: sgd(lr: 0.1); batch: 3; epochs: 2; }
      train b { model: Copy; target: self; data: other; loss: mse; optimizer: sgd(lr: 0.1); batch: 3; epochs: 2; }
      """
    let compilation = try Compilation(
      main: SourceText(path: "ranges.qgan", utf8: Array(text.utf8)), provider: NoFiles())
    #expect(try #require(compilation.training("a")).data.range == [1, -1])
    #expect(try #require(compilation.training("b")).data.range == [0, 2])
  }
}
