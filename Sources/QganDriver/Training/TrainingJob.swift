import OrderedCollections
import QganIR
import QganPasses
import QganSema
import QganTraining

/// A train block that is ready to run: what it does, how its programs are compiled, and what a run folder keeps.
public struct TrainingJob {
  public var spec: TrainingSpec
  /// Optimises a graph and makes its plan.
  public var plan: (Graph) throws -> Plan
  /// What `load` asked for while graphs were written.
  public var loads: () -> [LoadedWeights]
  /// Another train block of the same program, for those that this one loads from.
  public var dependency: (_ block: String) throws -> TrainingJob
  /// The program's files by their names in a run folder.
  public var sources: OrderedDictionary<String, [UInt8]>
  /// What else the run folder's `config.json` notes, such as the program's path and settings.
  public var origin: OrderedDictionary<String, JSONValue>
  /// What paths in the program start with; it is left out of the identity, so that a program may move.
  public var baseFolder: String

  public init(
    spec: TrainingSpec, plan: @escaping (Graph) throws -> Plan,
    loads: @escaping () -> [LoadedWeights] = { [] },
    dependency: @escaping (_ block: String) throws -> TrainingJob = { block in
      throw TrainingError.unfit("there is no train block `\(block)`")
    },
    sources: OrderedDictionary<String, [UInt8]> = [:], origin: OrderedDictionary<String, JSONValue> = [:],
    baseFolder: String = ""
  ) {
    self.spec = spec
    self.plan = plan
    self.loads = loads
    self.dependency = dependency
    self.sources = sources
    self.origin = origin
    self.baseFolder = baseFolder
  }

  /// Compiles a program of the train block.
  func plan(of program: TrainingProgram) throws -> Plan {
    try plan(TrainingGraphs(spec).graph(of: program))
  }

  /// SHA-256 of everything in the program that a run's numbers depend on: the resolved configuration, the graphs of
  /// its steps, and the same of the blocks that it loads from.
  func identity() throws -> String {
    let graphs = TrainingGraphs(spec)
    var text = spec.configuration.map { "\($0.key): \($0.value)\n" }.joined()
    for step in spec.stepPrograms { text += try graphs.graph(of: step).description }
    for block in spec.dependencies { text += try "load \(block): \(dependency(block).identity())\n" }
    return SHA256.hexadecimal(of: Array(withoutBase(text).utf8))
  }

  /// The resolved configuration with paths as seen from the program.
  var configuration: OrderedDictionary<String, JSONValue> {
    var result: OrderedDictionary<String, JSONValue> = [:]
    for (key, value) in spec.configuration { result[key] = .string(withoutBase(value)) }
    return result
  }

  private func withoutBase(_ text: String) -> String {
    baseFolder.isEmpty ? text : text.split(separator: baseFolder, omittingEmptySubsequences: false).joined()
  }

  /// What `load` asks for, but from train blocks that this one does not depend on.
  func weightRequests() -> [WeightRequest] {
    WeightRequest.requests(
      of: loads().filter { load in load.block.map { spec.dependencies.contains($0) } ?? true })
  }
}

extension WeightRequest {
  /// What `loads` ask for, one request a source: a network that is written several times asks only at first.
  static func requests(of loads: [LoadedWeights]) -> [WeightRequest] {
    var merged: OrderedDictionary<[String], LoadedWeights> = [:]
    for load in loads {
      let key = [load.path ?? "", load.block ?? "", load.prefix] + load.ignored
      if var known = merged[key] {
        known.tensors.merge(load.tensors) { first, _ in first }
        known.isComplete = known.isComplete || load.isComplete
        merged[key] = known
      } else {
        merged[key] = load
      }
    }
    return merged.values.map { load in
      let ignored = load.ignored
      return WeightRequest(
        path: load.path, block: load.block, tensors: load.tensors, prefix: load.prefix,
        isIgnored: { name in ignored.contains { RenameRule.matches($0, name) } }, isComplete: load.isComplete)
    }
  }
}
