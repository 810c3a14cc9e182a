import Foundation
import QganDriver
import QganIR
import QganRuntime
import QganTestSupport
import QganTraining
import Testing

@testable import qganc_bench

/// Workloads are the circuits that they say.
struct WorkloadTests {
  /// Data, outputs and gradients of W1 to W3 are those of the reference files, in both precisions.
  @Test(arguments: [("W1", "W1-b64"), ("W2", "W2"), ("W3", "W3")])
  func reference(name: String, file: String) throws {
    let text = try Repository.text(of: "Tests/QganRuntimeTests/Reference/\(file).json")
    let json = try JSONParser.parse(Array(text.utf8))
    let workload = try #require(Workloads.all.first { $0.name == name })
    let batch = try #require(workload.batches.first)
    #expect(json["batch"]?.asReal == Double(batch.size) && json["qubits"]?.asReal == Double(workload.qubits))
    let plan = try CompiledWorkload(workload, batch: batch.size, gradients: true, lowering: Lowering()).plan
    #expect(plan.operands.map(\.name) == ["x", "w"])
    let data = WorkloadData(plan, batch: batch.size, seed: batch.seed)
    func numbers(_ key: String) throws -> [Double] { flat(try #require(json[key])) }
    // The files hold them rounded to 17 digits or fewer.
    #expect(try data.operands[0] == numbers("x").map { Float($0) })
    #expect(try data.operands[1] == numbers("w").map { Float($0) })
    #expect(try data.cotangent == numbers("g").map { Float($0) })

    try check(
      CircuitRun<Double>(plan, batch: batch.size, data: data, order: .gradient, options: RunOptions()), 1e-11)
    try check(
      CircuitRun<Float>(plan, batch: batch.size, data: data, order: .gradient, options: RunOptions()), 1e-5)
    func check<Scalar>(_ run: CircuitRun<Scalar>, _ tolerance: Double) throws {
      run.forward(0)
      #expect(try distance(run.outputs, numbers("out")) < tolerance)
      // The other weights, and back.
      run.gradient(1)
      #expect(try distance(run.outputs, numbers("out")) > 1e-2)
      run.gradient(0)
      #expect(try distance(run.outputs, numbers("out")) < tolerance)
      #expect(try distance(run.gradientValues[0], numbers("grad_x")) < tolerance)
      #expect(try distance(run.gradientValues[1], numbers("grad_w")) < tolerance)
    }
  }

  /// Every circuit is a program with one circuit of the right size that gives a number a qubit.
  @Test(arguments: Workloads.circuits.map(\.name)) func compiles(name: String) throws {
    let workload = try #require(Workloads.all.first { $0.name == name })
    let compiled = try CompiledWorkload(workload, batch: 2, gradients: true, lowering: Lowering())
    #expect(compiled.plan.qubitCount == workload.qubits && compiled.plan.outputCount == workload.qubits)
    #expect(compiled.plan.isBatched && compiled.plan.preparations.isEmpty)
    #expect(compiled.gateCount >= workload.qubits && compiled.seconds > 0)
    #expect(!workload.batches.isEmpty && workload.batches.allSatisfy { $0.size > 0 })
    for strategy in [CircuitStrategy.gates, .layers] {
      let model = OperationModel(circuit: compiled.circuit, plan: compiled.plan, strategy: strategy)
      #expect(model.operations(.forward) > 0 && model.operations(.gradient) > model.operations(.forward))
      #expect(model.name == (strategy == .layers && compiled.plan.fused != nil ? "layers" : "gates"))
    }
  }

  @Test func namesAreUnique() { #expect(Set(Workloads.all.map(\.name)).count == Workloads.all.count) }

  /// Nothing in the library of circuits is left out.
  @Test func libraryIsComplete() {
    for (file, names) in [
      ("ansatze.qgan", Set(Workloads.ansatze)), ("encodings.qgan", Set(Workloads.encodings)),
      ("entanglers.qgan", Set(Workloads.entanglers.keys)),
    ] {
      let text = String(decoding: StandardLibrary.files[file] ?? [], as: UTF8.self)
      #expect(Set(text.matches(of: /(?m)^circuit (\w+)/).map { String($0.1) }) == names, "\(file)")
    }
    let networks: Set = [
      "fashion28.qgan", "inception_v3.qgan", "lite0.qgan", "models.qgan", "resnet18.qgan",
    ]
    #expect(
      Set(StandardLibrary.files.keys).subtracting(networks).count == 3,
      "a new file of circuits may hold workloads")
  }

  @Test func patterns() throws {
    #expect(
      try Workloads.matching("W*").map(\.name) == [
        "W1", "W2", "W3", "W4", "W5", "W6", "W7", "W7-linear", "WGANGP",
      ])
    #expect(try Workloads.matching("*iqp@*").map(\.qubits) == [4, 5, 8, 12])
    #expect(try Workloads.matching("D5").map(\.name) == ["D5"])
    for (wrong, right) in [
      ("w1", "did you mean `W1`?"), ("D55", "did you mean `D5`?"),
      ("iqp@8", "did you mean `circuits/iqp@8`?"), ("hardware_eficient@4", "`circuits/hardware_efficient@4`"),
      ("nothing like it", "`qganc-bench --list`"), ("Q*", "`qganc-bench --list`"),
    ] {
      let error = #expect(throws: DriverError.self) { try Workloads.matching(wrong) }
      #expect(error?.exitCode == .usage && error?.hint?.contains(right) == true, "\(wrong)")
    }
  }

  /// Operations of W1, counted by hand.
  @Test func operations() throws {
    let workload = try #require(Workloads.all.first { $0.name == "W1" })
    let compiled = try CompiledWorkload(workload, batch: 2, gradients: true, lowering: Lowering())
    func model(_ strategy: CircuitStrategy) -> OperationModel {
      OperationModel(circuit: compiled.circuit, plan: compiled.plan, strategy: strategy)
    }
    // On the start go the encoding and the first layer's RY: 15 RYs on 32 complex amplitudes remain of 20, in 3 layers.
    let gates: Double = 6 * 32 * 15
    // The states go back (2 and 2 gates for 1 forward), and each gate has an inner product.
    #expect(model(.gates).operations(.forward) == gates)
    #expect(model(.gates).operations(.gradient) == 3 * gates + 4 * 32 * 15)
    // Real: the start's products, then 10 RYs in tangent form on one plane.
    let start: Double = 4 + 8 + 16 + 32
    let rotations: Double = 10 * 2 * 32
    #expect(model(.layers).operations(.forward) == start + rotations)
    #expect(model(.layers).operations(.gradient) == 3 * start + 3 * rotations)
  }

  private func flat(_ json: JSONValue) -> [Double] {
    if case .array(let list) = json { return list.flatMap(flat) }
    return json.asReal.map { [$0] } ?? []
  }

  private func distance(_ a: [Double], _ b: [Double]) -> Double {
    a.count == b.count && !a.isEmpty ? zip(a, b).map { abs($0 - $1) }.max() ?? 0 : .infinity
  }
}
