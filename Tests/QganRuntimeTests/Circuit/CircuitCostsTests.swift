import QganIR
import QganPasses
import Testing

@testable import QganRuntime

/// The cost model: what it counts, what it chooses, and its file.
@Suite struct CircuitCostsTests {
  private func plan(qubits: Int, layers: Int, isRing: Bool) throws -> CircuitPlan {
    let circuit = CircuitWorkload.circuit(qubits: qubits, layers: layers, isRing: isRing)
    return try planCircuit(CircuitPasses.optimize(circuit, level: 2))
  }

  private func load(_ batch: Int, lanes: Int = 8, threads: Int = 1, isGradient: Bool = true)
    -> QganIR.CircuitWorkload
  {
    QganIR.CircuitWorkload(batch: batch, threads: threads, lanes: lanes, isGradient: isGradient)
  }

  @Test func countsOfTheRing() throws {
    // RY encoding and first layer are the start; two layers of five rotations of 32 amplitudes remain.
    let plan = try plan(qubits: 5, layers: 3, isRing: true)
    let work = try #require(plan.work(.layers, load(64)))
    #expect(work.kernels == .few)
    #expect(work.counts[.tile] == 8)
    #expect(work.counts[.rotation] == 2560.0)
    #expect(work.counts[.laneAngle] == 40.0)
    #expect(work.counts[.phase] == nil)
    let dense = try #require(plan.work(.dense, load(64)))
    // A real matrix of 32 rows on 8 tiles of real states.
    #expect(dense.counts[.product] == 8192.0)
    let layers = try #require(plan.fused?.layers.count)
    #expect(dense.counts[.column] == Double(4 * 32 * (2 * 5 + 2 * layers)))
  }

  @Test func threadsShareTiles() throws {
    let plan = try plan(qubits: 5, layers: 3, isRing: false)
    #expect(plan.work(.layers, load(64, threads: 2))?.counts[.tile] == 4)
    #expect(plan.work(.layers, load(65, threads: 2))?.counts[.tile] == 5)
    #expect(plan.work(.layers, load(3, threads: 2))?.counts[.tile] == 1)
  }

  /// More samples, layers, qubits or the way back never cost less.
  @Test(arguments: CircuitStrategy.allCases, [true, false])
  func estimatesGrow(strategy: CircuitStrategy, isDouble: Bool) throws {
    func time(_ plan: CircuitPlan, _ batch: Int, isGradient: Bool = true) throws -> Double {
      let work = try #require(plan.work(strategy, load(batch, isGradient: isGradient)))
      return try #require(
        CircuitCosts.standard.nanoseconds(work, instructions: "avx2", isDouble: isDouble))
    }
    for isRing in [true, false] {
      let small = try plan(qubits: 5, layers: 3, isRing: isRing)
      let deep = try plan(qubits: 5, layers: 6, isRing: isRing)
      #expect(try time(small, 8) > 0)
      for batch in [8, 64, 250] {
        #expect(try time(small, batch) <= time(small, batch + 8))
        #expect(try time(small, batch) <= time(deep, batch))
      }
      #expect(try time(small, 64) < time(small, 4096))
      let wide = try plan(qubits: 8, layers: 3, isRing: isRing)
      let wider = try plan(qubits: 8, layers: 9, isRing: isRing)
      #expect(try time(wide, 64) < time(wider, 64))
    }
  }

  @Test func chooses() throws {
    func chosen(_ plan: CircuitPlan, _ batch: Int, _ set: InstructionSet) -> CircuitStrategy {
      plan.estimates(
        batch: batch, precision: Float.self, threads: 1, order: .gradient, instructionSet: set,
        costs: .standard
      ).chosen
    }
    let ring = try plan(qubits: 5, layers: 3, isRing: true)
    let deep = try plan(qubits: 5, layers: 60, isRing: false)
    for set in InstructionSet.supported {
      for batch in [1, 64, 256] { #expect(chosen(ring, batch, set) == .layers) }
      #expect(chosen(deep, 1024, set) == .dense)
      #expect(chosen(deep, 1, set) != .dense)
    }
    let executor = try CircuitExecutor<Float>(plan: deep, batch: 1024)
    #expect(executor.strategy == .dense)
    #expect(
      executor.workspaceBytes == deep.workspaceBytes(batch: 1024, precision: Float.self, threads: 1))
  }

  @Test func withoutCostsLayersComeFirst() throws {
    let deep = try plan(qubits: 5, layers: 60, isRing: false)
    let (chosen, all) = deep.estimates(
      batch: 1024, precision: Float.self, threads: 1, order: .gradient, costs: CircuitCosts())
    #expect(chosen == .layers)
    #expect(all.map(\.strategy) == [.layers, .gates, .dense])
    #expect(all.allSatisfy { $0.nanoseconds == nil })
  }

  @Test func tablesAreText() throws {
    let text = CircuitCosts.standard.description
    #expect(try CircuitCosts(text: text) == .standard)
    #expect(!CircuitCosts.standard.table.isEmpty)
    let other = try CircuitCosts(
      text: "qganc circuit costs 1\n# mine\navx2 single few gradient rotation 99 # ns\n")
    let key = CircuitCosts.Key(instructions: "avx2", isDouble: false, kernels: .few, isGradient: true)
    let both = CircuitCosts.standard.overridden(by: other)
    #expect(both.table[key] == [.rotation: 99])
    #expect(both.table.count == CircuitCosts.standard.table.count)
  }

  @Test(arguments: [
    ("", "starts with"), ("costs", "starts with"),
    ("qganc circuit costs 1\navx2 single few gradient rotation", "line 2: expected"),
    ("qganc circuit costs 1\n\navx2 single few gradient rotation x", "line 3: `x` is not a number"),
    ("qganc circuit costs 1\navx2 single few gradient rotation -1", "line 2: `-1` is not a number"),
    ("qganc circuit costs 1\navx2 single few gradient rotation nan", "line 2: `nan` is not a number"),
    ("qganc circuit costs 1\nmmx single few gradient rotation 1", "`mmx` is not an instruction set"),
    ("qganc circuit costs 1\navx2 half few gradient rotation 1", "`half` is not a precision"),
    ("qganc circuit costs 1\navx2 single some gradient rotation 1", "`some` is not a name of kernels"),
    ("qganc circuit costs 1\navx2 single few backward rotation 1", "`backward` is not an order"),
    ("qganc circuit costs 1\navx2 single few gradient spin 1", "`spin` is not a kind of work"),
    (
      "qganc circuit costs 1\navx2 single few gradient tile 1\navx2 single few gradient tile 2",
      "line 3: this cost is there twice"
    ),
  ])
  func brokenTables(text: String, message: String) {
    do {
      _ = try CircuitCosts(text: text)
      Issue.record("`\(text)` was read")
    } catch {
      #expect("\(error)".contains(message), "\(error)")
    }
  }

  @Test func missingFile() {
    do {
      _ = try CircuitCosts(file: "/nonexistent/costs")
      Issue.record("a file that is not there was read")
    } catch {
      #expect("\(error)".contains("`/nonexistent/costs` cannot be read"))
    }
  }
}
