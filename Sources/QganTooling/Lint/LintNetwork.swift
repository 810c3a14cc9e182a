import QganIR
import QganPasses
import QganSyntax

/// A network written out for one sample: its graph, the layers that wrote it, and its circuits with what they are fed.
public struct LintNetwork {
  /// A circuit, and what is known about it, found once.
  public final class CircuitFacts {
    public let circuit: Circuit
    public private(set) lazy var sensitivity = CircuitSensitivity(circuit, simplified: simplified)
    /// The circuit without what is superfluous.
    public private(set) lazy var simplified = CircuitPasses.optimize(circuit, level: 1)
    /// Where each element of an operand stands first in an angle.
    public private(set) lazy var locations: [CircuitSensitivity.Element: Location] = {
      var result: [CircuitSensitivity.Element: Location] = [:]
      for application in circuit.applications {
        for term in application.angles.flatMap(\.terms) {
          let element = CircuitSensitivity.Element(operand: term.operand, element: term.element)
          if result[element] == nil { result[element] = application.location }
        }
      }
      return result
    }()
    private var images: [String: [GateApplication]] = [:]
    private var scales: [[Int: GradientScale.Draw]: GradientScale?] = [:]

    init(_ circuit: Circuit) { self.circuit = circuit }

    /// The applications that one run of a pass leaves.
    func applications(behind pass: CircuitPass) -> [GateApplication] {
      if let known = images[pass.name] { return known }
      let result = pass.run(circuit).applications
      images[pass.name] = result
      return result
    }

    /// How large derivatives are where operands are drawn like this, if that is known.
    func gradientScale(_ draws: [Int: GradientScale.Draw]) -> GradientScale? {
      if let known = scales[draws] { return known }
      let result = GradientScale(circuit, draws: draws, excluding: Set(sensitivity.dead.keys))
      scales[draws] = .some(result)
      return result
    }
  }

  /// One evaluation of a circuit in a network.
  public struct CircuitUse {
    public let facts: CircuitFacts
    /// The name of its declaration.
    public let declaredName: String
    /// For each operand, the variable that it is, if it is one as it stands.
    public let variables: [String?]
    /// For each operand, the value before its shape was changed.
    let origins: [ValueID]
    /// For each operand, the value that it is.
    let values: [ValueID]

    public var circuit: Circuit { facts.circuit }
  }

  /// What makes a network itself.
  public final class Identity: Equatable, Sendable {
    public static func == (a: Identity, b: Identity) -> Bool { a === b }
  }

  public let name: String
  /// `generator`, `discriminator`, `model`, or empty.
  public let role: String
  /// Where to point for what has no better place.
  public let place: SourceRange
  public let graph: Graph
  public let trace: ModelTrace
  public let circuits: [CircuitUse]
  /// Between which numbers its data are, if that is known.
  public let inputRange: ClosedRange<Double>?
  /// Whether all data of a sample may be zero.
  public let inputCanVanish: Bool
  /// Between which numbers its values are.
  let bounds: ValueBounds
  /// The same for copies of one network.
  public let identity = Identity()
  /// Operations that the result depends on.
  let live: Set<Int>

  /// Facts about circuits by the circuit without its name, so that equal ones share them.
  public typealias Facts = [Circuit: CircuitFacts]

  /// Writes a network whose data are in `inputRange` and may be all zero if `inputCanVanish`; throws what its writer throws.
  public init(
    _ function: LayerFunction, inputNames: [String], place: SourceRange,
    inputRange: ClosedRange<Double>? = nil, inputCanVanish: Bool = false, facts: inout Facts
  ) throws {
    let trace = ModelTrace()
    graph = try function.graph(inputNames: inputNames, trace: trace)
    name = function.name
    role = function.role
    self.place = place
    self.trace = trace
    live = LintNetwork.live(graph)
    self.inputRange = inputRange
    self.inputCanVanish = inputCanVanish
    var known: [ValueID: ClosedRange<Double>] = [:]
    if let inputRange { for input in graph.inputs { known[input.value] = inputRange } }
    bounds = ValueBounds(graph, inputs: known)
    var uses: [CircuitUse] = []
    for index in graph.operations.indices where live.contains(index) {
      guard graph.operations[index].primitive == "circuit" else { continue }
      if let use = LintNetwork.use(of: index, in: graph, trace, &facts) { uses.append(use) }
    }
    circuits = uses
  }

  /// Whether a weight, or what comes in, provably has no effect on the result, in evaluation mode.
  var mayHaveDetachedWeights: Bool {
    guard let output = graph.outputs.first?.value else { return true }
    let builder = GraphBuilder(continuing: graph)
    let seed = builder.input("seed", graph.type(of: output))
    let reads = graph.operations.filter { operation in
      guard operation.primitive == "variable",
        let variable = operation.string("name").flatMap({ graph.variables[$0] })
      else { return false }
      return variable.kind == .weight && !variable.isFrozen
    }
    let values = reads.flatMap(\.results) + graph.inputs.map(\.value)
    guard
      let gradients = try? Differentiation.gradients(
        in: builder, of: output, seed: seed, withRespectTo: values)
    else { return true }
    var known: [ValueID: ClosedRange<Double>] = [:]
    if let inputRange { for input in graph.inputs { known[input.value] = inputRange } }
    let bounds = ValueBounds(builder.graph, inputs: known)
    let elements = ZeroElements(builder.graph)
    return gradients.enumerated().contains { index, gradient in
      guard let gradient, bounds.constant(gradient) != 0 else { return true }
      return index < reads.count && elements[gradient] != nil
    }
  }

  private static func use(
    of index: Int, in graph: Graph, _ trace: ModelTrace, _ facts: inout Facts
  ) -> CircuitUse? {
    let operation = graph.operations[index]
    guard let name = operation.string("circuit"), var circuit = graph.circuits[name] else { return nil }
    let scope = innermost(trace.scopes, at: index)
    circuit.name = ""
    let known = facts[circuit] ?? CircuitFacts(circuit)
    facts[circuit] = known
    let producers = producers(graph)
    let origins = operation.operands.map { origin(of: $0, producers, graph) }
    let variables = origins.map { value -> String? in
      guard let producer = producers[value], graph.operations[producer].primitive == "variable" else {
        return nil
      }
      return graph.operations[producer].string("name")
    }
    let written = scope?.name ?? name
    let declared = written.split(separator: ".").last.map(String.init) ?? written
    return CircuitUse(
      facts: known, declaredName: declared, variables: variables, origins: origins, values: operation.operands
    )
  }

  /// The variables that the result depends on only through angles of circuits, with where they enter.
  var circuitWeights: [(variable: Variable, uses: [(use: CircuitUse, operand: Int)])] {
    let producers = LintNetwork.producers(graph)
    var others: Set<ValueID> = []
    for index in live where !["circuit", "reshape"].contains(graph.operations[index].primitive) {
      others.formUnion(graph.operations[index].operands.map { LintNetwork.origin(of: $0, producers, graph) })
    }
    for output in graph.outputs { others.insert(LintNetwork.origin(of: output.value, producers, graph)) }
    return graph.variables.values.compactMap { variable in
      guard variable.kind == .weight, !variable.isFrozen else { return nil }
      var uses: [(use: CircuitUse, operand: Int)] = []
      for use in circuits {
        for (operand, name) in use.variables.enumerated() where name == variable.name {
          if others.contains(use.origins[operand]) { return nil }
          uses.append((use, operand))
        }
      }
      return uses.isEmpty ? nil : (variable, uses)
    }
  }

  /// The operations that the outputs and updates depend on.
  private static func live(_ graph: Graph) -> Set<Int> {
    let producers = producers(graph)
    var open = graph.outputs.map(\.value) + graph.updates.map(\.value)
    var result: Set<Int> = []
    while let value = open.popLast() {
      guard let index = producers[value], result.insert(index).inserted else { continue }
      open += graph.operations[index].operands
    }
    return result
  }

  static func producers(_ graph: Graph) -> [ValueID: Int] {
    var result: [ValueID: Int] = [:]
    for (index, operation) in graph.operations.enumerated() {
      for value in operation.results { result[value] = index }
    }
    return result
  }

  /// The value that has the same elements in the first shape.
  static func origin(of value: ValueID, _ producers: [ValueID: Int], _ graph: Graph) -> ValueID {
    var value = value
    while let index = producers[value], graph.operations[index].primitive == "reshape",
      let before = graph.operations[index].operands.first
    {
      value = before
    }
    return value
  }

  /// The innermost use of a circuit whose operations include `index`.
  private static func innermost(_ scopes: [ModelTrace.Scope], at index: Int) -> ModelTrace.Scope? {
    for scope in scopes where scope.operations.contains(index) {
      if let inner = innermost(scope.children, at: index) { return inner }
      return scope.kind == .circuit ? scope : nil
    }
    return nil
  }

  /// Every use of a layer, outer ones first.
  var scopes: [ModelTrace.Scope] {
    func all(_ scopes: [ModelTrace.Scope]) -> [ModelTrace.Scope] {
      scopes.flatMap { [$0] + all($0.children) }
    }
    return all(trace.scopes)
  }

  /// The builtin layers in order.
  var builtins: [ModelTrace.Scope] { scopes.filter { $0.kind == .builtin } }

  /// The builtin layer that gives the network's result, changes of shape aside.
  var last: ModelTrace.Scope? {
    guard let output = graph.outputs.first?.value else { return nil }
    let producers = LintNetwork.producers(graph)
    let wanted = LintNetwork.origin(of: output, producers, graph)
    return builtins.last {
      guard let result = $0.result else { return false }
      return LintNetwork.origin(of: result.value, producers, graph) == wanted && !$0.operations.isEmpty
        && !["reshape", "flatten", "permute"].contains($0.name)
    }
  }
}
