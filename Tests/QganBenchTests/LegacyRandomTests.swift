import Foundation
import QganDriver
import QganRuntime
import QganTestSupport
import QganTraining
import Testing

@testable import qganc_bench

/// The data of the workloads are those of numpy.
struct LegacyRandomTests {
  /// The reference output of MT19937 with `init_genrand(5489)`, which C++ fixes for `std::mt19937` too: the 10 000th
  /// number.
  @Test func twister() {
    var random = LegacyRandom(seed: 5489)
    for _ in 1..<10_000 { _ = random.next() }
    #expect(random.next() == 4_123_659_995)
  }

  /// What numpy draws after a seed.
  struct Draw: Sendable {
    var seed: UInt32
    var uniform: [Double]
    var normal: [Double]
  }

  /// `r = RandomState(seed); r.uniform(-pi, pi, 3); r.standard_normal(3)` of numpy 2.4.6.
  static let draws = [
    Draw(
      seed: 0, uniform: [0.3067042906681201, 1.3520746650524709, 0.6456813346495229],
      normal: [-2.268328201180374, 1.3335453816218967, -0.8427240538292873]),
    Draw(
      seed: 102, uniform: [0.6137514992522868, 1.1057583318079542, -1.2611500157705082],
      normal: [0.54741099706744, 1.6041495675511308, -0.4547095362665609]),
    Draw(
      seed: 4_294_967_295, uniform: [-2.5281525235044744, 2.5910778345383454, 1.8160623618504408],
      normal: [0.0813036681172692, 0.4096851233481656, 0.31595808265170017]),
  ]

  @Test(arguments: draws) func numbers(draw: Draw) {
    var random = LegacyRandom(seed: draw.seed)
    #expect((0..<3).map { _ in random.uniform(-.pi, .pi) } == draw.uniform)
    let normal = (0..<3).map { _ in random.normal() }
    // The C library's logarithm may differ in the last bit.
    for (a, b) in zip(normal, draw.normal) { #expect(abs(a - b) < 1e-15) }
  }

  /// The last numbers of a long draw: `x`, `w` and `g` of W1 at batch 256 (seed 102), by numpy 2.4.6 in float32.
  @Test func longDraw() throws {
    let workload = try #require(Workloads.all.first { $0.name == "W1" })
    let plan = try CompiledWorkload(workload, batch: 256, gradients: false, lowering: Lowering()).plan
    let data = WorkloadData(plan, batch: 256, seed: workload.seed(batch: 256))
    #expect(data.operands.map(\.count) == [1280, 15] && data.cotangent.count == 1280)
    #expect(data.operands.map(\.last) == [-3.0925024, 0.8955303])
    #expect(data.cotangent.first == 1.7831025 && data.cotangent.last == -1.0487349)
    #expect(data.updatedOperands[0] == data.operands[0] && data.updatedOperands[1] != data.operands[1])
  }
}
